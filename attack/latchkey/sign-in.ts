import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "../case.ts";
import type { Answer, Client } from "../client.ts";
import { open } from "../sign-in.ts";

/** What a client that takes every code says. */
const FORMATS = { codeFormats: ["digits", "base32"] };

/** How often a status is looked at, and how long to wait between two looks in milliseconds. */
const MOST_LOOKS = 200;
const LOOK_MS = 25;

/** Asks for a code as a program does. */
export function request(client: Client, recipient: string, more: object = {}): Promise<Answer> {
  return client.json("/otp/request", { recipient, ...FORMATS, ...more });
}

/** Asks for a code and reads it. @throws Skipped where the target refuses */
export async function openHere(attack: Pick<Attack, "target" | "address">, client: Client) {
  const recipient = await attack.address();
  const { begun, code } = await open(attack, client, recipient);
  return { challengeId: begun.state.challengeId ?? "", codeFormat: begun.state.codeFormat, code, recipient };
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
