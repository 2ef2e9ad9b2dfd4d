import { createLocalJWKSet, errors, jwtVerify } from "jose";
import type { TokenClaims } from "../domain/session.ts";
import type { PublicKey } from "./port.ts";

/** The one algorithm that every token verifier knows. */
export const ALGORITHM = "RS256";

/** Each is believed from the keys of its own kind alone: the key says which, never the token. */
const BELIEVED = [ALGORITHM, "ES256"];

/** The type of access tokens (RFC 9068). */
export const TYPE = "at+jwt";

/** Whom tokens are from and for. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: string;
}

/** Keys that are prepared to check tokens: preparing one costs more than checking a signature with it. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

export function keySetOf(keys: readonly PublicKey[]): KeySet {
  return createLocalJWKSet({ keys: [...keys] });
}

/** The claims of a token that one of these keys signed, and that has not expired; undefined for anything else. @param of whose tokens count beside our own API's */
export async function checkToken(
  keySet: KeySet,
  { issuer, audience }: TokenParties,
  token: string,
  now: number,
  of?: "anyone",
): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: BELIEVED,
      typ: TYPE,
      issuer,
      ...(of === undefined && { audience }),
      currentDate: new Date(now * 1000),
      requiredClaims: ["sub", "aud", "exp", "iat"],
    });
    return payload as unknown as TokenClaims;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
