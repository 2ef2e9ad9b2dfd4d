import { derivePasscode } from "../../functions/domain/passcode.ts";
import type { CodeShape } from "../../functions/domain/typed/code-shape.ts";
import type { Answer, Connection } from "./connection.ts";

/** Digits of a passcode: the default setting. */
export const CODE_LENGTH = 6;

/** Tells the server under test which network a cycle comes from. */
export const ORIGIN_HEADER = "x-bench-origin";

/** Tells a server under test to send strong codes always. */
export const STRONG = "strong";

/** Tells a server under test to ask for second factors, and to take passkeys. */
export const FACTORS = "factors";

/** The host that those passkeys are for. */
export const PASSKEY_HOST = "localhost";

/** Cycles of one network, within the default limits of requests and of paid messages in an hour. */
const CYCLES_PER_ORIGIN = 20;

/** What a person asks with, and what code is to come of it. */
export interface Asking {
  readonly body: Readonly<Record<string, unknown>>;
  /** @default digits of the default length */
  readonly shape?: CodeShape;
}

const DIGITS: CodeShape = { format: "digits", length: CODE_LENGTH };

/** Asks by e-mail, as a stranger to the service. @param serial makes the recipient a new one */
export function plainAsking(serial: number): Asking {
  return { body: { recipient: emailOf(serial) } };
}

export function emailOf(serial: number): string {
  return `person-${serial}@example.com`;
}

/** Milliseconds that the steps of one cycle took. */
export interface CycleTimes {
  readonly request: number;
  readonly verify: number;
  readonly session?: number;
}

/**
 * One person signs in: asks for a passcode, reads it, types it; and, if asked, shows the session once.
 * @param serial tells the network
 * @throws Error that names the step and its status, unless every answer is the right one
 */
export async function cycle(
  connection: Connection,
  passcodeKey: Uint8Array,
  serial: number,
  withSession: boolean,
  { body, shape = DIGITS }: Asking = plainAsking(serial),
): Promise<CycleTimes> {
  const json = jsonFrom(serial);
  const startedAt = performance.now();
  const requested = await step(connection, "request", 202, json, body);
  const requestedAt = performance.now();
  if (shape !== DIGITS && requested.codeFormat !== shape.format)
    throw new Error(`request: a code of ${String(requested.codeFormat)}`);
  const guess = guessOf(passcodeKey, requested, shape);
  const readAt = performance.now();
  const approved = await step(connection, "verify", 200, json, guess);
  const verifiedAt = performance.now();
  const times = { request: requestedAt - startedAt, verify: verifiedAt - readAt };
  if (!withSession) return times;
  const bearer = `authorization: Bearer ${String(approved.sessionToken)}\r\n`;
  const { active } = await step(connection, "session", 200, bearer);
  if (active !== true) throw new Error("session: not active");
  return { ...times, session: performance.now() - verifiedAt };
}

/**
 * Signs a person in.
 * @returns the header with the cookies that their browser would send
 */
export async function signIn(
  connection: Connection,
  passcodeKey: Uint8Array,
  serial: number,
): Promise<string> {
  const json = jsonFrom(serial);
  const requested = await step(connection, "request", 202, json, plainAsking(serial).body);
  const body = JSON.stringify(guessOf(passcodeKey, requested, DIGITS));
  const { head } = await expectStatus("verify", 200, connection.send("POST", "/otp/verify", json, body));
  const cookies = [...head.matchAll(/^set-cookie: *([^;\r]+)/gim)].map(([, cookie]) => cookie);
  return `cookie: ${cookies.join("; ")}\r\n`;
}

/**
 * Signs a person in on a device that is to be known.
 * @returns what it is known by from then on
 */
export async function becomeKnown(
  connection: Connection,
  passcodeKey: Uint8Array,
  serial: number,
): Promise<string> {
  const json = jsonFrom(serial);
  const requested = await step(connection, "request", 202, json, plainAsking(serial).body);
  const guess = { ...guessOf(passcodeKey, requested, DIGITS), remember: true };
  const { deviceToken } = await step(connection, "verify", 200, json, guess);
  if (typeof deviceToken !== "string") throw new Error("verify: no device token");
  return deviceToken;
}

/** What the person types who has read the message. */
export function guessOf(
  passcodeKey: Uint8Array,
  requested: Readonly<Record<string, unknown>>,
  shape: CodeShape = DIGITS,
) {
  const challengeId = String(requested.challengeId);
  const id = Buffer.from(challengeId, "base64url");
  return { challengeId, code: derivePasscode(passcodeKey, id, shape).reveal() };
}

/** @throws Error that names the step and its status, when it is another one than expected */
export async function step(
  connection: Connection,
  name: string,
  expected: number,
  headers: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const sent = connection.send(body ? "POST" : "GET", `/otp/${name}`, headers, body && JSON.stringify(body));
  return JSON.parse((await expectStatus(name, expected, sent)).body) as Record<string, unknown>;
}

/** @throws Error that names the step and its status, when it is another one */
export async function expectStatus(name: string, expected: number, sent: Promise<Answer>): Promise<Answer> {
  const answer = await sent;
  if (answer.status !== expected) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

/** The headers of a body of JSON from a network of its own. */
export function jsonFrom(serial: number): string {
  return `content-type: application/json\r\n${ORIGIN_HEADER}: ${originOf(serial)}\r\n`;
}

function originOf(serial: number): string {
  const network = Math.floor(serial / CYCLES_PER_ORIGIN);
  return `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;
}
