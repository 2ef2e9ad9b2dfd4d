/**
 * Whose fault it is that a provider did not take a message:
 * - `message`: this message or its recipient. It is refused everywhere and for good.
 * - `moment`: nobody's. The next provider is asked, and all are asked again soon.
 * - `account`: the owner's account with this provider: paused, not paid, not verified, not set up for this. The next
 *   provider is asked, the owner is told, and the recipient is never blamed.
 */
export type ProviderFault = "message" | "moment" | "account";

/** The codes of one provider by whose fault they are; what is in neither set is the moment's. */
export interface FaultCodes {
  readonly message: ReadonlySet<string | number>;
  readonly account: ReadonlySet<string | number>;
}

/** A code that is not known is tried again, and the next provider is asked: a code late is better than a code lost. */
export function faultOf(code: string | number, { message, account }: FaultCodes): ProviderFault {
  if (message.has(code)) return "message";
  return account.has(code) ? "account" : "moment";
}

const ACCOUNT = "account-";

/** The reason of a delivery that the owner's account with a provider is to blame for, by the provider's own code. */
export function accountReason(code: string): string {
  return ACCOUNT + code;
}

/** Whether a delivery's reason is an {@link accountReason}. */
export function isAccountReason(reason: string | undefined): boolean {
  return reason?.startsWith(ACCOUNT) ?? false;
}
