import * as z from "zod/mini";

/**
 * In characters. It stands twice in every page, as the picture above it and as the tab's icon: with a logo of this size
 * a page is 29 kB, and still painted within half a second on a slow phone network (`npm run bench:pages`).
 */
export const MAX_LOGO_LENGTH = 8192;

/** What people read as the name of a service or an app: no character that hides in it, or turns what follows round. */
export const shownName = z
  .string()
  .check(
    z.regex(
      /^(?=.*[\p{L}\p{N}])[^\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]{1,40}$/u,
      "must be 1 to 40 printable characters, a letter or a digit among them",
    ),
  );

/** A colour of buttons, with black or white on it. */
export const color = z.string().check(z.regex(/^#[0-9a-f]{6}$/i, "must be a colour like #1d4ed8"));

/** A picture within the page, so that no page asks another site for it. */
export const logo = z
  .string()
  .check(
    z.maxLength(MAX_LOGO_LENGTH, `must have at most ${MAX_LOGO_LENGTH} characters`),
    z.regex(
      /^data:image\/(svg\+xml|png|webp);base64,[A-Za-z0-9+/]+=*$/,
      "must be a picture like data:image/svg+xml;base64,...",
    ),
  );

/** Whose service it is, in the eyes of the people who use it. */
export const brand = z.prefault(
  z.strictObject({
    name: z._default(shownName, "Latchkey"),
    supportUrl: z._default(
      z.nullable(z.url({ protocol: /^(https|mailto)$/, error: "must be an https or mailto URL" })),
      null,
    ),
    /** Where people go on from a page at which nothing is left to do. */
    homeUrl: z._default(z.nullable(z.url({ protocol: /^https$/, error: "must be an https URL" })), null),
    /** The colour of buttons on the pages, with black or white on it; links have it as dark or light as they need. */
    color: z._default(z.nullable(color), null),
    /** Stands above each page in place of the keyhole. */
    logo: z._default(z.nullable(logo), null),
  }),
  {},
);
