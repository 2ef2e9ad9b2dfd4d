import { LEAST_SENDS } from "../domain/breaker.ts";
import type { ShownBreaker } from "./acts/attacks.ts";

/** When the service stops a country or a block of numbers by itself, as a sentence. */
export function breakerRule({
  leastConversion,
  stopsByItself,
}: Pick<ShownBreaker, "leastConversion" | "stopsByItself">): string {
  if (leastConversion === 0)
    return "The service stops nothing by itself: channels.sms.spend.leastConversion is 0.";
  if (!stopsByItself)
    return "The service stops nothing by itself: only customers are sent codes (registration is registered).";
  const share = `${Number((leastConversion * 100).toFixed(2))} %`;
  return `The service stops a country or a block of numbers for an hour where less than ${share} of the messages led to a right code (channels.sms.spend.leastConversion). It looks at the last ${LEAST_SENDS} messages or more to numbers that are not proven, ten minutes old at least; a country also has to have cost a tenth of the day's ceiling. Proven numbers are sent codes on.`;
}
