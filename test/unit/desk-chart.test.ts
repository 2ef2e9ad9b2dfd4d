import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { barChart, type Chart, gauge, lineChart, roundAbove } from "../../functions/desk/pages/chart.ts";
import { dataTable } from "../../functions/desk/pages/data-table.ts";

const HOSTILE = `<script>alert("1")</script>'"&\u202e`;
const LONG = "ש".repeat(5000);

const value = fc.oneof(
  fc.constant(undefined),
  fc.integer({ min: 0, max: 40 }),
  fc.double(),
  fc.constantFrom(0, -1, Infinity, NaN, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE),
);

const chart: fc.Arbitrary<Chart> = fc.record({
  title: fc.string({ unit: "binary" }),
  slots: fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(HOSTILE, LONG)), { maxLength: 40 }),
  series: fc.array(fc.record({ name: fc.string(), values: fc.array(value, { maxLength: 40 }) }), {
    maxLength: 3,
  }),
});

/** The numbers of all attributes that place or measure something. */
function placesIn(markup: string): readonly number[] {
  const found = markup.matchAll(/ (?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([^"]*)"/g);
  return [...found].map(([, text = ""]) => Number(text.replace("%", "")));
}

describe.each([
  ["a chart of bars", barChart],
  ["a chart of lines", lineChart],
])("%s", (_name, draw) => {
  it("draws whatever there is within its picture, and has no markup but its own", () => {
    fc.assert(
      fc.property(chart, (given) => {
        const markup = draw(given).toString();
        expect(placesIn(markup).filter((at) => !(at >= 0 && at <= 168))).toEqual([]);
        const tags = new Set([...markup.matchAll(/<\/?([^\s>/]*)/g)].map(([, tag]) => tag));
        expect([...tags].filter((tag) => !TAGS.has(tag ?? ""))).toEqual([]);
        expect(markup).not.toMatch(/ style=|<script/);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("names the picture, and each place with its values", () => {
    const markup = draw({
      title: "Sent by hour",
      slots: ["09:00", HOSTILE],
      series: [
        { name: "Sent", values: [3, undefined] },
        { name: "Failed", values: [0, 1_234_567] },
      ],
    })
      .toString()
      .replaceAll(/>\s+|\s+(?=<)/g, (space) => space.trim());
    expect(markup).toContain('role="img"');
    expect(markup).toContain("<title>Sent by hour</title>");
    expect(markup).toContain("<title>09:00: Sent 3, Failed 0</title>");
    expect(markup).toContain("Sent not known, Failed 1.2M</title>");
    expect(markup).not.toContain("Nothing yet");
  });

  it("says that there is nothing, where there is nothing", () => {
    for (const values of [[], [0, 0], [undefined]])
      expect(draw({ title: "t", slots: ["a", "b"], series: [{ name: "s", values }] }).toString()).toContain(
        "Nothing yet",
      );
  });

  it("shortens words below it, and leaves some out", () => {
    const slots = Array.from({ length: 30 }, (_, day) => `${day} ${LONG}`);
    const markup = draw({ title: "t", slots, series: [{ name: LONG, values: [1] }] }).toString();
    const labels = [...markup.matchAll(/class="label"[^>]*>([^<]*)</g)].map(([, text = ""]) => text.trim());
    expect(labels).toHaveLength(6);
    expect(Math.max(...labels.map((label) => Array.from(label).length))).toBe(12);
  });
});

const TAGS = new Set([
  ...["figure", "figcaption", "span", "bdi", "svg", "title"],
  ...["g", "rect", "line", "circle", "text"],
]);

describe("the upper edge of a chart", () => {
  it.each([
    [0, 2],
    [1, 2],
    [3, 4],
    [5, 10],
    [11, 20],
    [999, 1000],
    [41_000, 100_000],
  ])("is above %d, and round", (highest, edge) => {
    expect(roundAbove(highest)).toBe(edge);
  });
});

describe("a gauge", () => {
  it.each([
    [0, 50, undefined],
    [1, 1_000_000, "1%"],
    [25, 50, "50%"],
    [70, 50, "100%"],
    [0, 0, undefined],
    [1, 0, "100%"],
  ])("fills with %d of %d", (of, limit, width) => {
    const [, filled] = [
      ...gauge("Spend", of, limit)
        .toString()
        .matchAll(/<rect[^>]*width="([^"]*)"/g),
    ];
    expect(filled?.[1]).toBe(width);
  });
});

describe("a table", () => {
  const columns = [
    { head: "Name", cell: (row: string) => row },
    { head: HOSTILE, cell: () => HOSTILE },
  ] as const;

  it("escapes heads and cells, and can be reached by keyboard where it is too wide", () => {
    const markup = dataTable({ caption: HOSTILE, columns, rows: [LONG, HOSTILE], empty: "" }).toString();
    expect(markup).not.toContain("<script");
    expect(markup).toMatch(/role="region" aria-label="[^"]+" tabindex="0"/);
    expect(markup.match(/scope="row"/g)).toHaveLength(2);
  });

  it("says what to do where it has no rows", () => {
    const markup = dataTable({ caption: "Requests", columns, rows: [], empty: "Wait a minute." }).toString();
    expect(markup).toContain("Wait a minute.");
    expect(markup).not.toContain("<table");
  });
});
