import { STEP_SECONDS, TOTP_CODE } from "./totp.ts";

/** The alphabet of RFC 4648, section 6. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bytes in base32 without padding, as authenticators read a secret. */
export function base32Of(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET.charAt(parseInt(five.padEnd(5, "0"), 2)))
    .join("");
}

/** The same in groups of four, for a person who types it. */
export function groupedSecret(secret: Uint8Array): string {
  return (base32Of(secret).match(/.{1,4}/g) ?? []).join(" ");
}

/** What an authenticator shows beside its codes. */
export interface OtpauthNames {
  /** The service. */
  readonly issuer: string;
  /** Whose codes they are: what tells two accounts at one service apart. */
  readonly account: string;
}

/**
 * The address that authenticators take, as a link or in a QR code.
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function otpauthUri(secret: Uint8Array, { issuer, account }: OtpauthNames): string {
  // A colon parts the two, and some authenticators part at an encoded one too.
  const name = [issuer, account].map((part) => encodeURIComponent(part.replaceAll(":", " "))).join(":");
  // Not URLSearchParams: it writes a space as "+", which authenticators show.
  const parameters = {
    secret: base32Of(secret),
    issuer: issuer.replaceAll(":", " "),
    algorithm: "SHA1",
    digits: String(TOTP_CODE.length),
    period: String(STEP_SECONDS),
  };
  const query = Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `otpauth://totp/${name}?${query.join("&")}`;
}
