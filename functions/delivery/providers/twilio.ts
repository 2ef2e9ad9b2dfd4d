import { TWILIO_CODES } from "../../domain/fault-codes/twilio.ts";
import type { ReadCredentials } from "../credentials.ts";
import { httpFailure, httpPost } from "./http-post.ts";
import type { OptionsOf } from "../options.ts";
import type { Message, Provider } from "../port.ts";

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
    codeAlone: true,
    receipts: "by-message",
    send: ({ address, passcode }: Message) =>
      create(connection, {
        From: `whatsapp:${from}`,
        To: `whatsapp:${address}`,
        ContentSid: contentSid,
        ContentVariables: JSON.stringify({ 1: passcode?.reveal() }),
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
  return httpFailure(answer.status, code, TWILIO_CODES);
}
