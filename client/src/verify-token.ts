import { type VerifiedToken, type VerifyOptions, verifyConfirmation } from "./verify-confirmation.ts";

export type { Acr } from "./acr.ts";
export type { Transaction } from "./transaction.ts";
export type { TokenClaims, TokenFault, VerifiedToken, VerifyOptions } from "./verify-confirmation.ts";

/** Checks an access token without asking the service, apart from fetching its keys now and then. */
export function verifyToken(token: string, options: VerifyOptions): Promise<VerifiedToken> {
  // Whether it is named counts, not whether it was found: no payment is confirmed by a sign-in.
  const names = "transaction" in options;
  return verifyConfirmation(token, options, names ? () => options.transaction : undefined);
}
