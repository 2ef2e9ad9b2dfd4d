import { createLocalJWKSet, errors, importJWK, jwtVerify, SignJWT } from "jose";
import type { TokenClaims } from "../domain/session.ts";
import type { Keys, SigningKey, SigningKeys } from "../keys/port.ts";
import type { PublicKey, Signer } from "./port.ts";

const ALGORITHM = "RS256";
const TYPE = "at+jwt";

/** Signs in the process, with the RSA key of the signing secret. */
export function localKeySigner(
  keys: Keys,
  { issuer, audience }: { issuer: string; audience: string },
): Signer {
  const imported = new Map<string, ReturnType<typeof importJWK>>();
  const privateKey = (key: SigningKey) => {
    const known = imported.get(key.kid) ?? importJWK({ ...key }, ALGORITHM);
    imported.set(key.kid, known);
    return known;
  };
  /** Preparing a key costs more than checking a signature with it. */
  const keySets = new WeakMap<SigningKeys, ReturnType<typeof createLocalJWKSet>>();
  const keySet = (held: SigningKeys) => {
    const known = keySets.get(held) ?? createLocalJWKSet({ keys: published(held) });
    keySets.set(held, known);
    return known;
  };

  return {
    publicKeys: async () => published(await keys.signing()),
    async prepare() {
      const { current } = await keys.signing();
      const key = await privateKey(current);
      return (claims) =>
        new SignJWT({ ...claims, amr: [...claims.amr] })
          .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: current.kid })
          .sign(key);
    },
    async verify(token, now) {
      try {
        const { payload } = await jwtVerify(token, keySet(await keys.signing()), {
          algorithms: [ALGORITHM],
          typ: TYPE,
          issuer,
          audience,
          currentDate: new Date(now * 1000),
          requiredClaims: ["sub", "exp", "iat"],
        });
        return payload as unknown as TokenClaims;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

function published({ next, current, previous }: SigningKeys): PublicKey[] {
  const all = [current, ...(next ? [next] : []), ...previous];
  return all.map(({ kid, kty, n, e }) => ({ kid, kty, n, e, alg: ALGORITHM, use: "sig" }));
}
