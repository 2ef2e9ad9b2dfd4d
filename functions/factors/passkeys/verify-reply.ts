import type * as z from "zod/mini";
import type { Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import type { CookieJar } from "../../http/cookies.ts";
import type { Observer } from "../../observability/port.ts";
import type { SignedInDependencies } from "../../pages/signed-in.ts";
import { auditPasskey } from "./audit-passkey.ts";
import { boundTo } from "./bind.ts";
import { refused } from "./find-passkey.ts";
import { partyOf } from "./party.ts";
import { noPasskeys, passkeyProblem } from "./passkey-problem.ts";
import { raiseByPasskeyReply } from "./raise-by-passkey-reply.ts";
import type { RaiseByPasskeyDependencies } from "./raise.ts";
import { assertionOf } from "./responses.ts";
import type { verifyPasskeyBody } from "./schemas.ts";
import type { SecondStepDependencies } from "./second-step.ts";
import { secondStepReply } from "./second-step-reply.ts";
import { signInByPasskey } from "./sign-in.ts";
import { passkeySignedIn } from "./signed-in-reply.ts";

export type VerifyReplyDependencies = SecondStepDependencies &
  RaiseByPasskeyDependencies &
  SignedInDependencies & { readonly cookies: CookieJar; readonly observer: Observer };

/** Answers what a passkey has signed. */
export async function verifyReply(
  services: VerifyReplyDependencies,
  request: HttpRequest,
  body: z.infer<typeof verifyPasskeyBody>,
): Promise<Reply | Problem> {
  const party = partyOf(services);
  if (!party) return noPasskeys();
  const { assertion, purpose, verifier, challengeId, factorToken } = body;
  if (purpose === "session") return raiseByPasskeyReply(services, request, party, body);
  if (challengeId !== undefined || factorToken !== undefined)
    return secondStepReply(services, request, party, body);
  const binding = boundTo(services, request, verifier);
  const input = binding && { response: assertionOf(assertion), binding };
  const outcome = input ? await signInByPasskey(services, party, input) : refused("challenge");
  auditPasskey(services.observer, "verify-passkey", outcome);
  if (outcome.kind !== "approved") return passkeyProblem(outcome);
  return passkeySignedIn(services, request, outcome);
}
