import * as z from "zod/mini";

/**
 * In characters. It stands twice in every page, as the picture above it and as the tab's icon: with a logo of this size
 * a page is 29 kB, and still painted within half a second on a slow phone network (`npm run bench:pages`).
 */
export const MAX_LOGO_LENGTH = 8192;

/** Whose service it is, in the eyes of the people who use it. */
export const brand = z.prefault(
  z.strictObject({
    name: z._default(
      z.string().check(z.regex(/^[^\p{Cc}]{1,40}$/u, "must be 1 to 40 printable characters")),
      "Latchkey",
    ),
    supportUrl: z._default(
      z.nullable(z.url({ protocol: /^(https|mailto)$/, error: "must be an https or mailto URL" })),
      null,
    ),
    /** The colour of buttons and links on the pages; they make it readable in light and dark. */
    color: z._default(
      z.nullable(z.string().check(z.regex(/^#[0-9a-f]{6}$/i, "must be a colour like #1d4ed8"))),
      null,
    ),
    /** Stands above each page in place of the keyhole. Within the page, so that no page asks another site for it. */
    logo: z._default(
      z.nullable(
        z
          .string()
          .check(
            z.maxLength(MAX_LOGO_LENGTH, `must have at most ${MAX_LOGO_LENGTH} characters`),
            z.regex(
              /^data:image\/(svg\+xml|png|webp);base64,[A-Za-z0-9+/]+=*$/,
              "must be a picture like data:image/svg+xml;base64,...",
            ),
          ),
      ),
      null,
    ),
  }),
  {},
);
