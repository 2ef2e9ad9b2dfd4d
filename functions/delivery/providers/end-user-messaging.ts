import {
  type PinpointSMSVoiceV2Client,
  PutMessageFeedbackCommand,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { END_USER_MESSAGING_CODES } from "../../domain/fault-codes/end-user-messaging.ts";
import type { Message, SendResult } from "../port.ts";
import { awsCodes, type ReadWords, sendFailure } from "./failure.ts";

const { message, account } = END_USER_MESSAGING_CODES;
const CODES = awsCodes([...message].map(String), [...account].map(String));

/** What an exception of the service has besides its name. */
interface ServiceError {
  readonly Reason?: unknown;
  readonly Fields?: unknown;
}

/**
 * The field that did not pass, where the number or the words are to blame; else the reason, where it is a known one. The
 * service also writes its reason into the words, as `Reason="..."`.
 */
const readReason: ReadWords = (_name, words, error) => {
  const { Reason, Fields } = (error ?? {}) as ServiceError;
  const fields = Array.isArray(Fields) ? (Fields as readonly ({ readonly Name?: unknown } | null)[]) : [];
  const reasons = [...fields.map((field) => field?.Name), Reason, /Reason="(\w+)"/.exec(words)?.[1]];
  return reasons.filter((one) => typeof one === "string").find((one) => message.has(one) || account.has(one));
};

/** Whose fault it is that AWS End User Messaging did not take a message. */
export function messagingFailure(error: unknown): SendResult {
  return sendFailure(error, CODES, readReason);
}

/** What every message carries, so that a report of it names its send: pseudonyms, and no address. */
export function contextOf({ recipientKey, nonce, send }: Message["order"]): Record<string, string> {
  return { recipient: recipientKey, challenge: nonce, send: String(send) };
}

/**
 * Says that a message did its work. AWS counts one of which it hears nothing as failed after an hour.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_PutMessageFeedback.html
 */
export async function tellReceived(client: PinpointSMSVoiceV2Client, MessageId: string): Promise<void> {
  await client.send(new PutMessageFeedbackCommand({ MessageId, MessageFeedbackStatus: "RECEIVED" }));
}
