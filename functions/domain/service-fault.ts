import { type Delivery, TOO_LATE } from "./challenge.ts";
import { isAccountReason } from "./provider-fault.ts";
import { NAMES_NO_TRANSACTION } from "./transaction.ts";

/** The reason of a send that no provider of the settings serves the country of. */
export const NO_PROVIDER = "no-provider";

/** The reason of a send that the day's ceiling had no money left for. */
export const OVERSPENT = "spend-ceiling";

/** What SNS says of an SMS that costs more than the owner's `maxPriceUsd`. */
const TOO_DEAR = "this-delivery-would-exceed-max-price";

const OURS: ReadonlySet<string> = new Set([TOO_LATE, NO_PROVIDER, OVERSPENT, TOO_DEAR, NAMES_NO_TRANSACTION]);

/** Whether a message did not arrive for a reason that its recipient has nothing to do with, and can do nothing about. */
export function isServiceFault({ state, reason = "" }: Delivery): boolean {
  return state === "failed" && (OURS.has(reason) || isAccountReason(reason));
}
