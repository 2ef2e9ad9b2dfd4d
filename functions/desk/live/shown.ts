import { type LiveChange, type LiveEffect, type LivePlace, placeText } from "../../settings/live/change.ts";
import type { Standing } from "../../settings/live/apply.ts";
import type { LiveDifference } from "../../settings/live/compare.ts";
import type { FieldError } from "../../http/schemas.ts";
import { isoText, withoutAddress } from "../shown.ts";

/** What becomes of one place. `before` and `after` are what holds; null where nothing does. */
export interface ShownDifference {
  readonly path: string;
  readonly entry?: string;
  readonly before: unknown;
  readonly after: unknown;
  /** ISO 8601; for good without it. */
  readonly until?: string;
  readonly effect: LiveEffect;
}

/** A change as the table has it. Instants are ISO 8601. */
export interface ShownChange {
  readonly path: string;
  readonly entry?: string;
  readonly value: unknown;
  /** The deployed value that it was made over. */
  readonly over: unknown;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly until?: string;
  readonly version: number;
  readonly state: "holds" | "ended" | "misfit";
  /** Why it does not hold, of a misfit. */
  readonly fault?: string;
}

/** A change that this release cannot read, since a newer one wrote it; its place, as far as it has one. */
export interface UnreadableChange {
  readonly path?: string;
  readonly entry?: string;
  readonly state: "misfit";
  readonly fault: string;
}

/** An entry as an answer has it: whole for owners, who alone suspend admins. */
export type ShowEntry = (place: LivePlace) => string | undefined;

export const wholeEntry: ShowEntry = ({ entry }) => entry;
export const maskedEntry: ShowEntry = ({ entry }) =>
  entry === undefined ? undefined : withoutAddress(entry);

export function shownDifference(
  show: ShowEntry,
  { path, entry, before, after, until, effect }: LiveDifference,
): ShownDifference {
  const name = show({ path, entry });
  return {
    path,
    ...(name !== undefined && { entry: name }),
    ...{ before, after },
    ...(until !== undefined && { until: isoText(until) }),
    effect,
  };
}

export function shownStanding(show: ShowEntry, standing: Standing): ShownChange | UnreadableChange {
  const { change, state } = standing;
  const fault = state === "misfit" ? standing.fault : undefined;
  if (change === undefined) {
    const { path, entry } = Object(standing.kept) as Readonly<Record<string, unknown>>;
    const place = { path: textOrNone(path) ?? "", entry: textOrNone(entry) };
    const name = show(place);
    return {
      ...(place.path !== "" && { path: place.path }),
      ...(name !== undefined && { entry: name }),
      state: "misfit",
      fault: fault ?? "cannot be read by this release",
    };
  }
  const entry = show(change);
  return {
    ...shownChange(change, entry),
    state,
    ...(fault !== undefined && { fault: shownFault(show, change, fault) }),
  };
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function shownChange(
  { path, value, over, by, reason, at, until, version }: LiveChange,
  entry: string | undefined,
) {
  return {
    path,
    ...(entry !== undefined && { entry }),
    ...{ value, over, by, reason },
    at: isoText(at),
    ...(until !== undefined && { until: isoText(until) }),
    version,
  };
}

/** A fault begins with its place, whose entry may be an address. */
function shownFault(show: ShowEntry, change: LivePlace, fault: string): string {
  const { path } = change;
  return fault.replace(placeText(change), placeText({ path, entry: show(change) }));
}

/** A place as the audit has it: without addresses. */
export function auditedPlace({ path, entry }: LivePlace): string {
  return placeText({ path, entry: entry === undefined ? undefined : withoutAddress(entry) });
}

/** What was so before, for the audit: short, and without the words themselves. */
export function auditedBefore(differences: readonly LiveDifference[]): string {
  const of = (one: LiveDifference) =>
    one.path === "words" ? "a text" : JSON.stringify(one.before ?? null).slice(0, 80);
  return differences
    .map((one) => `${auditedPlace(one)}: ${of(one)}`)
    .join("; ")
    .slice(0, 1000);
}

/** Faults of what was asked for, each at the edit that it is about. */
export function editErrors(list: "edits" | "places", all: readonly LivePlace[], faults: readonly string[]) {
  return faults.map((fault): FieldError => {
    const index = all.findIndex((one) => fault.startsWith(`${placeText(one)}: `));
    return { path: index === -1 ? list : `${list}.${index}`, message: fault };
  });
}
