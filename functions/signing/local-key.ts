import { importJWK, SignJWT } from "jose";
import type { IdTokenClaims } from "../domain/id-token.ts";
import type { LogoutClaims } from "../domain/logout-token.ts";
import { publicHalf } from "../domain/public-half.ts";
import type { TokenClaims } from "../domain/session.ts";
import type { Keys, SigningKey, SigningKeys, SigningSet } from "../keys/port.ts";
import { ALGORITHM, checkToken, type KeySet, keySetOf, type TokenParties, TYPE } from "./check-token.ts";
import type { PublicKey, Signer } from "./port.ts";

/** Signs in the process, with the RSA key of the signing secret. */
export function localKeySigner(keys: Keys, parties: TokenParties): Signer {
  const imported = new Map<string, ReturnType<typeof importJWK>>();
  const privateKey = (key: SigningKey) => {
    const known = imported.get(key.kid) ?? importJWK({ ...key }, ALGORITHM);
    imported.set(key.kid, known);
    return known;
  };
  const keySets = new WeakMap<SigningKeys, KeySet>();
  const keySet = (held: SigningKeys) => {
    const known = keySets.get(held) ?? keySetOf(published(held));
    keySets.set(held, known);
    return known;
  };

  return {
    publicKeys: async () => published(await keys.signing()),
    async prepare() {
      const { current } = await keys.signing();
      const key = await privateKey(current);
      return (claims: TokenClaims | IdTokenClaims | LogoutClaims, typ: string = TYPE) =>
        new SignJWT({ ...claims, ...("amr" in claims && { amr: [...claims.amr] }) })
          .setProtectedHeader({ alg: ALGORITHM, typ, kid: current.kid })
          .sign(key);
    },
    verify: async (token, now, of) => checkToken(keySet(await keys.signing()), parties, token, now, of),
  };
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
