import type { Challenge } from "../domain/challenge.ts";
import { traitsOf } from "../domain/channel.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { spokenPhone } from "../domain/typed/phone-country.ts";
import { suggestAddress } from "../domain/typed/suggest-domain.ts";
import { acceptedReply, type ToldOfTyped } from "../http/accepted.ts";
import { holdChallenge, markOf } from "../http/held-challenges.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { keepWaiting } from "../http/waiting.ts";
import { languageOf } from "./page-frame.ts";
import { pageAddress, sendBack, type SendBackDependencies } from "./send-back.ts";
import { type Typed, withTyped } from "./typed-by.ts";

interface Accepted {
  readonly challengeId: ChallengeId;
  readonly challenge: Challenge;
}

/** Answers an accepted request: a browser with the page that asks for this very code, in the form's language. */
export async function requestAccepted(
  services: SendBackDependencies,
  request: HttpRequest,
  typed: Typed,
  accepted: Accepted,
): Promise<Reply> {
  if (!request.form) {
    return acceptedReply(services, accepted, toldOfTyped(accepted.challenge));
  }
  const mark = await markOf(services, accepted.challengeId);
  const held = holdChallenge(services, request, accepted.challengeId);
  const { cookies: language } = languageOf(services, request);
  const cookies = [held, ...(await keepWaiting(services, request)), ...language];
  const reply = seeOther(pageAddress(request, "/otp/verify", mark), cookies);
  return withTyped(services, request, typed, accepted, reply);
}

/** Answers an accepted resend: the page says once that the code was sent again. */
export async function resendAccepted(
  services: SendBackDependencies,
  request: HttpRequest,
  accepted: Accepted,
): Promise<Reply> {
  if (!request.form) return acceptedReply(services, accepted);
  const mark = await markOf(services, accepted.challengeId);
  const flash = { page: "/otp/verify", mark, notice: "sent-again" } as const;
  return sendBack(services, request, flash, [holdChallenge(services, request, accepted.challengeId)]);
}

function toldOfTyped({ address, channel, country }: Challenge): ToldOfTyped {
  return traitsOf(channel).addressKind === "email"
    ? { suggestion: suggestAddress(address) }
    : { readAs: spokenPhone(address), country };
}
