import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { json, type Reply } from "./reply.ts";
import { challengeView } from "./views.ts";

/**
 * Answers a program whose request or resend was accepted. A browser is sent to the page that asks for the code.
 * @param suggestion an address that was probably meant, for who has just typed one: others know it masked
 */
export function acceptedReply(
  { clock }: { readonly clock: Clock },
  { challengeId, challenge }: { readonly challengeId: ChallengeId; readonly challenge: Challenge },
  suggestion?: string,
): Reply {
  const view = challengeView(challengeId, challenge, clock());
  return json(202, suggestion === undefined ? view : { ...view, suggestion });
}
