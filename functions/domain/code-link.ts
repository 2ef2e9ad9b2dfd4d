import type { Challenge } from "./challenge.ts";
import type { Passcode } from "./passcode.ts";

/** A walk of our own pages that no app's request waits for. */
export const OWN_WALK = "own";

/** How much of a nonce the link names, in characters: the browser that asked finds its challenge by it. */
export const LINK_NAME_LENGTH = 8;

/** Whether an e-mail has a link: its code is long, a page of ours waits for it, and it confirms no payment. */
export function hasCodeLink(challenge: Pick<Challenge, "format" | "walk" | "transaction">): boolean {
  return challenge.format === "base32" && challenge.walk !== undefined && !challenge.transaction;
}

/**
 * The link of an e-mail that types a long code: `/otp/link#name.code`, and after it the app's request that waits. What
 * follows the `#` stays in the browser: no server, and no scanner of mail, is told of it.
 * @param publicUrl without a trailing slash
 * @see RFC 9110, section 4.2.5
 */
export function codeLink(
  publicUrl: string,
  { nonce, walk = OWN_WALK }: Pick<Challenge, "nonce" | "walk">,
  passcode: Passcode,
): string {
  const parts = [nonce.slice(0, LINK_NAME_LENGTH), passcode.reveal(), ...(walk === OWN_WALK ? [] : [walk])];
  return `${publicUrl}/otp/link#${parts.join(".")}`;
}
