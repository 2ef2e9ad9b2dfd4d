import { segmentsOf } from "../delivery/segments.ts";
import { type Channel, isPriced, type PricedChannel, traitsOf } from "../domain/channel.ts";
import { isWrittenInGsm7 } from "../domain/prices/parts.ts";
import { microUsd, priceIn } from "../domain/prices/price-list.ts";
import { SMS_PRICES } from "../domain/prices/sms.ts";
import type { Settings } from "../settings.ts";

type Spend = Settings["channels"]["sms"]["spend"];

/** A message that may have a price. */
export interface PricedSend {
  readonly channel: Channel;
  /** ISO 3166, of the number. */
  readonly country?: string | undefined;
  /** The language that was asked for. */
  readonly locale: string;
  /** How many parts its challenge counts for an SMS, where it has been opened: they were paid for by these. */
  readonly parts?: number | undefined;
  /** A test recipient is sent nothing. */
  readonly test?: boolean | undefined;
}

/** What one part of a message costs, in micro-dollars; undefined where the owner does not pay for each. */
export function partPrice(
  { channels }: Pick<Settings, "channels">,
  { channel, country, test }: PricedSend,
): number | undefined {
  if (test === true || !isPriced(channel)) return undefined;
  return PRICE[channel](channels.sms.spend, country);
}

/** The compiler wants the price of a new channel here. One ceiling is for all of them. */
const PRICE: Readonly<Record<PricedChannel, (spend: Spend, country: string | undefined) => number>> = {
  sms: ({ prices }, country) => priceIn(SMS_PRICES, country, prices),
  // Calls are charged by the minute, and no list of their prices is published that could be shipped.
  voice: ({ callUsd }) => microUsd(callUsd),
};

/**
 * The most parts that the words of a message take. Where the owner's words or a payee's name take more, the deliverer
 * counts the others before it sends them.
 */
export function expectedParts(
  { brand, defaultLocale }: Pick<Settings, "brand" | "defaultLocale">,
  { channel, locale, parts }: Pick<PricedSend, "channel" | "locale" | "parts">,
): number {
  const { mostSegments } = traitsOf(channel);
  if (!mostSegments) return 1;
  if (parts !== undefined) return parts;
  const short = isWrittenInGsm7(locale, defaultLocale) && segmentsOf(brand.name).encoding === "gsm-7";
  return mostSegments[short ? "gsm-7" : "ucs-2"];
}
