import { isSenderPolicy, RECIPIENT_POLICY } from "../../domain/fault-codes/enhanced-status.ts";
import type { ProviderFault } from "../../domain/provider-fault.ts";

/** A server's refusal of a step: its reply, and the enhanced status code that begins the reply's text. */
export interface SmtpReply {
  /** Three digits (RFC 5321, 4.2). */
  readonly code: number;
  /** Subject and detail of the enhanced status code (RFC 2034, RFC 3463); absent where the server gives none. */
  readonly subject?: number;
  readonly detail?: number;
}

/** Where a conversation with a server stands. */
export type SmtpStep = "greeting" | "login" | "sender" | "recipient" | "data";

/** Reads the first line of a reply: `550-5.4.5 Daily user sending limit exceeded`. */
export function readReply(code: number, text: string): SmtpReply {
  const [, subject, detail] = /^\d{3}[ -][245]\.(\d{1,3})\.(\d{1,3})(?![\d.])/.exec(text) ?? [];
  return subject === undefined ? { code } : { code, subject: Number(subject), detail: Number(detail) };
}

/** A stable code of a reply: `550-5.4.5`, or `550`. */
export function replyReason({ code, subject, detail }: SmtpReply): string {
  const [first] = String(code);
  return subject === undefined ? String(code) : `${code}-${first}.${subject}.${detail}`;
}

/** Replies that ask for another login, whatever their text (RFC 4954, 6). */
const LOGIN_REPLIES = new Set([530, 534, 535, 538]);

/** Details that a registry or a large provider uses for the owner's account, by their subject. */
const ACCOUNT_DETAILS: Readonly<Record<number, ReadonlySet<number>>> = {
  1: new Set([
    7, // the sender's address is not valid (RFC 3463)
    8, // the sender's domain; Exchange: this sender is blocked for spam
    90, // Exchange: the day's recipients are used up
  ]),
  2: new Set([252]), // Exchange: may not send as this sender
  3: new Set([5]), // the server is not configured for this
  4: new Set([5]), // Gmail: the day's messages are used up
};

/**
 * Whose fault a refusal is. 4xx passes and 5xx stays (RFC 5321, 4.2.1), but who it is about is told by the enhanced code
 * alone: a submission server refuses the account's own limits, policies and senders with the same 550 as a mailbox that
 * does not exist.
 * @see https://www.rfc-editor.org/rfc/rfc3463
 * @see https://www.rfc-editor.org/rfc/rfc5248
 * @see https://support.google.com/a/answer/3726730 for Gmail
 * @see https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online for Exchange
 */
export function smtpFault(step: SmtpStep, reply: SmtpReply): ProviderFault {
  const { code, subject, detail = 0 } = reply;
  const stays = code >= 500;
  if (subject === 7 && stays) return RECIPIENT_POLICY.has(detail) ? "message" : "account";
  // A policy's "not now": greylisting has no detail of its own. What asks for the owner does not pass by waiting.
  if (subject === 7 && step !== "login") return isSenderPolicy(detail) ? "account" : "moment";
  if (!stays) return "moment";
  if (LOGIN_REPLIES.has(code) || step === "greeting" || step === "login") return "account";
  if (subject !== undefined && ACCOUNT_DETAILS[subject]?.has(detail)) return "account";
  // "Too large" is said as early as this, where the message's size is named (RFC 1870).
  if (step === "sender") return subject === 3 && detail === 4 ? "message" : "account";
  return "message";
}
