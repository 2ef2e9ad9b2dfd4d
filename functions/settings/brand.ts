import * as z from "zod/mini";

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
  }),
  {},
);
