import * as z from "zod/mini";
import { smsCountry } from "../delivery/option-fields.ts";

/** An amount in US dollars that is counted to the millionth, and no finer. */
const usd = (most: number) =>
  z.number().check(
    z.gt(0),
    z.lte(most),
    z.refine((amount) => Math.abs(Math.round(amount * 1e6) - amount * 1e6) < 1e-3, {
      error: "must have at most six digits after the point",
    }),
  );

/** What messages that have a price may cost. */
export const spend = z.prefault(
  z.strictObject({
    /** The ceiling of a day of UTC, in US dollars: no message is sent above it. */
    dailyUsd: z._default(usd(1_000_000), 20),
    /** What one part of an SMS costs the owner, by country, in US dollars; published prices count where nothing is said. */
    prices: z._default(z.record(smsCountry, usd(10)), {}),
    /** What one phone call counts, in US dollars, wherever it goes. @default 0.5 */
    callUsd: z._default(usd(10), 0.5),
    /**
     * What share of the SMS to numbers that are not proven has to lead to a right code, in a country and in a block of
     * numbers; 0 stops none.
     */
    leastConversion: z._default(z.number().check(z.gte(0), z.lte(0.9)), 0.2),
  }),
  {},
);
