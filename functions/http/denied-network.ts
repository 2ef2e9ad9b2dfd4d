import { isWithin } from "../domain/network.ts";
import type { LiveFacts } from "../settings/live/facts.ts";
import { networkDenied, type Problem } from "./problem.ts";
import type { HttpRequest } from "./request.ts";
import { askingAddress } from "./server-fields.ts";

/**
 * What is refused to a network that an admin has denied: what asks for codes, and what proves or changes something. A user
 * there still sees who is signed in, signs out, and stops what was not theirs.
 */
const REFUSED: ReadonlySet<string> = new Set([
  ...["request-code", "resend-code", "verify-code", "prove-factor"],
  ...["passkey-options", "verify-passkey", "enrol-passkey", "remove-passkey", "rename-passkey"],
  // Of the desk's pages, all that is sent but the way out.
  ...["answer-desk-step", "act-on-page", "forget-on-page"],
  ...["begin-totp", "confirm-totp", "remove-totp", "renew-backup-codes", "enrol-push", "remove-push"],
]);

/** Before anything is read, counted or sent: who is denied learns nothing, and costs nothing. @param name of the endpoint */
export function deniedProblem(
  { deniedNetworks }: Pick<LiveFacts, "deniedNetworks">,
  name: string,
  request: HttpRequest,
): Problem | undefined {
  if (deniedNetworks.length === 0 || !REFUSED.has(name)) return undefined;
  if (name === "answer-desk-step" && request.named.step === "out") return undefined;
  const address = askingAddress(request);
  return address !== undefined && isWithin(address, deniedNetworks) ? networkDenied() : undefined;
}
