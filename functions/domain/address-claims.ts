import type { Grant } from "./grant.ts";

/** The address that was proven, by its kind (OpenID Connect Core, 5.1). */
export interface AddressClaims {
  readonly email?: string;
  readonly email_verified?: true;
  readonly phone_number?: string;
  readonly phone_number_verified?: true;
}

/** What these scopes tell of a proven address. */
export function addressClaims(
  { address, addressKind }: Pick<Grant, "address" | "addressKind">,
  scopes: readonly string[],
): AddressClaims {
  if (!scopes.includes(addressKind)) return {};
  return addressKind === "email"
    ? { email: address, email_verified: true }
    : { phone_number: address, phone_number_verified: true };
}
