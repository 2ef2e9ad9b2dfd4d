import * as z from "zod/mini";
import { anywhere, text } from "./option-fields.ts";

/** What an SMS of AWS End User Messaging comes from. A role is granted it by its id: a bare number has none. */
const messagingIdentity = z
  .string()
  .check(
    z.regex(
      /^((phone|pool)-[0-9a-f]{32}|arn:aws[\w-]*:sms-voice:[a-z0-9-]+:\d{12}:(phone-number|pool|sender-id)\/[A-Za-z0-9_/-]+)$/,
      "must be the id of a phone number (phone-...) or of a pool (pool-...), or the ARN of a number, a pool or a sender id",
    ),
  );

const protectConfigurationId = z
  .string()
  .check(z.regex(/^protect-[0-9a-f]{32}$/, "must be the id of a protect configuration (protect-...)"));

/** What a call of AWS End User Messaging comes from: a sender id has no voice. */
const callingIdentity = messagingIdentity.check(
  z.refine((identity) => !identity.includes(":sender-id/"), {
    error: "a sender id cannot call; name a phone number or a pool that can",
  }),
);

/** A price in US dollars as AWS takes it: with five digits after the point, and no finer. */
const price = z.number().check(
  z.gte(0.00001),
  z.lte(10),
  z.refine((usd) => Math.abs(Math.round(usd * 1e5) - usd * 1e5) < 1e-3, {
    error: "must have at most five digits after the point",
  }),
);

/**
 * A price as End User Messaging wants it written: a whole number has a point, too.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html (`MaxPrice`)
 */
export function writtenPrice(usd: number): string {
  return usd.toFixed(5);
}

/** Options of calls by AWS End User Messaging. */
export const awsVoice = z.strictObject({
  use: z.literal("aws-voice"),
  ...anywhere,
  originationIdentity: callingIdentity,
  /** Which countries, and which numbers, AWS calls not; the account's own one counts without it. */
  protectConfigurationId: z.optional(protectConfigurationId),
  /** What a minute of a call may cost in US dollars; one that costs more is not made. */
  maxPricePerMinuteUsd: z.optional(price),
});

/** Options of SMS by AWS End User Messaging. */
export const awsSms = z.strictObject({
  use: z.literal("aws-sms"),
  ...anywhere,
  originationIdentity: messagingIdentity,
  /** Which countries, and which numbers, AWS sends nothing to; the account's own one counts without it. */
  protectConfigurationId: z.optional(protectConfigurationId),
  /** What one part of an SMS may cost in US dollars; one that costs more is not sent. */
  maxPriceUsd: z.optional(price),
  /** India's registration of senders and templates (DLT), without which carriers there drop SMS. */
  india: z.optional(z.strictObject({ entityId: text(50), templateId: text(50) })),
});
