import * as z from "zod";
import { jsonSchema } from "./schema.ts";

const text = { type: "string" };
const wholeSeconds = { type: "string", pattern: "^[0-9]+$" };

/** What names a send to a provider. */
const SEND_TAGS = { recipient: "Zk0vT1XbQe2mJ8sYtHc4Aw", challenge: "c3VuZmxvd2Vycy1ibG9vbQ", send: "1" };

const one = (summary: string, value: unknown) => ({ example: { summary, value } });

/** What providers post, as far as it is read. */
export const REPORT_REQUESTS = {
  TwilioReport: {
    schema: jsonSchema(
      z.looseObject({
        MessageSid: z.string(),
        MessageStatus: z.string(),
        ErrorCode: z.optional(z.string()),
      }),
    ),
    examples: one("A text that arrived", { MessageSid: `SM${"a1".repeat(16)}`, MessageStatus: "delivered" }),
  },
  SendgridReports: {
    schema: jsonSchema(z.array(z.looseObject({}))),
    examples: one("An e-mail that arrived", [
      { event: "delivered", timestamp: 1_795_425_000, sg_message_id: "14c5d75ce93.dfd.64b469", ...SEND_TAGS },
    ]),
  },
  WebhookReport: {
    schema: jsonSchema(
      z.looseObject({
        type: z.literal("message.status"),
        data: z.looseObject({
          reference: z.string(),
          status: z.string(),
          reason: z.optional(z.string()),
          id: z.optional(z.string()),
        }),
      }),
    ),
    examples: one("A message that arrived", {
      type: "message.status",
      data: { reference: Object.values(SEND_TAGS).join("."), status: "delivered" },
    }),
  },
} as const;

/** What proves who posts. */
export const REPORT_PARAMETERS = {
  TwilioSignature: {
    name: "X-Twilio-Signature",
    in: "header",
    required: true,
    description: "HMAC-SHA1 of the URL and of all fields, under the account's token.",
    schema: text,
    example: "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
  },
  SendgridSignature: {
    name: "X-Twilio-Email-Event-Webhook-Signature",
    in: "header",
    required: true,
    description: "ECDSA over P-256 with SHA-256 of the timestamp and the body, as DER in base64.",
    schema: text,
  },
  SendgridTimestamp: {
    name: "X-Twilio-Email-Event-Webhook-Timestamp",
    in: "header",
    required: true,
    description: "Epoch seconds, not more than 300 from the service's own time.",
    schema: wholeSeconds,
    example: "1795425000",
  },
  WebhookId: {
    name: "Webhook-Id",
    in: "header",
    required: true,
    description: "The report's own id, the same when it is repeated.",
    schema: text,
    example: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
  },
  WebhookTimestamp: {
    name: "Webhook-Timestamp",
    in: "header",
    required: true,
    description: "Epoch seconds, not more than 300 from the service's own time.",
    schema: wholeSeconds,
    example: "1795425000",
  },
  WebhookSignature: {
    name: "Webhook-Signature",
    in: "header",
    required: true,
    description:
      "`v1,` and HMAC-SHA-256 of id, timestamp and body in base64, under the secret that signs our messages to the gateway.",
    schema: text,
    example: "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  },
} as const;
