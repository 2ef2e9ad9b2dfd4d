import type { Clock } from "../domain/ambient.ts";
import type { Challenge } from "../domain/challenge.ts";
import type { ChallengeId } from "../domain/challenge-id.ts";
import { otherWays } from "../flows/other-ways.ts";
import type { Settings } from "../settings.ts";
import { json, type Reply } from "./reply.ts";
import { challengeView } from "./views.ts";

/** What is told to who has just typed an address: others know it masked. */
export interface ToldOfTyped {
  /** An address that was probably meant. */
  readonly suggestion?: string | undefined;
  /** A number as it was read, in international form. */
  readonly readAs?: string | undefined;
  /** ISO 3166 country that a number belongs to. */
  readonly country?: string | undefined;
}

/** Answers a program whose request or resend was accepted. A browser is sent to the page that asks for the code. */
export function acceptedReply(
  { clock, settings }: { readonly clock: Clock; readonly settings: Pick<Settings, "channels"> },
  { challengeId, challenge }: { readonly challengeId: ChallengeId; readonly challenge: Challenge },
  told: ToldOfTyped = {},
): Reply {
  const view = challengeView(challengeId, challenge, clock());
  return json(202, { ...view, otherChannels: otherWays(challenge, settings), ...told });
}
