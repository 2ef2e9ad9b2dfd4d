import { createHmac, timingSafeEqual } from "node:crypto";
import { TWILIO_CODES } from "../domain/fault-codes/twilio.ts";
import { accountReason, faultOf } from "../domain/provider-fault.ts";
import type { ProviderReceipt, ReceiptState } from "../domain/receipt.ts";

/** The path that Twilio posts to, as in routes.ts. */
const PATH = "/otp/receipts/twilio";

/**
 * How often Twilio tries again, and after what: by default once, and never after an answer, so that a status that
 * comes before its message is written down would be lost, and one that met a rate (429). All tries together take
 * 15 seconds at most.
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const TRY_AGAIN = "#rc=5&rp=4xx,5xx,ct,rt";

/** Where Twilio is told to post the status of a message. */
export function twilioCallbackUrl(publicUrl: string): string {
  return publicUrl + PATH + TRY_AGAIN;
}

type Fields = Readonly<Record<string, string>>;

/**
 * HMAC-SHA1 of the URL and of every field in the order of their names, under the account's token.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(authToken: string, url: string, fields: Fields): Buffer {
  const text = Object.keys(fields)
    .sort()
    .map((name) => name + (fields[name] ?? ""))
    .join("");
  return createHmac("sha1", authToken)
    .update(url + text)
    .digest();
}

/**
 * Whether Twilio made this post, compared in constant time. The URL is the one that we told Twilio, nothing that a
 * request says; whether Twilio signs its fragment too is not documented, and either proves the same.
 */
export function isSignedByTwilio(
  { publicUrl, authToken }: { readonly publicUrl: string; readonly authToken: string },
  fields: Fields,
  signature: string,
): boolean {
  const given = Buffer.from(signature, "base64");
  return [publicUrl + PATH, twilioCallbackUrl(publicUrl)].some((url) => {
    const expected = twilioSignature(authToken, url, fields);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** What Twilio's words mean. What is not here, like `queued` and `sending`, says nothing that is not known. */
const STATES: Readonly<Record<string, ReceiptState>> = {
  sent: "sent",
  delivered: "delivered",
  // WhatsApp: read, so it has arrived.
  read: "delivered",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

/**
 * Reads a status callback; undefined for one that says nothing of interest.
 * @see https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function readTwilioStatus(fields: Fields): ProviderReceipt | undefined {
  const { MessageSid = "", MessageStatus = "", ErrorCode = "", To = "" } = fields;
  const state = Object.hasOwn(STATES, MessageStatus) ? STATES[MessageStatus] : undefined;
  if (state === undefined || !/^(SM|MM)[0-9a-f]{32}$/.test(MessageSid)) return undefined;
  return {
    of: undefined,
    provider: To.startsWith("whatsapp:") ? "twilio-whatsapp" : "twilio",
    messageId: MessageSid,
    state,
    ...(state === "failed" && /^\d{1,6}$/.test(ErrorCode) && { reason: reasonOf(ErrorCode) }),
  };
}

/** A message may fail for the account's sake after it was taken, like an unregistered number (30034). */
function reasonOf(code: string): string {
  return faultOf(Number(code), TWILIO_CODES) === "account" ? accountReason(code) : code;
}
