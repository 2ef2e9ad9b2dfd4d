import * as z from "zod/mini";
import { whole } from "./whole.ts";

/** Consecutive failures that an account may ever collect (NIST SP 800-63B-4, 3.2.2). */
export const MAX_FAILURES = 100;

/** How much a recipient and a network may ask for, and when failures close an account. */
export const limits = z.prefault(
  z
    .strictObject({
      recipientPerHour: z._default(whole(1, 10), 5),
      recipientPerDay: z._default(whole(1, 10), 10),
      originPerHour: z._default(whole(1, 1_000_000), 30),
      originPerRecipientPerHour: z._default(whole(1, 1_000_000), 3),
      lock: z._default(
        z
          .array(z.strictObject({ failures: whole(1, MAX_FAILURES), seconds: whole(1, 7_776_000) }))
          .check(z.maxLength(8)),
        [
          { failures: 20, seconds: 3600 },
          { failures: 40, seconds: 7200 },
          { failures: 60, seconds: 14_400 },
        ],
      ),
      hardStopFailures: z._default(whole(1, MAX_FAILURES), 75),
    })
    .check(
      z.refine(({ recipientPerHour, recipientPerDay }) => recipientPerHour <= recipientPerDay, {
        path: ["recipientPerDay"],
        error: "must not be lower than recipientPerHour",
      }),
      z.refine(
        ({ lock, hardStopFailures }) =>
          [...lock.map(({ failures }) => failures), hardStopFailures].every(
            (step, i, all) => i === 0 || step > (all[i - 1] ?? 0),
          ),
        { path: ["lock"], error: "failures must rise from step to step and stay below hardStopFailures" },
      ),
    ),
  {},
);
