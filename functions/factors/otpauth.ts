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
 * The most characters that a picture takes whose modules are wide enough for a camera: a code of version 13 has 425 bytes
 * with the least correction, and 77 modules with its margin, on a picture of 232 points (ISO/IEC 18004, table 7).
 */
export const MOST_IN_PICTURE = 425;

/** So many have room for both names of the service, and for more correction. */
export const MOST_CORRECTED = 331;

/** Of the account's name, encoded: a domain may have 253 characters. */
const MOST_OF_ACCOUNT = 64;

/**
 * The address that authenticators take, as a link or in a QR code. A letter of another alphabet takes nine characters of
 * it. So a long name of the service stands in it once, as `issuer`, and is shortened where even that is too much.
 * @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format
 */
export function otpauthUri(secret: Uint8Array, names: OtpauthNames): string {
  // A colon parts the two, and some authenticators part at an encoded one too.
  const issuer = names.issuer.replaceAll(":", " ");
  const account = shortened(names.account.replaceAll(":", " "), MOST_OF_ACCOUNT);
  const whole = uriOf(secret, `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`, issuer);
  if (whole.length <= MOST_CORRECTED) return whole;
  const label = encodeURIComponent(account);
  const room = MOST_IN_PICTURE - uriOf(secret, label, "").length;
  return uriOf(secret, label, shortened(issuer, room));
}

function uriOf(secret: Uint8Array, label: string, issuer: string): string {
  // Not URLSearchParams: it writes a space as "+", which authenticators show.
  const parameters = {
    secret: base32Of(secret),
    issuer,
    algorithm: "SHA1",
    digits: String(TOTP_CODE.length),
    period: String(STEP_SECONDS),
  };
  const query = Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `otpauth://totp/${label}?${query.join("&")}`;
}

/** As much of a text, in whole letters, as takes so many characters when it is encoded. */
function shortened(text: string, most: number): string {
  if (encodeURIComponent(text).length <= most) return text;
  const end = "…";
  let kept = "";
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    if (encodeURIComponent(kept + segment + end).length > most) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${end}`;
}
