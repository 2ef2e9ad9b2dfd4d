import {
  type Challenge,
  PROVED_SECONDS,
  stateAt,
  type Undecidable,
  undecidable,
} from "../domain/challenge.ts";
import type { ChallengeReference } from "../domain/challenge-id.ts";
import { isFactorToken } from "../domain/factor-token.ts";
import type { SubjectKey } from "../domain/subject.ts";
import { resolveChallenge } from "../flows/resolve-challenge.ts";
import type { Keys } from "../keys/port.ts";
import type { Stores } from "../storage/port.ts";

/** How a caller names a sign-in whose code it has sent. */
export interface ProvedSignIn {
  readonly challengeId: string;
  readonly factorToken: string;
}

export type NotWaiting =
  Undecidable | { readonly kind: "invalid"; readonly path: string; readonly message: string };

/**
 * The challenge that a caller may go on with, before anything is read of it. Who knows an id and has not sent the right
 * code is told nothing of what it names.
 */
export async function namedChallenge(
  keys: Keys,
  { challengeId, factorToken }: ProvedSignIn,
  now: number,
): Promise<{ readonly kind: "named"; readonly reference: ChallengeReference } | Undecidable> {
  const resolved = await resolveChallenge(keys, challengeId, now, PROVED_SECONDS);
  if (resolved.kind !== "resolved") return resolved;
  const { reference, key } = resolved;
  return isFactorToken(factorToken, reference, key)
    ? { kind: "named", reference }
    : { kind: "challenge-not-found" };
}

/** A challenge whose code was right, and that waits for a second factor. */
export interface ProvedChallenge {
  readonly kind: "proved";
  readonly challenge: Challenge & { readonly subjectKey: SubjectKey };
}

/** Reads such a challenge, or says why it takes no second factor now. */
export async function provedChallenge(
  { challenges }: Stores<{ challenges: "read" }>,
  reference: ChallengeReference,
  now: number,
): Promise<ProvedChallenge | NotWaiting> {
  const challenge = await challenges.read(reference);
  if (!challenge || stateAt(challenge, now) !== "proved")
    return (
      undecidable(challenge, now) ?? {
        ...{ kind: "invalid", path: "challengeId" },
        message: "Send the code of the message first.",
      }
    );
  const { subjectKey } = challenge;
  if (subjectKey === undefined) return { kind: "challenge-not-found" };
  return { kind: "proved", challenge: { ...challenge, subjectKey } };
}
