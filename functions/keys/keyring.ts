import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import type { KeyedSecret, SecretName } from "../routes.ts";
import { type EllipticSet, parseSecret } from "./documents.ts";
import type { Key, Keys, SecretSource, SigningKeys, VerifyingKey } from "./port.ts";
import { withoutOldKeys, withoutOldSigningKeys } from "./retire.ts";
import { verifyingKeys } from "./verifying.ts";

const CACHE_SECONDS = 300;
const REREAD_SECONDS = 60;

/**
 * Reads each secret when it is first needed and keeps it for five minutes. A value that names a key we do not know
 * causes one more read, at most once a minute, so that made-up ids cannot run up a bill.
 */
export function keyring(source: SecretSource, clock: Clock): Keys {
  const read = <T>(name: SecretName, parse: (text: string, now: number) => T) =>
    cached(
      () => source.read(name),
      (text) => parse(text, clock()),
      clock,
    );
  const recipient = read("recipient", (text) => decode(parseSecret("recipient", text).key));
  const signing = read("signing", parseSigning);
  const verifying = read("verifying", parseVerifying);
  const push = read("push", (text) => parseSecret("push", text));
  const symmetric = {
    passcode: read("passcode", parseSymmetric("passcode")),
    cookie: read("cookie", parseSymmetric("cookie")),
    form: read("form", parseSymmetric("form")),
    factor: read("factor", parseSymmetric("factor")),
  };

  return {
    recipient: () => recipient.read(),
    signing: () => signing.read(),
    push: () => push.read(),
    async prefetch(names) {
      const secrets = { recipient, signing, verifying, push, ...symmetric };
      await Promise.allSettled(names.map((name) => secrets[name].read()));
    },
    async verifying(kid) {
      return (await verifying.read()).get(kid) ?? (await verifying.reread()).get(kid);
    },
    async current(name) {
      return (await symmetric[name].read()).current;
    },
    async find(name, kid) {
      return (await symmetric[name].read()).keys.get(kid) ?? (await symmetric[name].reread()).keys.get(kid);
    },
  };
}

function parseSigning(text: string, now: number): SigningKeys {
  const { es256, ...rsa } = parseSecret("signing", text);
  const { next, current, previous } = withoutOldSigningKeys(rsa, now);
  return {
    ...(next && { next }),
    ...{ current, previous },
    ...(es256 && { es256: parseEllipticSet(withoutOldSigningKeys(es256, now)) }),
  };
}

function parseEllipticSet({ next, current, previous, signsFrom }: EllipticSet) {
  return {
    ...(next && { next }),
    ...{ current, previous },
    ...(signsFrom !== undefined && { signsFrom }),
  };
}

function parseVerifying(text: string, now: number): ReadonlyMap<string, VerifyingKey> {
  const keys = verifyingKeys(parseSecret("verifying", text), now);
  return new Map(keys.map(({ kid, kty, n, e }) => [kid, { kid, kty, n, e }]));
}

/** Each key becomes one object for as long as its document is kept, so that what is derived from it can be kept with it. */
const parseSymmetric = (name: KeyedSecret) => (text: string, now: number) => {
  const document = withoutOldKeys(name, parseSecret(name, text), now);
  const keys = new Map<number, Key>();
  for (const [kid, key] of Object.entries(document.keys))
    keys.set(Number(kid), { kid: Number(kid), key: decode(key) });
  const current = keys.get(document.current);
  if (!current) throw new Fault("configuration", `The secret "${name}" does not hold its current key.`);
  return { current, keys };
};

function cached<T>(readText: () => Promise<string>, parse: (text: string) => T, clock: Clock) {
  let readAt = -Infinity;
  let document: Promise<T> | undefined;

  const load = () => {
    const before = document;
    readAt = clock();
    const reading = readText().then(parse);
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

function decode(text: string): Uint8Array {
  return Buffer.from(text, "base64url");
}
