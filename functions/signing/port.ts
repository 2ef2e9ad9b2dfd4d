import type { IdTokenClaims } from "../domain/id-token.ts";
import type { TokenClaims } from "../domain/session.ts";

/** A public key as a JWK (RFC 7517). */
export type PublicKey = Readonly<Record<"kid" | "kty" | "n" | "e" | "alg" | "use", string>>;

/** Makes a JWT: an access token, or an ID token where its type is said to be the general one. */
export interface Sign {
  (claims: TokenClaims): Promise<string>;
  (claims: IdTokenClaims, type: "JWT"): Promise<string>;
}

/**
 * Makes tokens, signed with RS256, and checks access tokens: JWTs of type `at+jwt`, so that an ID token, which is for
 * other eyes, is never taken for one.
 */
export interface Signer {
  /** Loads the key. Called before anything is approved, so that no approval is wasted on a signer that cannot sign. */
  prepare(): Promise<Sign>;
  /** Every key that a living token may have been made with, and the next one. */
  publicKeys(): Promise<readonly PublicKey[]>;
  /** The claims of a token that we made and that has not expired; undefined for anything else. */
  verify(token: string, now: number): Promise<TokenClaims | undefined>;
}
