import { CHANNELS } from "../../functions/domain/channel.ts";
import {
  faultProblem,
  invalidRequest,
  problem,
  type Problem,
  type ProblemName,
  problemReply,
} from "../../functions/http/problem.ts";
import { Fault } from "../../functions/domain/errors.ts";
import type { HeaderName } from "./headers.ts";
import { refusal } from "./refusal.ts";
import { PASSKEY_PROBLEMS } from "./passkey-problems.ts";
import { camelCase, type Json } from "./schema.ts";

export interface ProblemText {
  /** When it is the answer, and what to do then. */
  readonly when: string;
  /** Members beside those of RFC 9457. */
  readonly members?: Readonly<Record<string, Json>>;
  /** Those that are not always there. */
  readonly optional?: readonly string[];
  readonly headers?: readonly HeaderName[];
  /** As the service itself words them. */
  readonly examples: readonly Problem[];
}

const plain = (kind: "no-session" | "idempotency-mismatch" | "too-many-sends" | "recipient-not-allowed") =>
  refusal({ kind });

const limited = (limit: "cooldown" | "recipient" | "locked" | "origin", retryAfterSeconds: number) =>
  refusal({ kind: "rate-limited", limit, retryAfterSeconds });

const LIMITS: Readonly<Record<Parameters<typeof limited>[0], string>> = {
  cooldown: "one send to the recipient per `resendAfterSeconds`",
  recipient: "sends to the recipient in an hour and in a day, sliding",
  locked: "wrong guesses of the recipient, for a client that takes only digits",
  origin: "sends of the client's network in a clock hour, to this recipient or in all",
};

