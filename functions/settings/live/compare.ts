import { type Applied, applyChanges } from "./apply.ts";
import { isSamePlace, isSameValue, type LiveEffect, type LivePlace, readLiveChange } from "./change.ts";
import type { LiveGround } from "./live-path.ts";
import { findPath } from "./paths.ts";

/** What becomes of one place. */
export interface LiveDifference extends LivePlace {
  /** What holds now, and what would. */
  readonly before: unknown;
  readonly after: unknown;
  /** Until when that would hold, in epoch seconds; for good without it. */
  readonly until?: number | undefined;
  readonly effect: LiveEffect;
  readonly ownersOnly: boolean;
}

/**
 * The places in which two lists of changes differ, now or at an end to come: who lets a country's stop end sooner opens it
 * just as well. A place opens if it does so at any instant.
 */
export function compareChanges(
  ground: LiveGround,
  before: readonly unknown[],
  after: readonly unknown[],
  now: number,
): readonly LiveDifference[] {
  const all = [...before, ...after].flatMap((kept) => readLiveChange(kept) ?? []);
  const places = all.filter((one, index) => all.findIndex((other) => isSamePlace(one, other)) === index);
  const instants = [now, ...all.flatMap(({ until }) => (until !== undefined && until > now ? [until] : []))];
  const moments = [...new Set(instants)]
    .sort((a, b) => a - b)
    .map((at) => ({ before: applyChanges(ground, before, at), after: applyChanges(ground, after, at) }));
  return places.flatMap((place) => differenceOf(ground, place, moments, after) ?? []);
}

interface Moment {
  readonly before: Applied;
  readonly after: Applied;
}

function differenceOf(
  ground: LiveGround,
  { path: name, entry }: LivePlace,
  moments: readonly Moment[],
  after: readonly unknown[],
): LiveDifference | undefined {
  const path = findPath({ path: name, entry });
  if (typeof path === "string") return undefined;
  const ways = moments.map((moment) => ({
    before: path.read(moment.before, entry ?? "", ground) ?? null,
    after: path.read(moment.after, entry ?? "", ground) ?? null,
  }));
  const [first] = ways;
  if (!first || ways.every((way) => isSameValue(way.before, way.after))) return undefined;
  const effects = ways.map((way) => path.effect(way.before, way.after));
  const one = after
    .map(readLiveChange)
    .find((change) => change && isSamePlace(change, { path: name, entry }));
  return {
    path: name,
    ...(entry !== undefined && { entry }),
    ...first,
    ...(one?.until !== undefined && { until: one.until }),
    effect: (["opens", "closes"] as const).find((effect) => effects.includes(effect)) ?? "neither",
    ownersOnly: path.ownersOnly === true,
  };
}
