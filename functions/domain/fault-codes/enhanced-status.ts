/**
 * Details of the subject "security or policy" (x.7.x) that are the recipient's after all.
 * @see https://www.rfc-editor.org/rfc/rfc7293
 */
export const RECIPIENT_POLICY: ReadonlySet<number> = new Set([
  17, // the mailbox has another owner now
  18, // so has its domain
]);

/**
 * Whether a detail of that subject is about how the sender proves who it is, or about its reputation: 20 to 27 by RFC
 * 7372 and RFC 7505, up to 32 at Gmail, 500 and above at Exchange. The others may be about one mailbox that takes no
 * strangers.
 * @see https://www.rfc-editor.org/rfc/rfc7372
 * @see https://support.google.com/a/answer/3726730
 * @see https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online
 */
export function isSenderPolicy(detail: number): boolean {
  return (detail >= 20 && detail <= 32) || detail >= 500;
}
