import { derivePasscode } from "../../functions/domain/passcode.ts";
import type { Connection } from "./connection.ts";

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
  const code = derivePasscode(passcodeKey, Buffer.from(challengeId, "base64url"), CODE_LENGTH).reveal();
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

async function step(
  connection: Connection,
  name: string,
  expected: number,
  headers: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await connection.send(
    body ? "POST" : "GET",
    `/otp/${name}`,
    headers,
    body && JSON.stringify(body),
  );
  if (answer.status !== expected) throw new Error(`${name}: ${answer.status}`);
  return JSON.parse(answer.body) as Record<string, unknown>;
}

function originOf(serial: number): string {
  const network = Math.floor(serial / CYCLES_PER_ORIGIN);
  return `10.${(network >> 16) & 255}.${(network >> 8) & 255}.${network & 255}`;
}
