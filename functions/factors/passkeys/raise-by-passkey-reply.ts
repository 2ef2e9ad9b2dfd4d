import type * as z from "zod/mini";
import { invalidRequest, isProblem, noSession, type Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import { auditFactor } from "../account/audit-factor.ts";
import { ownCredential } from "../own-credential.ts";
import { raisedReply } from "../raise-reply.ts";
import { passkeyProblem } from "./passkey-problem.ts";
import { raiseByPasskey, type RaiseByPasskeyOutcome } from "./raise.ts";
import { assertionOf } from "./responses.ts";
import type { verifyPasskeyBody } from "./schemas.ts";
import type { VerifyReplyDependencies } from "./verify-reply.ts";

/** What belongs to a sign-in, and means nothing in a session. */
const OF_SIGN_INS = ["challengeId", "factorToken", "verifier", "remember"] as const;

/** Answers a passkey that is proved in a session: with its tokens from now on. */
export async function raiseByPasskeyReply(
  services: VerifyReplyDependencies,
  request: HttpRequest,
  party: PasskeyParty,
  body: z.infer<typeof verifyPasskeyBody>,
): Promise<Reply | Problem> {
  const foreign = OF_SIGN_INS.filter((name) => body[name] !== undefined);
  if (foreign.length > 0)
    return invalidRequest(
      foreign.map((path) => ({ path, message: "In a session there is none: leave it out." })),
    );
  const own = ownCredential(services, request);
  if (isProblem(own)) return own;
  const input = { credential: own.value, response: assertionOf(body.assertion) };
  const outcome = await raiseByPasskey(services, party, input);
  const { kind } = outcome;
  const reason = kind === "incorrect-passkey" ? outcome.reason : undefined;
  auditFactor(services.observer, "raise-session", { outcome: kind, within: sessionOf(outcome), reason });
  if (outcome.kind === "raised") return raisedReply(services, request, outcome.approved);
  return outcome.kind === "no-session" ? noSession() : passkeyProblem(outcome);
}

function sessionOf(outcome: RaiseByPasskeyOutcome) {
  if (outcome.kind === "raised") return outcome.approved.challenge;
  return "session" in outcome ? outcome.session : undefined;
}
