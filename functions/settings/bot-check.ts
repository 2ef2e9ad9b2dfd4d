import * as z from "zod/mini";
import { whole } from "./whole.ts";

/** What a network that has asked for too much may do to ask for more. */
export const botCheckChoice = z.optional(
  z.discriminatedUnion("use", [
    z.strictObject({
      use: z.literal("pow"),
      /** Numbers that a browser tries at most: with half of them, the usual case, a second or less on a computer. */
      cost: z._default(whole(1000, 10_000_000), 100_000),
    }),
    z.strictObject({
      use: z.literal("turnstile"),
      /** Names the owner's widget at Cloudflare. Its secret key is in a secret of the stage. */
      siteKey: z
        .string()
        .check(z.regex(/^[\w-]{10,100}$/, "must be the site key of a Turnstile widget (0x...)")),
      /** What a token is worth while Cloudflare cannot be asked: nothing, or as much as one that was checked. */
      onFault: z._default(z.enum(["refuse", "allow"]), "refuse"),
    }),
  ]),
);
