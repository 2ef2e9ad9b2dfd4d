import type { IdTokenClaims } from "../domain/id-token.ts";
import type { LogoutClaims } from "../domain/logout-token.ts";
import type { EllipticHalf, RsaHalf } from "../domain/public-half.ts";
import type { TokenClaims } from "../domain/session.ts";

/** A public key as a JWK (RFC 7517), with the one algorithm that it is for. */
export type PublicKey = RsaPublicKey | EllipticPublicKey;

export type RsaPublicKey = RsaHalf & { readonly alg: "RS256"; readonly use: "sig" };

export type EllipticPublicKey = EllipticHalf & { readonly alg: "ES256"; readonly use: "sig" };

/** Makes a JWT: an access token, or what its type says. */
export interface Sign {
  (claims: TokenClaims): Promise<string>;
  (claims: IdTokenClaims, type: "JWT"): Promise<string>;
  (claims: LogoutClaims, type: "logout+jwt"): Promise<string>;
}

/** What an ID token says that an app shows as a hint. */
export interface HintClaims {
  readonly sub: string;
  /** The id of the app that it was made for. */
  readonly aud: string;
}

/** Reads ID tokens of ours that come back, also those that have expired, or whose key is not published any more. */
export interface HintReader {
  /** @returns undefined unless it is an ID token that we signed with a key that is still known */
  read(token: string): Promise<HintClaims | undefined>;
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
  /**
   * The claims of a token that we made and that has not expired; undefined for anything else.
   * @param of `anyone` also for tokens that are for apps' backends: the caller then looks at `aud`
   */
  verify(token: string, now: number, of?: "anyone"): Promise<TokenClaims | undefined>;
}
