import { type Channel, CHANNELS } from "../domain/channel.ts";
import { mac, SEAL_VERSION, seal, unseal } from "../domain/sealed.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/** An address as its user typed it, and as it was read. The table is never asked for it: pages show it masked. */
export interface TypedAddress {
  readonly channel: Channel;
  readonly text: string;
  /** The country that was chosen beside a number. */
  readonly country?: string | undefined;
  /** How it was read: a number in international form, an e-mail address as it was typed. */
  readonly shown: string;
  /** ISO 3166 country that a number belongs to. */
  readonly region?: string | undefined;
}

export interface TypedAddressDependencies {
  readonly keys: Pick<Keys, "current" | "find">;
  readonly cookies: CookieJar;
}

/** As long as its code, and then as long again: who comes back late asks for another one without typing. In seconds. */
const TYPED_SECONDS = 1200;

/** A longer text has no address in it that a person would recognise at a glance. In characters. */
const MAX_TEXT_LENGTH = 254;

/** What the cookie may hold, in characters: the newest address, and older ones of other tabs while there is room. */
const MAX_COOKIE_LENGTH = 560;

const TYPED_SEAL = { label: "typed|", tagBytes: 16 };
const CHALLENGE_BYTES = 8;
const HEAD_BYTES = 2 + CHALLENGE_BYTES;

/**
 * The cookie by which the pages of a challenge know what was typed for it; no script reads it, and nothing else has it.
 * Each entry is `version(1) kid(1) challenge(8) JSON tag(16)`, sealed with the form key.
 */
export async function rememberTyped(
  { keys, cookies }: TypedAddressDependencies,
  request: HttpRequest,
  challengeId: string,
  typed: TypedAddress,
): Promise<readonly string[]> {
  if (typed.text.length > MAX_TEXT_LENGTH) return [cookies.clear("typed")];
  const { kid, key } = await keys.current("form");
  const { channel, text, country = "", shown, region = "" } = typed;
  const fields = [channel, text, country, shown === text ? "" : shown, region];
  const head = Buffer.concat([Buffer.of(SEAL_VERSION, kid), challengeBytes(key, challengeId)]);
  const entry = seal(TYPED_SEAL, key, Buffer.concat([head, Buffer.from(JSON.stringify(fields))])).toString(
    "base64url",
  );
  if (entry.length > MAX_COOKIE_LENGTH) return [cookies.clear("typed")];
  const all = [entry];
  for (const older of entriesOf(cookies, request))
    if ([...all, older].join(".").length <= MAX_COOKIE_LENGTH) all.push(older);
  return [cookies.setList("typed", all, TYPED_SECONDS)];
}

/** What was typed in this browser for a challenge, or undefined where it is not known. */
export async function typedAddressOf(
  { keys, cookies }: TypedAddressDependencies,
  request: HttpRequest,
  challengeId: string,
): Promise<TypedAddress | undefined> {
  for (const entry of entriesOf(cookies, request)) {
    const opened = await open(keys, entry);
    if (opened && challengeBytes(opened.key, challengeId).equals(opened.challenge)) return opened.typed;
  }
  return undefined;
}

/** What was typed last in this browser, whatever has become of its challenge. */
export async function lastTypedAddress(
  { keys, cookies }: TypedAddressDependencies,
  request: HttpRequest,
): Promise<TypedAddress | undefined> {
  const [newest] = entriesOf(cookies, request);
  return newest === undefined ? undefined : (await open(keys, newest))?.typed;
}

function entriesOf(cookies: CookieJar, request: HttpRequest): readonly string[] {
  return cookies.list(request.header("cookie"), "typed");
}

/** Names the challenge without its id, which no other cookie should hold. */
function challengeBytes(key: Uint8Array, challengeId: string): Buffer {
  return mac(key, "typed-for|", challengeId).subarray(0, CHALLENGE_BYTES);
}

function open(keys: Pick<Keys, "find">, entry: string) {
  return openSealed(keys, "form", entry, readEntry);
}

function readEntry(entry: string, key: Uint8Array) {
  const body = unseal(TYPED_SEAL, key, entry);
  if (!body) return undefined;
  const fields = JSON.parse(body.subarray(HEAD_BYTES).toString()) as readonly string[];
  const [named, text = "", country, shown, region] = fields;
  const channel = CHANNELS.find((one) => one === named);
  if (!channel) return undefined;
  const typed: TypedAddress = {
    channel,
    text,
    country: country || undefined,
    shown: shown || text,
    region: region || undefined,
  };
  return { key, challenge: body.subarray(2, HEAD_BYTES), typed };
}
