import { setTimeout as wait } from "node:timers/promises";
import { type Attack, Skipped } from "./case.ts";
import type { Client } from "./client.ts";

/** What a client that takes every code says. */
const FORMATS = { codeFormats: ["digits", "base32"] };

/** How often a status is looked at, and how long to wait between two looks in milliseconds. */
const MOST_LOOKS = 200;
const LOOK_MS = 25;

/** A challenge that an attack has opened for a user of its own. */
export interface Opened {
  readonly challengeId: string;
  readonly codeFormat: string;
}

/** Asks for a code; undefined where the target refuses. */
export async function ask(client: Client, recipient: string, more: object = {}): Promise<Opened | undefined> {
  const { status, body } = await client.json("/otp/request", { recipient, ...FORMATS, ...more });
  if (status !== 202) return undefined;
  return { challengeId: String(body.challengeId), codeFormat: String(body.codeFormat) };
}

/** Asks for a code and reads it. @throws Skipped where the target refuses */
export async function open(attack: Attack, client: Client, recipient: string) {
  const before = await attack.mailbox.count(recipient);
  const opened = await ask(client, recipient);
  if (!opened) throw new Skipped("the target opened no challenge for a new address");
  const code = await attack.mailbox.code(recipient, before);
  await sent(client, opened.challengeId);
  return { ...opened, recipient, code };
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

/** Sends a guess. */
export function guess(client: Client, challengeId: string, code: string) {
  return client.json("/otp/verify", { challengeId, code });
}

/** Codes that look like this one, each wrong and each another. @param count fewer than there are */
export function wrongCodes(code: string, count: number): string[] {
  const alphabet = /^\d+$/.test(code) ? "0123456789" : "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const bare = code.replaceAll("-", "");
  const wrong: string[] = [];
  for (let number = 0; wrong.length < count; number++) {
    // Four places at the end, from an alphabet that begins with the digits.
    const tail = Array.from(String(number).padStart(4, "0"), (digit) => alphabet[Number(digit)] ?? "0").join(
      "",
    );
    const made = bare.slice(0, -4) + tail;
    if (made !== bare) wrong.push(made);
  }
  return wrong;
}
