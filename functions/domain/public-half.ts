/** What checks a signature of RSA, as a JWK (RFC 7517). */
export interface RsaHalf {
  readonly kid: string;
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
}

/** What checks one of P-256. */
export interface EllipticHalf {
  readonly kid: string;
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

/** What of a key may be published: named member by member, so that no private part slips through. */
export function publicHalf(key: RsaHalf): RsaHalf;
export function publicHalf(key: EllipticHalf): EllipticHalf;
export function publicHalf(key: RsaHalf | EllipticHalf): RsaHalf | EllipticHalf;
export function publicHalf(key: RsaHalf | EllipticHalf): RsaHalf | EllipticHalf {
  const { kid } = key;
  return key.kty === "RSA"
    ? { kid, kty: key.kty, n: key.n, e: key.e }
    : { kid, kty: key.kty, crv: key.crv, x: key.x, y: key.y };
}