/** Every problem that is documented: none may be left out. `method-not-allowed` belongs to no operation. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemName, ProblemText>> = {
  "invalid-request": {
    when: "A field or header is wrong: `errors` names each. A guess that cannot be right costs no attempt.",
    members: {
      errors: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["path", "message"],
          properties: {
            path: {
              type: "string",
              description: "Dotted path of the field, a header's name, or empty for the whole body.",
            },
            message: { type: "string", description: "For the person in front of the screen." },
          },
        },
      },
    },
    examples: [
      invalidRequest([{ path: "recipient", message: "Enter an e-mail address like name@example.com." }]),
    ],
  },
  "incorrect-code": {
    when: "A wrong guess was counted. The last one says `attemptsLeft: 0`; every later one is `too-many-attempts`.",
    members: { attemptsLeft: { type: "integer", minimum: 0, description: "Wrong guesses that are left." } },
    headers: ["WwwAuthenticate"],
    examples: [4, 0].map((attemptsLeft) => refusal({ kind: "incorrect-code", attemptsLeft })),
  },
  "no-session": {
    when: "There is no credential, or its session is over. Sign in again.",
    headers: ["WwwAuthenticate"],
    examples: [plain("no-session")],
  },
  "channel-disabled": {
    when: "The settings switch this channel off. Offer another one.",
    examples: [refusal({ kind: "channel-disabled" })],
  },
  forbidden: {
    when: "The firewall in front of the API stopped it, a key or signature is missing that the path needs, or an admin may not do it (`reason`).",
    examples: [problem("forbidden", "Send the server's API key in the header X-Api-Key.")],
  },
  "forbidden-origin": {
    when: "A form or a cookie came from elsewhere than the service's own pages.",
    examples: [problem("forbidden-origin", "Open the page of this service and try again there.")],
  },
  "network-denied": {
    when: "An admin has denied the network that asks. From another one the same is taken.",
    examples: [problem("network-denied", "Requests from your network are not taken here.")],
  },
  "recipient-not-allowed": {
    when: "The number's country is not on the list. Offer another number, or e-mail.",
    examples: [plain("recipient-not-allowed")],
  },
  "too-many-attempts": {
    when: "The challenge has no attempts left. Request a new code.",
    examples: [refusal({ kind: "too-many-attempts" })],
  },
  "too-many-sends": {
    when: "The challenge has no sends left. Request a new code.",
    examples: [plain("too-many-sends")],
  },
  "challenge-not-found": {
    when: "The id was not made here, or nothing is known of it any more. Request a new code.",
    examples: [refusal({ kind: "challenge-not-found" })],
  },
  "not-found": {
    when: "There is nothing at this path, or not with these settings.",
    examples: [problem("not-found", "There is nothing at this path.")],
  },
  "method-not-allowed": {
    when: "The path has other methods: the header `Allow` names them.",
    examples: [problem("method-not-allowed", "Use GET, POST.")],
  },
  "challenge-canceled": {
    when: 'A sign-out everywhere, a block, or "this was not me", canceled it. Request a new code.',
    examples: [refusal({ kind: "challenge-canceled" })],
  },
  "challenge-expired": {
    when: "The code's life is over, or the id is more than 600 seconds old. Request a new code.",
    examples: [refusal({ kind: "challenge-expired" })],
  },
  "challenge-used": {
    when: "The code was accepted before. Request a new code.",
    examples: [refusal({ kind: "challenge-used" })],
  },
  ...PASSKEY_PROBLEMS,
  "too-large": {
    when: "The body is larger than 16 KiB.",
    examples: [problem("too-large", "Send at most 16 KiB.")],
  },
  "unsupported-media-type": {
    when: "The body is neither JSON nor a form.",
    headers: ["AcceptPost"],
    examples: [
      problem("unsupported-media-type", "Send application/json or application/x-www-form-urlencoded."),
    ],
  },
  "idempotency-mismatch": {
    when: "The `Idempotency-Key` belongs to another request. Use a new one.",
    examples: [plain("idempotency-mismatch")],
  },
  "rate-limited": {
    when: "A limit was met: wait for `Retry-After`. Without `limit`, the API's own throttle answered.",
    members: {
      retryAfter: { type: "integer", minimum: 0, description: "Whole seconds, as in `Retry-After`." },
      limit: {
        enum: Object.keys(LIMITS),
        description: Object.entries(LIMITS)
          .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
          .join("\n"),
      },
      botCheck: {
        type: "object",
        required: ["use"],
        properties: {
          use: { enum: ["pow", "turnstile"] },
          salt: { type: "string" },
          challenge: { type: "string", description: "A SHA-256 in base64url." },
          cost: { type: "integer", minimum: 1 },
          ...{ siteKey: { type: "string" }, action: { type: "string" } },
        },
        description:
          "Where the stage has `botCheck`, and only beside `limit: origin`. With `pow`, find the number from 0 to `cost` less one for which the SHA-256 of `<salt>.<number>` is `challenge`; with `turnstile`, show the widget of `siteKey` for a token. Ask again with `botCheck` in the body.",
      },
    },
    optional: ["retryAfter", "limit", "botCheck"],
    headers: ["RetryAfter", "RateLimit", "RateLimitPolicy"],
    examples: [
      limited("cooldown", 30),
      limited("recipient", 2400),
      limited("origin", 1800),
      limited("locked", 14_400),
    ],
  },
  "channel-unavailable": {
    when: "Messages of this channel cost money, and the day has none left. Offer one of `channels`, or wait for `Retry-After`.",
    members: {
      retryAfter: { type: "integer", minimum: 0, description: "Whole seconds, as in `Retry-After`." },
      channels: {
        type: "array",
        items: { enum: CHANNELS },
        description: "The channels that are left: they need an address of their own kind.",
      },
    },
    headers: ["RetryAfter"],
    examples: [
      refusal({ kind: "channel-unavailable", retryAfterSeconds: 21_600, channels: ["email"] }),
      refusal({ kind: "channel-unavailable", retryAfterSeconds: 21_600, channels: [] }),
    ],
  },
  internal: {
    when: "A fault, of whose cause nothing is told. It has been recorded; the request may be repeated.",
    examples: [faultProblem(new Error("a fault"))],
  },
  unavailable: {
    when: "The table or the secrets are out of reach. Repeat the request after `Retry-After`.",
    headers: ["RetryAfter"],
    examples: [faultProblem(new Fault("storage-unavailable", "out of reach"))],
  },
};

export const PROBLEM_NAMES = Object.keys(PROBLEM_TEXTS) as ProblemName[];

/** The name of a problem's schema. */
export function problemSchemaName(name: ProblemName): string {
  return `${camelCase(name, "upper")}Problem`;
}

export function statusOf(name: ProblemName): number {
  return problem(name, "").status;
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemSchema(name: ProblemName): Json {
  const { when, members = {}, optional = [] } = PROBLEM_TEXTS[name];
  const { status, title } = problem(name, "");
  return {
    description: when,
    type: "object",
    required: [
      ...["type", "title", "status", "detail"],
      ...Object.keys(members).filter((member) => !optional.includes(member)),
    ],
    properties: {
      type: {
        type: "string",
        const: `urn:latchkey:problem:${name}`,
        description: "Decide by this: it is stable.",
      },
      title: { type: "string", const: title },
      status: { type: "integer", const: status },
      detail: { type: "string", description: "For the person in front of the screen; may change." },
      ...members,
    },
  };
}

/** Examples of a problem by their names, as the service itself words them. */
export function problemExamples(name: ProblemName): Readonly<Record<string, Json>> {
  const all = PROBLEM_TEXTS[name].examples;
  return Object.fromEntries(
    all.map((example, index) => [
      all.length > 1 ? `${name}-${index + 1}` : name,
      { summary: example.title, value: JSON.parse(problemReply(example).body ?? "") as Json },
    ]),
  );
}
