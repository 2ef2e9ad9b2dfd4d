import * as z from "zod/mini";
import { LEAST_LIFE_SECONDS, MAX_CODE_SECONDS } from "../domain/challenge.ts";
import { whole } from "./whole.ts";

/** Twice the time in which nothing is sent any more, so that every code has a chance to arrive. */
const LEAST_CODE_SECONDS = 2 * LEAST_LIFE_SECONDS;

/** The digits, how long they live, how often they may be guessed and sent. */
export const passcode = z.prefault(
  z
    .strictObject({
      length: z._default(whole(4, 10), 6),
      ttlSeconds: z._default(whole(LEAST_CODE_SECONDS, MAX_CODE_SECONDS), 300),
      maxAttempts: z._default(whole(1, 10), 5),
      maxSends: z._default(whole(1, 10), 4),
      resendAfterSeconds: z._default(whole(1, MAX_CODE_SECONDS), 30),
      weak: z._default(z.boolean(), false),
    })
    .check(
      z.refine(({ length, weak }) => length >= 6 || weak, {
        path: ["length"],
        error: 'fewer than 6 digits are too easy to guess; set "weak": true if you accept that',
      }),
    ),
  {},
);
