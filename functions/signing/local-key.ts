import { importJWK, SignJWT } from "jose";
import type { IdTokenClaims } from "../domain/id-token.ts";
import type { LogoutClaims } from "../domain/logout-token.ts";
import type { TokenClaims } from "../domain/session.ts";
import type { Keys, SigningKey, SigningKeys } from "../keys/port.ts";
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

function published({ next, current, previous }: SigningKeys): PublicKey[] {
  const all = [current, ...(next ? [next] : []), ...previous];
  return all.map(({ kid, kty, n, e }) => ({ kid, kty, n, e, alg: ALGORITHM, use: "sig" }));
}
