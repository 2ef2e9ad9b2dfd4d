import type { Assumption } from "./assumptions.ts";
import type { SmokeAnswer, SmokeClient } from "./client.ts";
import type { Target } from "./target.ts";

/** What one case learns and later ones need. */
export interface Learned {
  challengeId?: string;
  sessionToken?: string;
  accessToken?: string;
  /** The session cookie as a client sends it back. */
  sessionCookie?: string;
  /** Whether a message went to Amazon SES's mailbox simulator. */
  isSentBySes?: true;
  /** How many messages each queue of what was given up held before the walk. */
  deadBefore?: ReadonlyMap<string, number>;
}

/** What a case works with. */
export interface Walk {
  readonly target: Target;
  readonly http: SmokeClient;
  readonly learned: Learned;
  /** Says with the case's line what its reader should know, and what is no fault. */
  readonly note: (words: string) => void;
  /** Waits between two looks at something that takes time. In seconds. */
  readonly pause: (seconds: number) => Promise<void>;
}

/** One line of smoke. It throws {@link Failed} when the service is wrong, and {@link Skipped} when nothing can be said. */
export interface SmokeCase {
  readonly checks: string;
  readonly settles?: readonly Assumption[];
  /** What its caller has to be allowed in the account: IAM actions, all of them reading. Without one, nothing is checked. */
  readonly needs?: readonly string[];
  /** What has to be looked at before the first case; what cannot be, the case itself tells. */
  readonly before?: (walk: Walk) => Promise<void>;
  readonly run: (walk: Walk) => Promise<void>;
}

/** The service does not do what it should. The message is printed: it holds no code, no token, no whole address. */
export class Failed extends Error {
  override readonly name = "Failed";
}

/** Nothing was checked; the message says why. */
export class Skipped extends Error {
  override readonly name = "Skipped";
}

/** @throws Failed unless it holds */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Failed(otherwise);
}

/** @throws Skipped when an earlier case has not learned it */
export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Skipped(`needs ${what}`);
  return value;
}

/** @throws Failed unless the answer has this status */
export function expectStatus(answer: SmokeAnswer, status: number): void {
  expect(answer.status === status, `expected status ${status}, got ${describe(answer)}`);
}

/** @throws Failed unless the answer is this problem document (RFC 9457) */
export function expectProblem(answer: SmokeAnswer, status: number, name: string): void {
  expectStatus(answer, status);
  expect(
    answer.body.type === `urn:latchkey:problem:${name}`,
    `expected the problem ${name}, got ${describe(answer)}`,
  );
  const type = answer.headers.get("content-type") ?? "";
  expect(
    type.startsWith("application/problem+json"),
    `expected the type application/problem+json, got ${type}`,
  );
  expect(answer.body.status === status, "the member status differs from the status of the answer");
  expect(
    answer.headers.get("x-content-type-options") === "nosniff",
    "the header X-Content-Type-Options is missing",
  );
}

/**
 * The scheme that an answer asks for. API Gateway hands it on under a name of its own.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function schemeOf({ headers }: SmokeAnswer): string {
  return headers.get("www-authenticate") ?? headers.get("x-amzn-remapped-www-authenticate") ?? "";
}

/** An answer in words that may be printed: nothing of its body but the name of a problem. */
export function describe({ status, body }: SmokeAnswer): string {
  return typeof body.type === "string" ? `${status} ${body.type}` : String(status);
}
