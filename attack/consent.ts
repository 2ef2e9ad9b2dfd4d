import { createHash, timingSafeEqual } from "node:crypto";
import { Skipped } from "./case.ts";
import type { Answer, Client } from "./client.ts";
import type { Options } from "./options.ts";

/** Where a stage says which token its owner's attacks have. */
export const TOKEN_PATH = "/.well-known/latchkey-attack";

/**
 * Whether the user of this program may attack a target that is no local service: what is on this machine may as well be a
 * tunnel or a proxy to another's. An attack on what is not one's own is a crime. A stage shows the
 * hash of its owner's token; who only reads that does not have the token.
 * @returns why not, in a sentence; undefined where he may
 */
export async function refusal(
  client: Client,
  { isLoopback, token, owns, adapter }: Pick<Options, "isLoopback" | "token" | "owns" | "adapter">,
): Promise<string | undefined> {
  if (adapter !== undefined || (isLoopback && token === undefined))
    return owns
      ? undefined
      : `Say --i-own-this if the target is your own${adapter === undefined ? ": it is not what npm start serves" : ""}. Nothing was attacked.`;
  if (token === undefined)
    return `Give the token of the stage's setting attackToken (--token, or LATCHKEY_ATTACK_TOKEN). Nothing was attacked.`;
  const { status, body } = await client.ask(TOKEN_PATH);
  if (status === 404)
    return `The target serves nothing at ${TOKEN_PATH}: set attackToken, and deploy. Nothing was attacked.`;
  if (status !== 200 || typeof body.tokenSha256 !== "string")
    return `The target answered ${status} at ${TOKEN_PATH}, and no hash of a token. Nothing was attacked.`;
  const own = createHash("sha256").update(token).digest();
  const shown = Buffer.from(body.tokenSha256, "hex");
  return shown.length === own.length && timingSafeEqual(shown, own)
    ? undefined
    : "The target has another token than the one that was given. Nothing was attacked.";
}

/** Whether a stage that lets attacks in says that it sends codes to customers alone. What says nothing is open. */
export async function isRegistered(client: Client): Promise<boolean> {
  return (await client.ask(TOKEN_PATH)).body.registration === "registered";
}

/** What the service of `npm start` says of itself. What it does not say is taken for what asks for more care. */
export interface LocalHealth {
  /** Whether what it holds lasts. */
  readonly keepsData: boolean;
  /** Whether e-mail stays on this machine. */
  readonly catchesEmail: boolean;
  readonly catchesSms: boolean;
  /** Whether only customers are sent codes; who is made up has to be registered first. */
  readonly isRegistered: boolean;
}

function healthOf({ status, body }: Answer): LocalHealth | undefined {
  if (status !== 200 || body.status !== "ready") return undefined;
  const { keepsData, registration } = body;
  const inbox: readonly unknown[] = Array.isArray(body.inbox) ? body.inbox : [];
  return {
    keepsData: keepsData !== false,
    catchesEmail: inbox.includes("email"),
    catchesSms: inbox.includes("sms"),
    isRegistered: registration === "registered",
  };
}

/** What a target is, by what it says of itself. */
export interface Recognized {
  readonly configuration: Readonly<Record<string, unknown>>;
  /** What the service of `npm start` says of itself; undefined where it is another one. */
  readonly local: LocalHealth | undefined;
  /** How far its clock is ahead of this machine's, in seconds. */
  readonly aheadSeconds: number;
}

/** @returns why it is no Latchkey that can be attacked, in a sentence; or what it is */
export async function recognize(client: Client, isLoopback: boolean): Promise<string | Recognized> {
  try {
    const { status, body, headers } = await client.ask("/.well-known/openid-configuration");
    if (status !== 200 || !String(body.authorization_endpoint).endsWith("/otp/authorize"))
      return `What answers there is not Latchkey (it answered ${status} at /.well-known/openid-configuration). Another product takes an adapter (--adapter). Nothing was attacked.`;
    const shown = Date.parse(headers.get("date") ?? "");
    const health = isLoopback ? await client.ask("/_local/health") : undefined;
    return {
      configuration: body,
      local: health && healthOf(health),
      aheadSeconds: Number.isNaN(shown) ? 0 : Math.round((shown - Date.now()) / 1000),
    };
  } catch (error) {
    if (error instanceof Skipped) return `${sentence(error.message)} Nothing was attacked.`;
    throw error;
  }
}

const sentence = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
