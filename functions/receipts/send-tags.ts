import type { SendReference } from "../domain/receipt.ts";
import type { RecipientKey } from "../domain/recipient.ts";

/** What our messages carry, so that a report of them names their send. */
export interface SendTags {
  readonly recipient?: unknown;
  readonly challenge?: unknown;
  readonly send?: unknown;
}

const KEY = /^[\w-]{22}$/;

/** The send that tags name; undefined for what cannot be ours. They are pseudonyms: no address is among them. */
export function readSendTags({ recipient, challenge, send }: SendTags): SendReference | undefined {
  if (typeof recipient !== "string" || typeof challenge !== "string" || typeof send !== "string")
    return undefined;
  if (!KEY.test(recipient) || !KEY.test(challenge) || !/^[1-9]\d?$/.test(send)) return undefined;
  return { recipientKey: recipient as RecipientKey, nonce: challenge, send: Number(send) };
}
