import * as z from "zod/mini";
import { liveValue } from "../../settings/live/change.ts";

const path = z.string().check(z.trim(), z.minLength(1), z.maxLength(100));
const entry = z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(100)));

/** ISO 8601 with its zone: an end an hour off would be no end. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const until = z.optional(
  z.string().check(
    z.refine((text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)), {
      error: "must be an instant like 2026-12-01T08:00:00Z",
    }),
  ),
);

/** The version that the admin has seen, as `settings-get` says it. */
export const base = z.int().check(z.gte(0));

export const reason = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "say why"),
    z.maxLength(300, "say why, in up to 300 characters"),
    z.regex(/^\P{Cc}*$/u, "must have no line breaks or other control characters"),
  );

/** What an admin wants of one place. */
export const edit = z.strictObject({ path, entry, value: liveValue, until });
export type Edit = z.infer<typeof edit>;

export const livePlace = z.strictObject({ path, entry });

/** So many places at once: a form of a page has no more. */
const MOST = 100;

const some = "say what is to be changed";
export const edits = z.array(edit).check(z.minLength(1, some), z.maxLength(MOST));
export const places = z.array(livePlace).check(z.minLength(1, some), z.maxLength(MOST));

/** The end of an edit in epoch seconds. */
export function endOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.floor(Date.parse(text) / 1000);
}
