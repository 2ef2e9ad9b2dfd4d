import type { TokenClaims } from "../domain/session.ts";

/** A public key as a JWK (RFC 7517). */
export type PublicKey = Readonly<Record<"kid" | "kty" | "n" | "e" | "alg" | "use", string>>;

/** Makes and checks access tokens: JWTs of type `at+jwt`, signed with RS256. */
export interface Signer {
  /** Loads the key. Called before anything is approved, so that no approval is wasted on a signer that cannot sign. */
  prepare(): Promise<(claims: TokenClaims) => Promise<string>>;
  /** Every key that a living token may have been made with, and the next one. */
  publicKeys(): Promise<readonly PublicKey[]>;
  /** The claims of a token that we made and that has not expired; undefined for anything else. */
  verify(token: string, now: number): Promise<TokenClaims | undefined>;
}
