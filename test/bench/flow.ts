import { derivePasscode } from "../../functions/domain/passcode.ts";
import type { Answer, Connection } from "./connection.ts";

/** Digits of a passcode: the default setting. */
export const CODE_LENGTH = 6;

/** Tells the server under test which network a cycle comes from. */
export const ORIGIN_HEADER = "x-bench-origin";

/** Cycles of one network, below the default limit of requests in an hour. */
const CYCLES_PER_ORIGIN = 25;

/** Milliseconds that the steps of one cycle took. */
export interface CycleTimes {
  readonly request: number;
  readonly verify: number;
  readonly session?: number;
}

/**
 * One person signs in: asks for a passcode, reads it, types it; and, if asked, shows the session once.
 * @param serial makes the recipient a new one
 * @throws Error that names the step and its status, unless every answer is the right one
 */
export async function cycle(
  connection: Connection,
  passcodeKey: Uint8Array,
  serial: number,
  withSession: boolean,
): Promise<CycleTimes> {
  const json = `content-type: application/json\r\n${ORIGIN_HEADER}: ${originOf(serial)}\r\n`;
  const startedAt = performance.now();
  const requested = await step(connection, "request", 202, json, {
    recipient: `person-${serial}@example.com`,
  });
  const requestedAt = performance.now();
  const challengeId = String(requested.challengeId);
  const code = derivePasscode(passcodeKey, Buffer.from(challengeId, "base64url"), {
    format: "digits",
    length: CODE_LENGTH,
  }).reveal();
  const readAt = performance.now();
  const approved = await step(connection, "verify", 200, json, { challengeId, code });
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
  const json = `content-type: application/json\r\n${ORIGIN_HEADER}: ${originOf(serial)}\r\n`;
  const recipient = `person-${serial}@example.com`;
  const { challengeId } = await step(connection, "request", 202, json, { recipient });
  const id = Buffer.from(String(challengeId), "base64url");
  const code = derivePasscode(passcodeKey, id, { format: "digits", length: CODE_LENGTH }).reveal();
  const body = JSON.stringify({ challengeId, code });
  const { head } = await expectStatus("verify", 200, connection.send("POST", "/otp/verify", json, body));
  const cookies = [...head.matchAll(/^set-cookie: *([^;\r]+)/gim)].map(([, cookie]) => cookie);
  return `cookie: ${cookies.join("; ")}\r\n`;
}

async function step(
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

function originOf(serial: number): string {
  const network = Math.floor(serial / CYCLES_PER_ORIGIN);
  return `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;
}
