import { type Challenge, stateAt, type Undecidable, undecidable } from "../domain/challenge.ts";

export type NotWaiting =
  Undecidable | { readonly kind: "invalid"; readonly path: string; readonly message: string };

/** Why a challenge takes no second factor now; undefined where it does. */
export function whetherWaiting(challenge: Challenge | undefined, now: number): NotWaiting | undefined {
  if (challenge && stateAt(challenge, now) === "proved") return undefined;
  return (
    undecidable(challenge, now) ?? {
      ...{ kind: "invalid", path: "challengeId" },
      message: "Send the code of the message first.",
    }
  );
}
