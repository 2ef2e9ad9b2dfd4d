import { describeIssuer } from "../../../functions/oidc/describe-issuer.ts";
import { KEY_SET } from "../examples.ts";
import type { Operation, RouteHandler } from "../operation.ts";

/** What is published, and what providers call. */
export const DISCOVERY = {
  "publish-keys": {
    tag: "Discovery",
    description:
      "A new key is published two hours before it signs, and stays until the last token made with it has expired.",
    answers: [
      {
        status: 200,
        description: "The keys.",
        cacheable: true,
        headers: ["AnyOrigin"],
        content: [
          {
            mediaType: "application/jwk-set+json",
            schema: "KeySet",
            examples: { keys: { summary: "One key", value: KEY_SET } },
          },
        ],
      },
    ],
  },
  "describe-issuer": {
    tag: "Discovery",
    description: "For libraries that look here for the keys, and for where apps sign people in.",
    answers: [
      {
        status: 200,
        description: "The issuer's metadata.",
        cacheable: true,
        headers: ["AnyOrigin"],
        content: [
          {
            mediaType: "application/json",
            schema: "Issuer",
            examples: {
              issuer: {
                summary: "The local service",
                value: describeIssuer("http://localhost:3000", {
                  locales: ["en", "de"],
                  acrs: ["latchkey:1"],
                }),
              },
            },
          },
        ],
      },
    ],
  },
  "publish-apple-apps": {
    tag: "Discovery",
    description:
      "The owner's apps for iOS, iPadOS and macOS, to which the system offers the codes of this host: `webcredentials` alone. There is nothing at this path unless `channels.sms.appleApps` names some.",
    answers: [
      {
        status: 200,
        description: "Apple's association of a site with its apps.",
        cacheable: true,
        content: [
          {
            mediaType: "application/json",
            schema: "AppleApps",
            examples: {
              apps: {
                summary: "One app",
                value: { webcredentials: { apps: ["ABCDE12345.com.example.app"] } },
              },
            },
          },
        ],
      },
    ],
    problems: ["not-found"],
  },
  "publish-attack-token": {
    tag: "Discovery",
    description:
      "What `latchkey-attack` compares with the token that its user gives it, before it attacks anything. There is nothing at this path unless `attackToken` is set.",
    answers: [
      {
        status: 200,
        description: "The hash of the owner's token.",
        content: [
          {
            mediaType: "application/json",
            schema: "AttackToken",
            examples: {
              hash: {
                summary: "A token's hash",
                value: {
                  tokenSha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                  registration: "open",
                },
              },
            },
          },
        ],
      },
    ],
    problems: ["not-found"],
  },
  "describe-api": {
    tag: "Discovery",
    description: "This document, with the service's own address as its server.",
    answers: [
      {
        status: 200,
        description: "An OpenAPI 3.1 document.",
        cacheable: true,
        headers: ["AnyOrigin"],
        content: [{ mediaType: "application/json", schema: "Description" }],
      },
    ],
  },
  "record-twilio-receipt": {
    tag: "Provider reports",
    description:
      "Twilio posts here what became of a message, where it carries a channel. A message that is not known yet is answered 503, and Twilio repeats it.",
    form: "TwilioReport",
    parameters: ["TwilioSignature"],
    answers: [{ status: 204, description: "Written down, or nothing that was not known." }],
    problems: ["not-found"],
    // Only a form gets as far as a fault.
    without: ["internal"],
    pages: [500, 503],
  },
  "record-sendgrid-receipts": {
    tag: "Provider reports",
    description:
      "SendGrid's Signed Event Webhook posts batches here, where SendGrid carries e-mail and its verification key is in the providers' secret. A body may have 1 MiB. An event that is not understood, or not of a message of ours, costs nothing but itself.",
    json: "SendgridReports",
    parameters: ["SendgridSignature", "SendgridTimestamp"],
    answers: [{ status: 204, description: "Written down, or nothing that was not known." }],
    problems: ["not-found"],
  },
  "record-webhook-receipt": {
    tag: "Provider reports",
    description:
      "Your gateway posts here what became of a message, where the provider `webhook` carries a channel, signed after [Standard Webhooks](https://www.standardwebhooks.com). `reference` is what came with the message; `status` is `sent`, `delayed`, `delivered`, `failed`, `bounced` or `complained`.",
    json: "WebhookReport",
    parameters: ["WebhookId", "WebhookTimestamp", "WebhookSignature"],
    answers: [{ status: 204, description: "Written down, or nothing that was not known." }],
    problems: ["not-found"],
  },
} as const satisfies Partial<Record<RouteHandler, Operation>>;
