import { createHash } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from "jose";
import { demand, type Suite } from "./suite.ts";

/** No clock is further off. In seconds. */
const LEEWAY = 300;

/** What the suite checks of every ID token (OpenID Connect Core, 2 and 3.1.3.7). */
export async function checkIdToken(
  { issuer, keys, metadata }: Suite,
  token: string,
  expected: {
    readonly clientId: string;
    readonly accessToken: string;
    readonly nonce: string | undefined;
  },
): Promise<JWTPayload> {
  const now = issuer.service.clock.now();
  const { alg, kid } = decodeProtectedHeader(token);
  demand(alg === "RS256", `the ID token is signed with ${String(alg)}`);
  demand(typeof kid === "string" && keys.keys.some((key) => key.kid === kid), "no key has the token's kid");
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
    issuer: metadata.issuer,
    audience: expected.clientId,
    currentDate: new Date(now * 1000),
  });
  const { sub = "", exp = 0, iat = 0, nonce } = payload;
  demand(sub !== "" && sub.length <= 255, "the ID token has no sub");
  demand(exp > now && Math.abs(now - iat) <= LEEWAY, "the ID token's times are wrong");
  demand(nonce === expected.nonce, "the ID token has another nonce");
  const half = createHash("sha256").update(expected.accessToken).digest().subarray(0, 16);
  demand(
    payload.at_hash === undefined || payload.at_hash === half.toString("base64url"),
    "the at_hash is wrong",
  );
  return payload;
}

/** Claims that may stand in an ID token although no scope asked for them. */
const OWN = [
  ...["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp"],
  ...["at_hash", "c_hash", "nbf", "jti", "sid", "s_hash", "txn"],
];

/** What an ID token tells beyond what was asked for with the scope `openid` alone. */
export function unasked(claims: JWTPayload): string[] {
  return Object.keys(claims).filter((name) => !OWN.includes(name));
}
