import { type Html, html, type HtmlValue } from "../../pages/html.ts";
import { shortNumber } from "./figures.ts";

/** What is drawn: the values of one thing, one for each slot. A value that is not known leaves its place empty. */
export interface Series {
  readonly name: HtmlValue;
  readonly values: readonly (number | undefined)[];
}

export interface Chart {
  /** What a screen reader says of the picture; the figures are in the table beside it. */
  readonly title: HtmlValue;
  /** What stands below each place, the first one at the left: hours, days, lengths of time. */
  readonly slots: readonly string[];
  /** At most {@link MOST_SERIES}: more cannot be told apart. */
  readonly series: readonly Series[];
  /** How a value is written. @default a short number */
  readonly write?: (value: number) => string;
  /** The value at the upper edge. @default a round one above the highest */
  readonly top?: number;
}

/** As many have a colour of their own. */
export const MOST_SERIES = 3;

/** In pixels. Across, all is in shares of the width: the picture is as wide as its place, and its words stay readable. */
const HEIGHT = 168;
const PLOT_TOP = 18;
const PLOT_BOTTOM = 144;

/** Words below the places, at most: more would overlap on a phone. */
const MOST_LABELS = 6;
const LABEL_LENGTH = 12;

/** Bars side by side, for each place. */
export function barChart(chart: Chart): Html {
  const top = topOf(chart);
  const { slots, series } = chart;
  const slotWidth = 100 / Math.max(1, slots.length);
  const barWidth = (slotWidth * 0.76) / Math.max(1, series.length);
  return picture(chart, top, (slot) =>
    series.map(({ values }, index) => {
      const value = known(values[slot]);
      if (value === undefined || value === 0) return false;
      const y = heightOf(value, top);
      return html`<rect
        class="series-${index + 1}"
        x="${percent(slotWidth * (slot + 0.12) + barWidth * index)}"
        width="${percent(barWidth)}"
        y="${y}"
        height="${round(PLOT_BOTTOM - y)}"
      />`;
    }),
  );
}

/** A line for each thing from place to place; it is broken where a value is not known. */
export function lineChart(chart: Chart): Html {
  const top = topOf(chart);
  const { slots, series } = chart;
  const slotWidth = 100 / Math.max(1, slots.length);
  const middle = (slot: number) => percent(slotWidth * (slot + 0.5));
  return picture(chart, top, (slot) =>
    series.map(({ values }, index) => {
      const value = known(values[slot]);
      if (value === undefined) return false;
      const before = slot === 0 ? undefined : known(values[slot - 1]);
      const y = heightOf(value, top);
      return [
        before !== undefined &&
          html`<line
            class="series-${index + 1}"
            x1="${middle(slot - 1)}"
            y1="${heightOf(before, top)}"
            x2="${middle(slot)}"
            y2="${y}"
          />`,
        html`<circle class="series-${index + 1}" cx="${middle(slot)}" cy="${y}" r="3" />`,
      ];
    }),
  );
}

/** One value against a limit, as a bar that fills. */
export function gauge(title: HtmlValue, value: number, limit: number): Html {
  const share = limit > 0 ? Math.min(1, Math.max(0, value / limit)) : value > 0 ? 1 : 0;
  const state = share >= 0.9 ? "full" : "series-1";
  return html`<svg class="gauge" role="img" width="100%" height="14">
    <title>${title}</title>
    <rect class="track" width="100%" height="14" rx="7" />
    ${share > 0 && html`<rect class="${state}" width="${percent(Math.max(1, share * 100))}" height="14" rx="7" />`}
  </svg>`;
}

function picture(chart: Chart, top: number, marks: (slot: number) => readonly HtmlPart[]): Html {
  const { title, slots, series, write = shortNumber } = chart;
  const slotWidth = 100 / Math.max(1, slots.length);
  const isEmpty = series.every(({ values }) => values.every((value) => (known(value) ?? 0) === 0));
  return html`<figure class="chart">
    ${series.length > 1 && legend(series)}
    <svg role="img" direction="ltr" width="100%" height="${HEIGHT}">
      <title>${title}</title>
      ${[1, 0.5].map((share) => gridLine(share))}
      <line class="axis" x1="0" x2="100%" y1="${PLOT_BOTTOM}" y2="${PLOT_BOTTOM}" />
      ${slots.map(
        (name, slot) =>
          html`<g>
            <title>
              ${name}: ${series.map((one, index) => [index > 0 && ", ", saidOf(one, slot, write)])}
            </title>
            <rect
              class="hit"
              x="${percent(slotWidth * slot)}"
              width="${percent(slotWidth)}"
              y="${PLOT_TOP}"
              height="${PLOT_BOTTOM - PLOT_TOP}"
            />
            ${marks(slot)}
          </g>`,
      )}
      ${[1, 0.5].map((share) => tick(share, write(top * share)))} ${labels(slots)}
      ${isEmpty && html`<text class="none" x="50%" y="${(PLOT_TOP + PLOT_BOTTOM) / 2 + 5}">Nothing yet</text>`}
    </svg>
  </figure>`;
}

type HtmlPart = Html | false | readonly (Html | false)[];

function legend(series: readonly Series[]): Html {
  return html`<figcaption>
    ${series.map(
      ({ name }, index) =>
        html`<span
          ><svg width="12" height="12" aria-hidden="true">
            <rect class="series-${index + 1}" width="12" height="12" rx="3" /></svg
          ><bdi>${name}</bdi></span
        >`,
    )}
  </figcaption>`;
}

function gridLine(share: number): Html {
  return html`<line class="grid" x1="0" x2="100%" y1="${yOf(share)}" y2="${yOf(share)}" />`;
}

/** Above what is drawn, so that no bar hides it. */
function tick(share: number, text: string): Html {
  return html`<text class="tick" x="0" y="${yOf(share) - 4}">${text}</text>`;
}

function yOf(share: number): number {
  return round(PLOT_BOTTOM - share * (PLOT_BOTTOM - PLOT_TOP));
}

/** Every so many places have their word, so that none overlaps. */
function labels(slots: readonly string[]): readonly Html[] {
  const width = 100 / Math.max(1, slots.length);
  const every = Math.ceil(slots.length / MOST_LABELS);
  return slots.flatMap((name, slot) =>
    slot % every === 0
      ? html`<text class="label" x="${percent(width * (slot + 0.5))}" y="${HEIGHT - 6}">
          ${shortened(name, LABEL_LENGTH)}
        </text>`
      : [],
  );
}

function saidOf({ name, values }: Series, slot: number, write: (value: number) => string): Html {
  const value = known(values[slot]);
  return html`${name} ${value === undefined ? "not known" : write(value)}`;
}

/** What can be drawn: a number from 0 up. */
function known(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : Math.max(0, value);
}

function topOf({ series, top }: Chart): number {
  if (top !== undefined) return top;
  const highest = Math.max(0, ...series.flatMap(({ values }) => values.map((value) => known(value) ?? 0)));
  return roundAbove(highest);
}

/** 1, 2, 4 or 10 with noughts behind it, of which the half is whole but for 1. */
export function roundAbove(highest: number): number {
  if (highest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 4, 10].find((step) => highest <= step * power) ?? 10) * power;
}

/** Where a value is, in pixels from above; what is not nothing can be seen. */
function heightOf(value: number, top: number): number {
  const height = Math.min(1, value / top) * (PLOT_BOTTOM - PLOT_TOP);
  return round(PLOT_BOTTOM - (value > 0 ? Math.max(2, height) : 0));
}

function percent(share: number): string {
  return `${round(share)}%`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** By whole characters, as a person counts them. */
function shortened(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}
