import type { Clock } from "../domain/ambient.ts";
import type { SecretName } from "../routes.ts";
import { parseSecret } from "./documents.ts";
import type { Keys, SecretSource } from "./port.ts";

const CACHE_SECONDS = 300;
const REREAD_SECONDS = 60;

/**
 * Reads each secret when it is first needed and keeps it for five minutes. A value that names a key we do not know
 * causes one more read, at most once a minute, so that made-up ids cannot run up a bill.
 */
export function keyring(source: SecretSource, clock: Clock): Keys {
  const recipient = cached("recipient", source, clock);
  const signing = cached("signing", source, clock);
  const symmetric = { passcode: cached("passcode", source, clock), cookie: cached("cookie", source, clock) };

  return {
    async recipient() {
      return decode((await recipient.read()).key);
    },
    async current(name) {
      const { current, keys } = await symmetric[name].read();
      return { kid: current, key: decode(keys[String(current)] ?? "") };
    },
    async find(name, kid) {
      const known =
        (await symmetric[name].read()).keys[String(kid)] ??
        (await symmetric[name].reread()).keys[String(kid)];
      return known === undefined ? undefined : { kid, key: decode(known) };
    },
    async signing() {
      const { next, current, previous } = await signing.read();
      return { ...(next && { next }), current, previous };
    },
  };
}

function cached<N extends SecretName>(name: N, source: SecretSource, clock: Clock) {
  let readAt = -Infinity;
  let document: Promise<ReturnType<typeof parseSecret<N>>> | undefined;

  const load = () => {
    const before = document;
    readAt = clock();
    const reading = source.read(name).then((text) => parseSecret(name, text));
    // Known keys outlive an outage of their source; a first read that failed is tried again by the next caller.
    const loading = before ? reading.catch(() => before) : reading;
    document = loading;
    loading.catch(() => {
      if (document === loading) document = undefined;
    });
    return loading;
  };
  const stale = (seconds: number) => clock() >= readAt + seconds || clock() < readAt;
  return {
    read: () => (document === undefined || stale(CACHE_SECONDS) ? load() : document),
    reread: () => (document === undefined || stale(REREAD_SECONDS) ? load() : document),
  };
}

/** One object per key, so that what is derived from a key can be kept with it. */
const decoded = new Map<string, Uint8Array>();

function decode(text: string): Uint8Array {
  const known = decoded.get(text) ?? Buffer.from(text, "base64url");
  decoded.set(text, known);
  return known;
}
