import type { Clock } from "../domain/ambient.ts";
import { type Challenge, MAX_CODE_SECONDS } from "../domain/challenge.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import type { CookieJar } from "./cookies.ts";
import { json, type Reply, seeOther } from "./reply.ts";
import type { HttpRequest } from "./request.ts";
import { challengeView } from "./views.ts";

/** Answers an accepted request or resend: the challenge as JSON, or for a browser the page that asks for its code. */
export function acceptedReply(
  { cookies, clock }: { readonly cookies: CookieJar; readonly clock: Clock },
  request: HttpRequest,
  { challengeId, challenge }: { readonly challengeId: ChallengeId; readonly challenge: Challenge },
  page: string,
): Reply {
  if (!request.form) return json(202, challengeView(challengeId, challenge, clock()));
  return seeOther(request.basePath + page, [cookies.set("challenge", challengeId, MAX_CODE_SECONDS)]);
}
