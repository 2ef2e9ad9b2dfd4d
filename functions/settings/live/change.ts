import * as z from "zod/mini";

/** How long all changes may be together, in bytes of JSON: every function reads them. */
export const MAX_LIVE_BYTES = 32 * 1024;

/** A name of what is changed: a path, and the entry of it where the path has named things. */
export interface LivePlace {
  readonly path: string;
  /** Of the things that a path has: a country, a network, an app, a text. */
  readonly entry?: string | undefined;
}

export const liveValue = z.union(
  [z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())],
  { error: "must say a value" },
);
/** What a path may be set to; each path says what of it. */
export type LiveValue = z.infer<typeof liveValue>;

/**
 * One change of the settings that holds without a deployment. A field that is not known here may narrow what a newer
 * release means: such a change does not fit.
 */
const liveChange = z.strictObject({
  path: z.string().check(z.minLength(1), z.maxLength(100)),
  entry: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  value: liveValue,
  /** The deployed value that it was made over; null where the deployed settings say nothing. */
  over: z.unknown(),
  /** Who made it, as the desk knows admins. */
  by: z.string().check(z.minLength(1), z.maxLength(320)),
  reason: z.string().check(z.minLength(1), z.maxLength(300)),
  /** When it was made, and when it holds no more; epoch seconds. */
  at: z.int(),
  until: z.optional(z.int()),
  /** Of the changes in which it was made. */
  version: z.int(),
});
export type LiveChange = z.infer<typeof liveChange>;

/** Reads a change as it is kept. @returns undefined for one that this release cannot read */
export function readLiveChange(kept: unknown): LiveChange | undefined {
  const result = liveChange.safeParse(kept);
  return result.success ? result.data : undefined;
}

/** What a change does to what users and apps may: only an owner opens, and what does neither is an owner's too. */
export type LiveEffect = "opens" | "closes" | "neither";

/** Whether two places are one. */
export function isSamePlace(one: LivePlace, other: LivePlace): boolean {
  return one.path === other.path && one.entry === other.entry;
}

/** A place in one text, as commands and messages name it. */
export function placeText({ path, entry }: LivePlace): string {
  return entry === undefined ? path : `${path} ${entry}`;
}

/** Whether two values of settings are the same; the order of an object's names says nothing. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
