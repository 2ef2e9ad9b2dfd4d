import { isSenderPolicy, RECIPIENT_POLICY } from "../domain/fault-codes/enhanced-status.ts";

/** A mail server's policy that let a message of ours not in, as an enhanced status code. */
export interface PolicyRefusal {
  /** Like `5.7.26`. */
  readonly code: string;
  /** Whether it is about the sender's proofs and reputation, which the owner has to mend. */
  readonly ofAccount: boolean;
}

/**
 * Finds that a bounce "for good" is no word against the address: the server knows it, and does not want this sender.
 * Another provider, or the same one once its records are right, may reach it.
 * @param said a status like `5.7.1`, or what a server said: `550 5.7.1 ...`, with `smtp;` before it (RFC 3464, 2.3.6)
 */
export function policyRefusal(said: readonly unknown[]): PolicyRefusal | undefined {
  // What says that there is no such mailbox says so whatever else it says.
  if (said.some((one) => typeof one === "string" && /\b5\.1\.\d/.test(one))) return undefined;
  for (const one of said) {
    const [, code, detail] =
      /^(?:smtp; *)?(?:5\d\d[ -]+)?#?(5\.7\.(\d{1,3}))(?![\d.])/i.exec(typeof one === "string" ? one : "") ??
      [];
    if (code !== undefined && !RECIPIENT_POLICY.has(Number(detail)))
      return { code, ofAccount: isSenderPolicy(Number(detail)) };
  }
  return undefined;
}
