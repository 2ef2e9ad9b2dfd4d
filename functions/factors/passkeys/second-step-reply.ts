import type * as z from "zod/mini";
import { audited } from "../../http/audit.ts";
import { invalidRequest, type Problem, refusalProblem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { signedInReply } from "../../pages/signed-in.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import { auditPasskey } from "./audit-passkey.ts";
import { passkeyProblem } from "./passkey-problem.ts";
import { assertionOf } from "./responses.ts";
import type { verifyPasskeyBody } from "./schemas.ts";
import { proveByPasskey } from "./second-step.ts";
import type { VerifyReplyDependencies } from "./verify-reply.ts";

/** The event of the audit trail, as for every second factor. */
const EVENT = "prove-factor";

/** Answers a passkey that completes a sign-in whose code was right. */
export async function secondStepReply(
  services: VerifyReplyDependencies,
  request: HttpRequest,
  party: PasskeyParty,
  body: z.infer<typeof verifyPasskeyBody>,
): Promise<Reply | Problem> {
  const { assertion, challengeId, factorToken, remember = false, verifier } = body;
  if (challengeId === undefined) return wrong("challengeId", "Give the challengeId of the factorToken.");
  if (factorToken === undefined)
    return wrong("factorToken", "Give the factorToken of the answer to the right code.");
  if (verifier !== undefined) return wrong("verifier", "A second step has none: leave it out.");
  const input = { challengeId, factorToken, response: assertionOf(assertion), remember };
  const outcome = await proveByPasskey(services, party, input);
  if (outcome.kind === "incorrect-passkey" || outcome.kind === "passkey-not-found") {
    auditPasskey(services.observer, EVENT, outcome);
    return passkeyProblem(outcome);
  }
  audited(services.observer, EVENT, outcome);
  if (outcome.kind !== "approved") return refusalProblem(outcome, services.settings);
  return signedInReply(services, request, challengeId, outcome);
}

function wrong(path: string, message: string): Problem {
  return invalidRequest([{ path, message }]);
}
