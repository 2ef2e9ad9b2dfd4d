import { setTimeout as wait } from "node:timers/promises";
import { type Attack, Skipped } from "../case.ts";
import type { Answer, Client } from "../client.ts";
import { begunOf } from "../sign-in.ts";
import type { Target } from "../target.ts";

/** What a client that takes every code says. */
const FORMATS = { codeFormats: ["digits", "base32"] };

/** How often a status is looked at, and how long to wait between two looks in milliseconds. */
const MOST_LOOKS = 200;
const LOOK_MS = 25;

/** Asks for a code as a program does. */
export function request(client: Client, recipient: string, more: object = {}): Promise<Answer> {
  return client.json("/otp/request", { recipient, ...FORMATS, ...more });
}

type Any = Pick<Attack, "target" | "address">;

/** Asks for a code and reads it. @throws Skipped where the target refuses */
export async function openHere(
  attack: Any,
  client: Client,
  address?: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const recipient = address ?? (await attack.address());
  const beginning = await attack.target.begin(client, recipient, more);
  const begun = begunOf(beginning);
  const code = await attack.target.code(begun);
  const { challengeId = "", codeFormat = "" } = begun.state;
  return { begun, challengeId, codeFormat, code, recipient };
}

/** Signs in by a program. @throws Skipped where a right code opens nothing */
export async function signInHere(attack: Any, address?: string, verifying: object = {}) {
  const client = attack.target.client();
  const { challengeId, code, recipient } = await openHere(attack, client, address);
  const { status, body } = await client.json("/otp/verify", { challengeId, code, ...verifying });
  if (status !== 200 || body.status !== "approved")
    throw new Skipped(`a right code opened no session (answered ${status})`);
  const [token, sessionToken] = [String(body.token), String(body.sessionToken)];
  const deviceToken = typeof body.deviceToken === "string" ? body.deviceToken : undefined;
  return { client, challengeId, recipient, token, sessionToken, deviceToken };
}

/**
 * A user's own sign-in where an attacker has tried to keep the user out: what would be no more than a reason to skip
 * elsewhere, a refused request, is what is looked for.
 */
export async function userSignIn(
  target: Target,
  recipient: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const client = target.client();
  const beginning = await target.begin(client, recipient, more);
  if (beginning.kind === "refused") return { status: beginning.answer.status, codeFormat: "none" };
  const { challengeId = "", codeFormat = "" } = beginning.begun.state;
  const { status } = await guess(client, challengeId, await target.code(beginning.begun));
  return { status, codeFormat };
}

/** Sends a guess. */
export function guess(client: Client, challengeId: string, code: string): Promise<Answer> {
  return client.json("/otp/verify", { challengeId, code });
}

/**
 * Until the target has written down that a message was sent. A clock that is moved before that lets it think that the
 * send was given up, and it sends the message once more.
 */
export async function sent(client: Client, challengeId: string): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { body } = await client.json("/otp/status", { challengeId });
    if ((body.delivery as { readonly state?: string } | undefined)?.state !== "queued") return;
    await wait(LOOK_MS);
  }
}

/** Shows what a program holds in place of cookies. */
export function withBearer(client: Client, path: string, token: string): Promise<Answer> {
  return client.ask(path, { headers: { authorization: `Bearer ${token}`, accept: "application/json" } });
}

/** The last part of a problem's type, like `incorrect-code`. */
export function problemOf({ body }: Answer): string {
  return typeof body.type === "string" ? body.type.replace("urn:latchkey:problem:", "") : "";
}
