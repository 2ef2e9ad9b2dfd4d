import type { ReadCredentials } from "../credentials.ts";
import { httpFailure, httpPost } from "./http-post.ts";
import type { OptionsOf } from "../options.ts";
import type { Message, Provider } from "../port.ts";

/**
 * Faults of the number or the message that another try will not mend. Faults of the account, like wrong credentials or
 * an empty balance, pass: the next provider is asked, and the owner may mend them in time.
 * @see https://www.twilio.com/docs/api/errors
 */
const PERMANENT = new Set([
  21_211, // invalid "To"
  21_214, // "To" cannot be reached
  21_217, // "To" is not a valid number
  21_408, // the region is not enabled
  21_604, // no "To"
  21_606, // "From" cannot send
  21_608, // unverified number of a trial account
  21_610, // unsubscribed
  21_612, // no route from "From" to "To"
  21_614, // not a mobile number
  21_617, // too long
  21_655, // unknown content
  63_003, // WhatsApp does not find "To"
  63_007, // WhatsApp does not find "From"
  63_016, // outside of the window, and not a template
  63_024, // not a WhatsApp recipient
]);

export interface TwilioConnection {
  readonly credentials: ReadCredentials;
  /** Where Twilio reports the delivery of messages; without it, Twilio reports nothing. */
  readonly statusCallback?: string | undefined;
  readonly api?: string;
}

/**
 * Text messages through Twilio.
 * @see https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
 */
export function twilioProvider(options: OptionsOf<"twilio">, connection: TwilioConnection): Provider {
  const sender = options.messagingServiceSid
    ? { MessagingServiceSid: options.messagingServiceSid }
    : { From: options.from ?? "" };
  return {
    name: "twilio",
    receipts: "by-message",
    send: ({ address, text }) => create(connection, { ...sender, To: address, Body: text }),
  };
}

/**
 * WhatsApp messages through Twilio: the approved authentication template, whose button copies the code.
 * @see https://www.twilio.com/docs/content/whatsappauthentication
 */
export function twilioWhatsappProvider(
  { from, contentSid }: OptionsOf<"twilio-whatsapp">,
  connection: TwilioConnection,
): Provider {
  return {
    name: "twilio-whatsapp",
    receipts: "by-message",
    send: ({ address, passcode }: Message) =>
      create(connection, {
        From: `whatsapp:${from}`,
        To: `whatsapp:${address}`,
        ContentSid: contentSid,
        ContentVariables: JSON.stringify({ 1: passcode.reveal() }),
      }),
  };
}

async function create(
  { credentials, statusCallback, api = "https://api.twilio.com" }: TwilioConnection,
  fields: Readonly<Record<string, string>>,
): ReturnType<Provider["send"]> {
  const { accountSid, authToken } = await credentials("twilio");
  const answer = await httpPost(
    `${api}/2010-04-01/Accounts/${accountSid}/Messages.json`,
    { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    new URLSearchParams({
      ...fields,
      ...(statusCallback !== undefined && { StatusCallback: statusCallback }),
    }),
  );
  if (answer.kind === "failed") return answer;
  const { sid, code } = answer.body;
  if (answer.status === 201 && typeof sid === "string") return { kind: "sent", messageId: sid };
  return httpFailure(answer.status, code, PERMANENT);
}
