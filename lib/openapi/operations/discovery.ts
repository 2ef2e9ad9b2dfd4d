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
                value: describeIssuer("http://localhost:3000"),
              },
            },
          },
        ],
      },
    ],
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
} as const satisfies Partial<Record<RouteHandler, Operation>>;
