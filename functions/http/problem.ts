import { assertNever, Fault, type FaultCode } from "../domain/errors.ts";
import type { Undecidable } from "../domain/challenge.ts";
import type { RateLimited } from "../flows/admit-send.ts";
import { ledgerRules } from "../flows/lane-rules.ts";
import type { ChannelUnavailable } from "../flows/pay-send.ts";
import { digitsUntil } from "../settings/guesses.ts";
import type { Settings } from "../settings.ts";
import type { Reply } from "./reply.ts";
import type { FieldError } from "./schemas.ts";

/** Every problem that the service can answer with: its status and title. The names are stable; the details are for people. */
const PROBLEMS = {
  "invalid-request": [400, "The request is not valid"],
  "incorrect-code": [401, "The code is not right"],
  "incorrect-passkey": [401, "The passkey was not accepted"],
  "no-session": [401, "There is no session"],
  "channel-disabled": [403, "This way of sending codes is not offered"],
  forbidden: [403, "The request is not allowed"],
  "forbidden-origin": [403, "The request came from another site"],
  "network-denied": [403, "Requests from this network are not taken"],
  "proof-too-old": [403, "This needs a proof of just now"],
  "recipient-not-allowed": [403, "Codes cannot be sent there"],
  "too-many-attempts": [403, "Too many wrong codes"],
  "too-many-sends": [403, "The code has been sent too often"],
  "challenge-not-found": [404, "There is no such challenge"],
  "not-found": [404, "There is nothing here"],
  "method-not-allowed": [405, "The method is not allowed here"],
  "challenge-canceled": [410, "The challenge was canceled"],
  "challenge-expired": [410, "The code has expired"],
  "challenge-used": [410, "The code has been used"],
  "too-large": [413, "The request is too large"],
  "unsupported-media-type": [415, "The content type is not supported"],
  "idempotency-mismatch": [422, "The Idempotency-Key belongs to another request"],
  "rate-limited": [429, "Too many requests"],
  internal: [500, "Something went wrong here"],
  "channel-unavailable": [503, "Codes cannot be sent this way at the moment"],
  unavailable: [503, "The service is out of reach for the moment"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemName = keyof typeof PROBLEMS;

export function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(PROBLEMS, name);
}

/** A problem document (RFC 9457) and the headers that go with it. */
export interface Problem {
  readonly name: ProblemName;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;
}

export function problem(
  name: ProblemName,
  detail: string,
  {
    headers = {},
    ...members
  }: { readonly headers?: Readonly<Record<string, string>>; readonly [member: string]: unknown } = {},
): Problem {
  const [status, title] = PROBLEMS[name];
  const challenge = status === 401 ? { "www-authenticate": "Bearer" } : {};
  return { name, status, title, detail, headers: { ...challenge, ...headers }, members };
}

export function isProblem(value: object): value is Problem {
  return "name" in value && "title" in value;
}

export function problemReply({ name, status, title, detail, headers, members }: Problem): Reply {
  return {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
    body: JSON.stringify({ type: `urn:latchkey:problem:${name}`, title, status, detail, ...members }),
  };
}

/** The detail is for the person, who knows no fields: their names stand in `errors` alone. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  const detail = [...new Set(errors.map(({ message }) => message))].join(" ");
  return problem("invalid-request", detail, { errors });
}

/** Who shows nothing that holds: no session, one that is over, or a token of before. */
export function noSession(): Problem {
  return problem("no-session", "Nobody is signed in, or the session is over.");
}

/** Who asks from a network that an admin has denied. */
export function networkDenied(): Problem {
  return problem("network-denied", "Requests from your network are not taken here. Use another network.");
}

/** Outcomes of flows that are answered with a problem. */
export type Refusal =
  | Undecidable
  | RateLimited
  | Pick<ChannelUnavailable, "kind" | "retryAfterSeconds" | "channels">
  | { readonly kind: "invalid"; readonly path: string; readonly message: string }
  | { readonly kind: "incorrect-code"; readonly attemptsLeft: number }
  | {
      readonly kind:
        | "channel-disabled"
        | "recipient-not-allowed"
        | "idempotency-mismatch"
        | "too-many-sends"
        | "no-session";
    };

/** The problem that a refused outcome is. */
export function refusalProblem(refusal: Refusal, settings: Settings): Problem {
  switch (refusal.kind) {
    case "invalid":
      return invalidRequest([{ path: refusal.path, message: refusal.message }]);
    case "incorrect-code":
      return problem("incorrect-code", incorrectDetail(refusal.attemptsLeft), {
        attemptsLeft: refusal.attemptsLeft,
      });
    case "rate-limited":
      return rateLimited(refusal, settings);
    case "channel-unavailable":
      return channelUnavailable(refusal);
    case "challenge-not-found":
      return problem(refusal.kind, "Ask for a new code.");
    case "challenge-expired":
      return problem(refusal.kind, "This code is no longer valid. Ask for a new one.");
    case "challenge-used":
      return problem(refusal.kind, "This code has been used already. Ask for a new one.");
    case "challenge-canceled":
      return problem(refusal.kind, "This code was canceled. Ask for a new one.");
    case "too-many-attempts":
      return problem(refusal.kind, "There were too many wrong codes. Ask for a new one.");
    case "too-many-sends":
      return problem(refusal.kind, "The code has been sent as often as it may be. Ask for a new one.");
    case "channel-disabled":
      return problem(refusal.kind, "Codes are not sent this way here. Choose another one.");
    case "recipient-not-allowed":
      return problem(
        refusal.kind,
        "Codes cannot be sent to this number. Use another number or an e-mail address.",
      );
    case "idempotency-mismatch":
      return problem(refusal.kind, "This Idempotency-Key was used for another request. Use a new one.");
    case "no-session":
      return noSession();
    default:
      return assertNever(refusal);
  }
}

/** Faults that pass: the caller may try again. */
const OUT_OF_REACH: ReadonlySet<FaultCode> = new Set(["secrets-unavailable", "storage-unavailable"]);

/** What a caller sees of a fault: nothing of its cause. */
export function faultProblem(error: unknown): Problem {
  if (error instanceof Fault && OUT_OF_REACH.has(error.code)) {
    return problem("unavailable", "Please try again in a few seconds.", { headers: { "retry-after": "5" } });
  }
  return problem("internal", "The fault has been recorded. Please try again.");
}

function incorrectDetail(left: number): string {
  if (left === 0) return "That code is not right, and no attempts are left. Ask for a new code.";
  return `That code is not right. You have ${left} ${left === 1 ? "attempt" : "attempts"} left.`;
}

/** @see draft-ietf-httpapi-ratelimit-headers for the two headers */
function rateLimited({ limit, retryAfterSeconds, botCheck }: RateLimited, settings: Settings): Problem {
  const { passcode, limits } = settings;
  const { originPerHour, originPaidPerHour, originPerRecipientPerDay, strongForDays } = limits;
  const recipient = ledgerRules(settings).sends.map(
    ({ name, sends, seconds }) => `"${name}";q=${sends};w=${seconds}`,
  );
  const policies = [
    ...recipient,
    `"origin";q=${originPerRecipientPerDay};w=86400`,
    `"origin";q=${originPaidPerHour};w=3600`,
    `"origin";q=${originPerHour};w=3600`,
    `"locked";q=${digitsUntil(passcode, limits)};w=${strongForDays * 86_400}`,
  ];
  return problem(
    "rate-limited",
    `Please wait ${inWords(retryAfterSeconds)} before you ask for another code.`,
    {
      headers: {
        "retry-after": String(retryAfterSeconds),
        "ratelimit-policy": policies.filter((policy) => policy.startsWith(`"${limit}"`)).join(", "),
        ratelimit: `"${limit}";r=0;t=${retryAfterSeconds}`,
      },
      retryAfter: retryAfterSeconds,
      limit,
      ...(botCheck && { botCheck }),
    },
  );
}

function channelUnavailable({
  retryAfterSeconds,
  channels,
}: Pick<ChannelUnavailable, "retryAfterSeconds" | "channels">): Problem {
  const wait = `Please wait ${inWords(retryAfterSeconds)} before you ask for another code this way.`;
  return problem(
    "channel-unavailable",
    channels.length === 0
      ? `No more codes can be sent this way for now. ${wait}`
      : `No more codes can be sent this way for now. Choose another way. ${wait}`,
    { headers: { "retry-after": String(retryAfterSeconds) }, retryAfter: retryAfterSeconds, channels },
  );
}

function inWords(seconds: number): string {
  const [count, unit] =
    seconds < 120
      ? [seconds, "second"]
      : seconds < 7200
        ? [Math.ceil(seconds / 60), "minute"]
        : [Math.ceil(seconds / 3600), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
