import { MAX_SESSION_SECONDS, MAX_TOKEN_SECONDS } from "../domain/challenge.ts";
import type { SymmetricDocument } from "./documents.ts";
import type { KeyedSecret, RotatingSecret } from "../routes.ts";

/** A page that is open for longer says so when its form is sent; what was typed stays. In seconds. */
const MAX_FORM_SECONDS = 86_400;

/** A function goes on with the keys that it has while it cannot read others; it is given this long, in seconds. */
export const MARGIN_SECONDS = 3600;

/**
 * How long a key counts after it was the current one, in seconds: as long as anything made with it may live under any
 * settings, since the settings may have been others when it was made. A passcode lives for minutes, but the link in its message ends the
 * session that it opened, as long as that lasts.
 */
export const LIFE_SECONDS = {
  passcode: MAX_SESSION_SECONDS + MARGIN_SECONDS,
  cookie: MAX_SESSION_SECONDS + MARGIN_SECONDS,
  form: MAX_FORM_SECONDS + MARGIN_SECONDS,
  signing: MAX_TOKEN_SECONDS + MARGIN_SECONDS,
} as const;

/** The document without previous keys of which nothing can be left. */
export function withoutOldKeys(
  name: KeyedSecret,
  document: SymmetricDocument,
  now: number,
): SymmetricDocument {
  // What one of these has encrypted is read for as long as a user keeps an authenticator.
  if (name === "factor") return document;
  const { current, next, retiredAt } = document;
  const inUse = (kid: string) => kid === String(current) || kid === String(next);
  const keys = Object.entries(document.keys).filter(
    ([kid]) => inUse(kid) || counts(name, retiredAt[kid], now),
  );
  const left = Object.entries(retiredAt).filter(([kid, at]) => !inUse(kid) && counts(name, at, now));
  return { ...document, keys: Object.fromEntries(keys), retiredAt: Object.fromEntries(left) };
}

/** The same for a set of the keys that sign tokens. */
export function withoutOldSigningKeys<
  D extends { readonly previous: { readonly retiredAt?: number | undefined }[] },
>(set: D, now: number): D {
  const left = set.previous.filter(({ retiredAt }) => counts("signing", retiredAt, now));
  return { ...set, previous: left };
}

function counts(name: RotatingSecret, retiredAt: number | undefined, now: number): boolean {
  return retiredAt === undefined || now < retiredAt + LIFE_SECONDS[name];
}
