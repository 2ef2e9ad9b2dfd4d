import { foldDigits, foldWidth, trimBlank } from "./fold.ts";
import type { RefusalReason } from "./refusals.ts";

export type EmailReading =
  | { readonly kind: "email"; readonly address: string }
  | { readonly kind: "invalid"; readonly reason: RefusalReason };

const MAX_EMAIL = 254;
const MAX_LOCAL = 64;
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const DOMAIN_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const TOP_LEVEL = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Reads an e-mail address: in small letters, its domain in ASCII, or what is wrong with it. */
export function readEmail(text: string): EmailReading {
  const typed = plain(text);
  const at = typed.lastIndexOf("@");
  const fault = faultOf(typed, at);
  if (fault) return { kind: "invalid", reason: fault };

  // Checked as it was typed: some letters beyond ASCII become ASCII when they are lower-cased.
  const local = typed.slice(0, at);
  const domain = asciiDomain(typed.slice(at + 1));
  const address = `${local.toLowerCase()}@${domain ?? ""}`;
  if (address.length > MAX_EMAIL) return { kind: "invalid", reason: "email-length" };
  // Some mailers decode what looks like an encoded word (RFC 2047), and would send elsewhere.
  if (domain === undefined || !LOCAL_PART.test(local) || local.includes("=?"))
    return { kind: "invalid", reason: "email-shape" };
  return { kind: "email", address };
}

/** As on a keyboard without other scripts. Digits only where all else is ASCII: a domain in Arabic may have its own. */
function plain(text: string): string {
  const trimmed = foldWidth(trimBlank(text)).replace(/^mailto:/i, "");
  const digits = foldDigits(trimmed);
  return /^[\x21-\x7e]*$/.test(digits) ? digits : trimmed;
}

function faultOf(typed: string, at: number): RefusalReason | undefined {
  const local = typed.slice(0, at);
  const domain = typed.slice(at + 1);
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(typed)) return "hidden-characters";
  if (typed === "") return "email-shape";
  if (at < 0) return "email-at";
  if (at === 0) return "email-name";
  if (domain === "") return "email-domain";
  if (local.includes("@")) return "email-several";
  if (/\s/.test(typed)) return "email-space";
  if (/[^\x21-\x7e]/.test(local)) return "email-letters";
  if (local.length > MAX_LOCAL || domain.length > MAX_EMAIL) return "email-length";
  return domain.includes(".") ? undefined : "email-ending";
}

function asciiDomain(domain: string): string | undefined {
  // The URL parser knows IDNA; what it would read as a port, a path or an escape never reaches it.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) || !URL.canParse(`http://${domain}/`)) return undefined;
  const labels = new URL(`http://${domain}/`).hostname.split(".");
  const valid =
    labels.length > 1 &&
    labels.every((label) => DOMAIN_LABEL.test(label)) &&
    TOP_LEVEL.test(labels.at(-1) ?? "");
  return valid ? labels.join(".") : undefined;
}
