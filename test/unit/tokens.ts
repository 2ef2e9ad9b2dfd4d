import { importJWK, SignJWT } from "jose";
import type { TokenClaims } from "../../functions/domain/session.ts";
import type { EllipticKey, Keys, SigningKey, SigningKeys } from "../../functions/keys/port.ts";
import { localKeySigner } from "../../functions/signing/local-key.ts";
import type { Signer } from "../../functions/signing/port.ts";
import { NOW } from "./builders.ts";

export const ISSUER = "https://id.example";

/** The claims of a token that lives for a quarter of an hour from `NOW`. */
export const claims: TokenClaims = {
  iss: ISSUER,
  sub: "anna",
  aud: "shop",
  jti: "j",
  iat: NOW,
  exp: NOW + 900,
  auth_time: NOW,
  acr: "latchkey:1",
  amr: ["otp"],
  purpose: "login",
  sid: "s",
};

/** A signer that holds these keys and may ask for no others. */
export function signerWith(
  held: SigningKeys,
  { algorithm = "RS256", now = NOW }: { algorithm?: "RS256" | "ES256"; now?: number } = {},
): Signer {
  const refuse = () => Promise.reject(new Error("a signer needs no other key"));
  const keys: Keys = {
    recipient: refuse,
    current: refuse,
    find: refuse,
    signing: () => Promise.resolve(held),
    verifying: refuse,
    prefetch: refuse,
    push: refuse,
  };
  return localKeySigner(keys, { issuer: ISSUER, audience: "shop" }, { algorithm, clock: () => now });
}

/** A token as an attacker would make it who has the key: with any header and any claims. */
export async function forge(
  key: SigningKey | EllipticKey,
  header: object = {},
  from: object = claims,
): Promise<string> {
  const alg = key.kty === "RSA" ? "RS256" : "ES256";
  const protectedHeader = { alg, typ: "at+jwt", kid: key.kid, ...header };
  return new SignJWT({ ...from }).setProtectedHeader(protectedHeader).sign(await importJWK({ ...key }, alg));
}
