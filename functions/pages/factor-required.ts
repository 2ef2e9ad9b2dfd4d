import type { Challenge } from "../domain/challenge.ts";
import type { FactorRequired } from "../flows/second-factor.ts";
import { holdFactorToken } from "../http/held-factor-tokens.ts";
import { holdChallenge, markOf } from "../http/held-challenges.ts";
import { json, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { factorRequiredView } from "../http/views.ts";
import { pageAddress, type SendBackDependencies } from "./send-back.ts";

/** Answers a right code that is not enough: a browser with the page on which the sign-in goes on. */
export async function factorRequiredReply(
  services: SendBackDependencies,
  request: HttpRequest,
  challengeId: string,
  outcome: FactorRequired,
): Promise<Reply> {
  if (!request.form) return json(200, factorRequiredView(challengeId, outcome, services.clock()));
  const { challenge, factorToken } = outcome;
  // It waits for longer than its code could: the cookie has to as well.
  const held = [
    holdChallenge(services, request, challengeId),
    holdFactorToken(services, request, factorToken),
  ];
  const address = pageAddress(request, stepPage(challenge), await markOf(services, challengeId));
  return seeOther(address, held);
}

/** Who has nothing to prove sets something up first. */
function stepPage({ secondFactor = [] }: Challenge) {
  return secondFactor.length === 0 ? "/otp/account/factors/totp" : "/otp/factor";
}
