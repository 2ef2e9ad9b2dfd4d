import { createPrivateKey, type KeyObject, sign as signBytes } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import type { Clock } from "../domain/ambient.ts";
import { isFirstParty } from "../domain/first-party.ts";
import type { IdTokenClaims } from "../domain/id-token.ts";
import type { LogoutClaims } from "../domain/logout-token.ts";
import { publicHalf } from "../domain/public-half.ts";
import type { TokenClaims } from "../domain/session.ts";
import type { EllipticKey, Keys, SigningKey, SigningKeys, SigningSet } from "../keys/port.ts";
import { ALGORITHM, checkToken, type KeySet, keySetOf, type TokenParties, TYPE } from "./check-token.ts";
import type { PublicKey, Signer } from "./port.ts";

/** What access tokens of the owner's own API are signed with. */
export interface FirstPartySigning {
  readonly algorithm: "RS256" | "ES256";
  readonly clock: Clock;
}

/**
 * Signs in the process, with the keys of the signing secret: ID tokens, apps' tokens and logout tokens with RSA always,
 * and access tokens of the owner's own API as the owner chose. While the secret has no keys of P-256, or they are not
 * known everywhere yet, those are signed with RSA too: a sign-in is worth more than the time that the other one saves,
 * and who believes the one believes the other.
 */
export function localKeySigner(
  keys: Keys,
  parties: TokenParties,
  { algorithm, clock }: FirstPartySigning,
): Signer {
  const imported = new Map<string, ReturnType<typeof importJWK>>();
  const privateKey = (key: SigningKey) => {
    const known = imported.get(key.kid) ?? importJWK({ ...key }, ALGORITHM);
    imported.set(key.kid, known);
    return known;
  };
  const elliptic = new Map<string, KeyObject>();
  const ellipticKey = (key: EllipticKey) => {
    const known = elliptic.get(key.kid) ?? createPrivateKey({ key: { ...key }, format: "jwk" });
    elliptic.set(key.kid, known);
    return known;
  };
  const firstPartySet = ({ es256 }: SigningKeys) =>
    algorithm === "ES256" && es256 && clock() >= (es256.signsFrom ?? 0) ? es256.current : undefined;
  const keySets = new WeakMap<SigningKeys, KeySet>();
  const keySet = (held: SigningKeys) => {
    const known = keySets.get(held) ?? keySetOf(published(held));
    keySets.set(held, known);
    return known;
  };

  return {
    publicKeys: async () => published(await keys.signing()),
    async prepare() {
      const held = await keys.signing();
      const { current } = held;
      const key = await privateKey(current);
      const firstParty = firstPartySet(held);
      const fast = firstParty && { kid: firstParty.kid, key: ellipticKey(firstParty) };
      return async (claims: TokenClaims | IdTokenClaims | LogoutClaims, typ: string = TYPE) =>
        // Of that type are access tokens alone.
        fast && typ === TYPE && isFirstParty(claims as TokenClaims)
          ? signElliptic(fast, claims)
          : new SignJWT({ ...claims, ...("amr" in claims && { amr: [...claims.amr] }) })
              .setProtectedHeader({ alg: ALGORITHM, typ, kid: current.kid })
              .sign(key);
    },
    verify: async (token, now, of) => checkToken(keySet(await keys.signing()), parties, token, now, of),
  };
}

/**
 * By Node itself, which takes half of the time that a library does.
 * @see RFC 7518, 3.4: both numbers of the signature one behind the other, as IEEE P1363 writes them
 */
function signElliptic(
  { kid, key }: { readonly kid: string; readonly key: KeyObject },
  claims: object,
): string {
  const input = [{ alg: "ES256", typ: TYPE, kid }, claims].map(encode).join(".");
  const signature = signBytes("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function published({ es256, ...rsa }: SigningKeys): PublicKey[] {
  return [
    ...all(rsa).map((key) => ({ ...publicHalf(key), alg: ALGORITHM, use: "sig" }) as const),
    ...(es256 ? all(es256) : []).map((key) => ({ ...publicHalf(key), alg: "ES256", use: "sig" }) as const),
  ];
}

function all<K>({ next, current, previous }: SigningSet<K>): K[] {
  return [current, ...(next ? [next] : []), ...previous];
}
