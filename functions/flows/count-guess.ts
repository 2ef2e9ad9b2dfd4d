import type { Challenge } from "../domain/challenge.ts";
import type { CodeShape } from "../domain/typed/code-shape.ts";
import { canBeGuessed } from "../domain/typed/code-shape.ts";
import { ledgerOf } from "../domain/lane.ts";
import { WIDER_TIMES } from "../domain/origin.ts";
import type { Settings } from "../settings.ts";
import type { Stores, Write } from "../storage/port.ts";
import { ledgerRules } from "./lane-rules.ts";
import { type NoteAttackDependencies, noteWrongGuesses } from "./note-attack.ts";

export interface CountGuessDependencies extends NoteAttackDependencies {
  readonly storage: NoteAttackDependencies["storage"] &
    Stores<{ ledgers: "countFailure"; origins: "countWrong" }>;
  readonly settings: Settings;
}

/**
 * Counts a wrong guess for the recipient, and for the networks that asked for the code: an attacker who guesses from many
 * networks at codes that one of them asked for gains nothing by it. One at a code that cannot be guessed brings no attacker
 * nearer: it must not keep a user's codes long.
 */
export async function countGuess(
  deps: CountGuessDependencies,
  shape: CodeShape,
  challenge: Challenge,
  write: Write,
): Promise<void> {
  if (!canBeGuessed(shape)) return;
  const { storage, settings } = deps;
  const { origin, widerOrigin, attempts } = challenge;
  await storage.ledgers.countFailure(ledgerOf(challenge), ledgerRules(settings), write);
  for (const [network, times] of [
    [origin, 1],
    [widerOrigin, WIDER_TIMES],
  ] as const) {
    const wrongPerHour = settings.limits.originWrongPerHour * times;
    if (!network) continue;
    const guess = { ...write, again: attempts > 1 };
    const wrong = await storage.origins.countWrong(network, { wrongPerHour }, guess);
    await noteWrongGuesses(deps, network, wrong, write.now);
  }
}
