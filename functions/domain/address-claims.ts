import type { Grant } from "./grant.ts";
import { PROOF_BY_CODE_SECONDS } from "./passkey.ts";

/** The address that was proven, by its kind, and whether that still says something (OpenID Connect Core, 5.1). */
export interface AddressClaims {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly phone_number?: string;
  readonly phone_number_verified?: boolean;
}

/**
 * What these scopes tell of an address. A code has proved it for the sign-in; a passkey proves none, and rests on the last
 * code for a time: mailboxes and numbers change hands.
 * @param now epoch seconds
 */
export function addressClaims(
  { address, addressKind, addressProvenAt }: Pick<Grant, "address" | "addressKind" | "addressProvenAt">,
  scopes: readonly string[],
  now: number,
): AddressClaims {
  if (!scopes.includes(addressKind)) return {};
  const verified = addressProvenAt === undefined || now < addressProvenAt + PROOF_BY_CODE_SECONDS;
  return addressKind === "email"
    ? { email: address, email_verified: verified }
    : { phone_number: address, phone_number_verified: verified };
}
