import { createPrivateKey, sign } from "node:crypto";

/** The key pair by which push services tell our messages from those of others, as a JWK on P-256. */
export interface VapidKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** How long a push service may believe one signature, in seconds; 24 hours would be allowed (RFC 8292, 2). */
const SIGNED_SECONDS = 3600;

/** The public half, as browsers are told it when they subscribe: an uncompressed point in base64url. */
export function vapidPublicKey({ x, y }: Pick<VapidKey, "x" | "y">): string {
  const point = [Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  return Buffer.concat(point).toString("base64url");
}

/**
 * What names us to a push service. @param now epoch seconds
 * @see RFC 8292, 2 and 3
 */
export function vapidHeader(
  key: VapidKey,
  { endpoint, contact }: { readonly endpoint: string; readonly contact: string },
  now: number,
): string {
  const claims = { aud: new URL(endpoint).origin, exp: now + SIGNED_SECONDS, sub: contact };
  const text = [{ typ: "JWT", alg: "ES256" }, claims].map(base64url).join(".");
  const privateKey = createPrivateKey({ key: { ...key }, format: "jwk" });
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `vapid t=${text}.${signature.toString("base64url")}, k=${vapidPublicKey(key)}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
