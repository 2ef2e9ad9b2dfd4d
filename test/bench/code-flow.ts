import { createHash } from "node:crypto";
import { APP } from "./app.ts";
import type { Child, Ready } from "./child.ts";
import type { Connection } from "./connection.ts";
import { expectStatus, signIn } from "./flow.ts";
import { keepBusy, type Latency, latencyOf, type Load, nextSerial, passcodeKeyOf } from "./load.ts";

type Step = "authorize" | "token" | "refresh";

/** What one load of code flows showed. */
export interface CodeFlowMeasurement extends Record<Step, Latency> {
  readonly flowsPerSecond: number;
  /** CPU time of the server for one flow, in microseconds. */
  readonly cpuPerFlow: number;
  readonly flows: number;
  readonly faults: ReadonlyMap<string, number>;
}

const VERIFIER = "v".repeat(43);
const REDIRECT = { redirect_uri: APP.redirectUris[0] ?? "" };

const AUTHORIZE = `/otp/authorize?${new URLSearchParams({
  ...REDIRECT,
  response_type: "code",
  client_id: APP.id,
  scope: "openid",
  state: "state",
  code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
  code_challenge_method: "S256",
}).toString()}`;

/** Each connection is the browser of one person who is signed in, and lets the app sign them in again and again. */
export async function driveCodeFlow(
  server: Child<Ready>,
  load: Pick<Load, "connections" | "seconds">,
): Promise<CodeFlowMeasurement> {
  const passcodeKey = passcodeKeyOf(server);
  const driven = await keepBusy(server, load, async (connection) => {
    const cookies = await signIn(connection, passcodeKey, nextSerial());
    return () => codeFlow(connection, cookies);
  });
  const { times, elapsedSeconds, cpu, faults } = driven;
  const latency = (step: Step) => latencyOf(times.map((time) => time[step]));
  return {
    flowsPerSecond: times.length / elapsedSeconds,
    cpuPerFlow: cpu / times.length,
    flows: times.length,
    faults,
    authorize: latency("authorize"),
    token: latency("token"),
    refresh: latency("refresh"),
  };
}

/**
 * An app's sign-in of a person who has a session, and one refresh.
 * @returns milliseconds of each step
 * @throws Error that names the step, unless every answer is the right one
 */
async function codeFlow(connection: Connection, cookies: string): Promise<Record<Step, number>> {
  const startedAt = performance.now();
  const { head } = await expectStatus("authorize", 303, connection.send("GET", AUTHORIZE, cookies));
  const code = /^location: .*[?&]code=([^&\r]+)/im.exec(head)?.[1];
  if (code === undefined) throw new Error("authorize: no code");
  const authorizedAt = performance.now();
  const given = await token(connection, "token", {
    ...REDIRECT,
    grant_type: "authorization_code",
    code: decodeURIComponent(code),
    code_verifier: VERIFIER,
  });
  const givenAt = performance.now();
  await token(connection, "refresh", { grant_type: "refresh_token", refresh_token: given });
  return {
    authorize: authorizedAt - startedAt,
    token: givenAt - authorizedAt,
    refresh: performance.now() - givenAt,
  };
}

/** @returns the refresh token */
async function token(connection: Connection, step: Step, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ client_id: APP.id, ...fields }).toString();
  const headers = "content-type: application/x-www-form-urlencoded\r\n";
  const sent = connection.send("POST", "/otp/token", headers, body);
  const answer = await expectStatus(step, 200, sent);
  const { refresh_token: refreshed } = JSON.parse(answer.body) as { readonly refresh_token?: unknown };
  if (typeof refreshed !== "string") throw new Error(`${step}: no refresh token`);
  return refreshed;
}
