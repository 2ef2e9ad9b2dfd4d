import type { Puzzle } from "./solve-puzzle.ts";

/** Every problem that the service names: `type` in an error is the last part of `urn:latchkey:problem:...`. */
const NAMES = [
  "invalid-request",
  "incorrect-code",
  "incorrect-passkey",
  "no-session",
  "channel-disabled",
  "forbidden",
  "forbidden-origin",
  "network-denied",
  "proof-too-old",
  "recipient-not-allowed",
  "too-many-attempts",
  "too-many-sends",
  "challenge-not-found",
  "not-found",
  "method-not-allowed",
  "challenge-canceled",
  "challenge-expired",
  "challenge-used",
  "too-large",
  "unsupported-media-type",
  "idempotency-mismatch",
  "rate-limited",
  "internal",
  "channel-unavailable",
  "unavailable",
] as const;

/** The name of a problem. */
export type ProblemType = (typeof NAMES)[number];

/** The HTTP status of each. Apart from the names: no page has to carry it. */
export const PROBLEMS = {
  "invalid-request": 400,
  "incorrect-code": 401,
  "incorrect-passkey": 401,
  "no-session": 401,
  "channel-disabled": 403,
  forbidden: 403,
  "forbidden-origin": 403,
  "network-denied": 403,
  "proof-too-old": 403,
  "recipient-not-allowed": 403,
  "too-many-attempts": 403,
  "too-many-sends": 403,
  "challenge-not-found": 404,
  "not-found": 404,
  "method-not-allowed": 405,
  "challenge-canceled": 410,
  "challenge-expired": 410,
  "challenge-used": 410,
  "too-large": 413,
  "unsupported-media-type": 415,
  "idempotency-mismatch": 422,
  "rate-limited": 429,
  internal: 500,
  "channel-unavailable": 503,
  unavailable: 503,
} as const satisfies Readonly<Record<ProblemType, number>>;

/** What some problems say besides their words. */
interface ProblemMembers {
  "invalid-request": { readonly errors: readonly { readonly path: string; readonly message: string }[] };
  "incorrect-code": { readonly attemptsLeft: number };
  /** `factors` are what still works, where a second step has met too many wrong codes of authenticators. */
  "too-many-attempts": { readonly factors?: readonly string[] };
  /** `retryAfter` in seconds. `limit` is absent where the gateway itself refused. */
  "rate-limited": {
    readonly retryAfter: number;
    readonly limit?: "cooldown" | "recipient" | "locked" | "origin";
    /** What may be solved to ask for more: the client does so by itself, or by your `solveBotCheck`. */
    readonly botCheck?: Puzzle;
  };
  unavailable: { readonly retryAfter: number };
  /** Nothing more is sent this way for `retryAfter` seconds. `channels` are left; a newer service may name others. */
  "channel-unavailable": { readonly retryAfter: number; readonly channels: readonly string[] };
}

interface Words<Type extends ProblemType> {
  readonly type: Type;
  readonly status: (typeof PROBLEMS)[Type];
  readonly title: string;
  /** For the person in front of the screen; may change. */
  readonly detail: string;
}

/** A problem document of the service (RFC 9457): `type` decides which members it has. */
export type Problem = {
  [Type in ProblemType]: Words<Type> & (Type extends keyof ProblemMembers ? ProblemMembers[Type] : unknown);
}[ProblemType];

/** There was no answer, or none of the service's. */
export type Failure =
  /** The service was not reached, or the browser kept the answer from you (`corsOrigins`). */
  | { readonly type: "network"; readonly detail: string }
  /** It took longer than `timeoutMs`. */
  | { readonly type: "timeout"; readonly detail: string }
  /** Your own signal ended the call. */
  | { readonly type: "aborted"; readonly detail: string }
  /** Something else answered, or a newer service with a problem that this version does not know. */
  | {
      readonly type: "unexpected";
      readonly detail: string;
      readonly status: number;
      readonly problemType?: string;
    };

/** Everything that can go wrong, told apart by `type`. */
export type ClientError = Problem | Failure;

/**
 * What every call answers. A wrong code or a limit is an outcome, not an exception: the compiler asks you to look at
 * `ok` before you can reach the value, and at `error.type` afterwards.
 */
export type Result<Value, Wrong = ClientError> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Wrong };

/** An answer that is none. */
export function failed<Wrong>(error: Wrong): Result<never, Wrong> {
  return { ok: false, error };
}

const URN = "urn:latchkey:problem:";

/** Seconds to wait where an answer says that one has to wait, but not how long: the gateway's own throttle is over by then. */
const WAIT_SECONDS = 5;

/** Reads the error that an answer is. Nothing in it is believed before it is looked at: a proxy may have written it. */
export function readError(status: number, headers: Headers, body: unknown): ClientError {
  const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const problemType = typeof said.type === "string" ? said.type : "";
  const type = problemType.slice(URN.length);
  const detail = typeof said.detail === "string" ? said.detail : `The answer was ${status}.`;
  if (!problemType.startsWith(URN) || !(NAMES as readonly string[]).includes(type))
    return { type: "unexpected", detail, status, ...(problemType && { problemType }) };
  const error: Record<string, unknown> = { ...said, type, status, detail };
  if (type === "rate-limited" || type.endsWith("unavailable"))
    error.retryAfter = Number(said.retryAfter ?? headers.get("retry-after")) || WAIT_SECONDS;
  if (type === "channel-unavailable" && !Array.isArray(said.channels)) error.channels = [];
  if (type === "invalid-request" && !Array.isArray(said.errors))
    error.errors = [{ path: "", message: detail }];
  return error as unknown as Problem;
}
