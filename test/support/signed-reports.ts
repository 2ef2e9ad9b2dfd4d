import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { SendReference } from "../../functions/domain/receipt.ts";

/** A key of P-256 that stands still, so that a bench and a test have the same one. */
const PRIVATE_KEY = createPrivateKey({
  key: {
    ...{ kty: "EC", crv: "P-256" },
    // RFC 7515, A.3.1
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
  },
  format: "jwk",
});

/** What SendGrid calls the verification key. */
export const SENDGRID_KEY = createPublicKey(PRIVATE_KEY)
  .export({ format: "der", type: "spki" })
  .toString("base64");

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** The headers of SendGrid's Signed Event Webhook. */
export function signedBySendgrid(body: string, at: number, key = PRIVATE_KEY): Record<string, string> {
  return {
    "x-twilio-email-event-webhook-timestamp": String(at),
    "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(`${at}${body}`), key).toString(
      "base64",
    ),
  };
}

/** The headers of Standard Webhooks, by their own library. */
export function signedByGateway(body: string, at: number, secret = WEBHOOK_SECRET): Record<string, string> {
  const id = "msg_1";
  return {
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": new Webhook(secret).sign(id, new Date(at * 1000), body),
  };
}

/** An event of SendGrid about a send, as documented, with all that it quotes. */
export function sendgridEvent(
  event: string,
  { recipientKey, nonce, send }: SendReference,
  more: object = {},
) {
  return {
    email: "anna@example.com",
    timestamp: 1_795_425_000,
    "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
    event,
    sg_event_id: "sg_event_id",
    sg_message_id: "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
    ...{ recipient: recipientKey, challenge: nonce, send: String(send) },
    ...more,
  };
}

/** What the owner's gateway says of a send. */
export function webhookReport(
  status: string,
  { recipientKey, nonce, send }: SendReference,
  more: object = {},
) {
  return {
    type: "message.status",
    timestamp: "2026-11-23T09:10:00.000Z",
    data: { reference: `${recipientKey}.${nonce}.${send}`, status, ...more },
  };
}
