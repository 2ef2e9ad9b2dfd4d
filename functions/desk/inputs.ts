import * as z from "zod/mini";
import { CUSTOMER_NAMINGS } from "../flows/find-customer.ts";
import { isTimeZone } from "../settings/desk.ts";

/** As long as an address or a `sub` may be (OpenID Connect Core, 2). */
const MAX_NAME = 320;

/** A person, by any address or number, or by the owner's id. */
export const person = {
  customer: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_NAME)),
  /** Where it could be both. */
  as: z.optional(z.enum(CUSTOMER_NAMINGS)),
};

export const ofPerson = z.strictObject(person);

/** The owner's id of a customer, which becomes a `sub`; an index takes no empty one. */
export const customerId = z.string().check(z.trim(), z.minLength(1), z.maxLength(255));

/** What a list shows of a customer; nothing that breaks a line or a cell. */
export const shortText = z
  .string()
  .check(
    z.trim(),
    z.maxLength(200),
    z.regex(/^\P{Cc}*$/u, "must have no line breaks or other control characters"),
  );

export const localeTag = z
  .string()
  .check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag like en"));

/** An instant, and behind a slash the entry that a page ended with. */
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))(?:\/([\w-]{1,64}))?$/;

/** Where a list goes on: an instant, or the `next` of the page before. */
export const cursor = z
  .string()
  .check(
    z.refine(
      (text) => cursorOf(text) !== undefined,
      "must be an instant like 2026-11-28T10:14:00Z, or the next of a page",
    ),
  );

/**
 * Reads a {@link cursor}.
 * @returns undefined for what names none; `at` in epoch seconds
 */
export function cursorOf(text: string): { readonly at: number; readonly id: string } | undefined {
  const [, at = "", id = ""] = PLACE.exec(text) ?? [];
  const seconds = Date.parse(at) / 1000;
  return Number.isNaN(seconds) ? undefined : { at: seconds, id };
}

/** A time zone as IANA names it: whose midnight a day begins at. */
export const timeZone = z
  .string()
  .check(z.maxLength(64), z.refine(isTimeZone, "must be a time zone like Europe/Berlin"));
