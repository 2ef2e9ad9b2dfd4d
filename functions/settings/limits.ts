import * as z from "zod/mini";
import { MAX_FAILURES } from "./guesses.ts";
import { whole } from "./whole.ts";

/** How much a recipient and a network may ask for, and when a code has to be one that cannot be guessed. */
export const limits = z.prefault(
  z
    .strictObject({
      recipientPerHour: z._default(whole(1, 10), 5),
      recipientPerDay: z._default(whole(1, 10), 10),
      originPerHour: z._default(whole(1, 1_000_000), 30),
      /** Of them, messages that have a price. */
      originPaidPerHour: z._default(whole(1, 1_000_000), 20),
      /** Wrong guesses at codes that one network asked for, on average; a second is the least that one can count. */
      originWrongPerHour: z._default(whole(1, 3600), 20),
      originPerRecipientPerDay: z._default(whole(1, 10), 3),
      strong: z._default(z.enum(["after-failures", "always"]), "after-failures"),
      strongAfterFailures: z._default(z.union([whole(1, MAX_FAILURES), z.literal("off")]), 20),
      /** The bound on guesses is one for 30 days, so no less; as long as a ledger remembers, at most. */
      strongForDays: z._default(whole(30, 90), 30),
    })
    .check(
      z.refine(({ recipientPerHour, recipientPerDay }) => recipientPerHour <= recipientPerDay, {
        path: ["recipientPerDay"],
        error: "must not be lower than recipientPerHour",
      }),
      z.refine(({ strong, strongAfterFailures }) => strong !== "always" || strongAfterFailures !== "off", {
        path: ["strongAfterFailures"],
        error: 'cannot be "off" where strong is "always"',
      }),
    ),
  {},
);
