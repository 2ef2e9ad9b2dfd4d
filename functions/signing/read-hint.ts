import { compactVerify, errors, importJWK } from "jose";
import type { VerifyingKey } from "../keys/port.ts";
import { ALGORITHM } from "./check-token.ts";
import type { HintClaims, HintReader } from "./port.ts";

/** No ID token of ours is longer, in characters: its claims are bounded by what an app may ask for. */
const MAX_LENGTH = 8192;

/** Finds the public half of a key by its id. */
export type FindKey = (kid: string) => Promise<VerifyingKey | undefined>;

/** Checks hints against the keys that signed in the past month; when a hint has expired does not matter. */
export function hintReader(find: FindKey, issuer: string): HintReader {
  return {
    async read(token) {
      if (token.length > MAX_LENGTH) return undefined;
      try {
        const { payload } = await compactVerify(
          token,
          async ({ kid, typ }) => {
            // An access token is for other eyes, and was never an app's to show.
            const key = kid === undefined || typ !== "JWT" ? undefined : await find(kid);
            if (!key) throw new errors.JWKSNoMatchingKey();
            return importJWK({ ...key }, ALGORITHM);
          },
          { algorithms: [ALGORITHM] },
        );
        return claimsOf(payload, issuer);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

function claimsOf(payload: Uint8Array, issuer: string): HintClaims | undefined {
  const { iss, sub, aud } = JSON.parse(Buffer.from(payload).toString()) as Readonly<Record<string, unknown>>;
  return iss === issuer && typeof sub === "string" && typeof aud === "string" ? { sub, aud } : undefined;
}
