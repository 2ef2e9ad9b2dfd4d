/** What a person confirms with a code: the words of the owner's server, as it wants them shown. */
export interface Transaction {
  readonly amount: string;
  readonly payee: string;
  /** The server's own name for it: in the token, and in no message. */
  readonly reference?: string | undefined;
}

/** The purpose that confirms a transaction, whatever the settings say. */
export const CONFIRM_TRANSACTION = "confirm-transaction";

/** The reason of a send that was given up because it could not say what its code confirms. */
export const NAMES_NO_TRANSACTION = "names-no-transaction";

/** Whether a code for this purpose confirms a transaction, and must name it. */
export function confirmsTransaction(
  purpose: string,
  { transactionPurposes }: { readonly transactionPurposes: readonly string[] },
): boolean {
  return purpose === CONFIRM_TRANSACTION || transactionPurposes.includes(purpose);
}
