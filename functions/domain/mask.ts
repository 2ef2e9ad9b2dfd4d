import { shownDomain } from "./shown-domain.ts";

/**
 * An address as it may be shown to any holder of the challenge: enough to recognise one's own, too little to learn it.
 * `anna@example.com` becomes `a***@example.com`, `+14155550123` becomes `+*********23`.
 * A domain of other letters is shown in them.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  if (at === -1) return `+${"*".repeat(Math.max(0, address.length - 3))}${address.slice(-2)}`;
  return `${at > 1 ? address.slice(0, 1) : ""}***@${shownDomain(address.slice(at + 1))}`;
}
