import { GUESSERS, MAX_FACTOR_FAILURES } from "../factors.ts";
import { resetStep } from "../factors-reset.ts";
import { type FactorsChange, toldOf } from "../notice.ts";
import type { SubjectKey } from "../subject.ts";
import type { Happened } from "./event.ts";

/**
 * What a change of a subject's factors is to be told as.
 * @param liesAt the partition in which they lie
 * @param at when the change was written, in epoch seconds, where the item does not say it
 */
export function ofFactors(change: FactorsChange, liesAt: SubjectKey, at: number): readonly Happened[] {
  const { before, after } = change;
  const { subject, version } = after;
  const left = Object.keys(after.codes).length;
  const changed = toldOf(change).map(({ kind, at: when }): Happened => ({
    type: "factor.changed",
    of: ["factors", liesAt, kind, version, when, left],
    at: when,
    data: { subject, change: kind },
  }));
  return [...changed, ...ofReset(change, liesAt, at), ...(before ? locked(change, liesAt) : [])];
}

function ofReset({ before, after }: FactorsChange, liesAt: SubjectKey, at: number): readonly Happened[] {
  const step = resetStep(before?.reset, after.reset);
  if (!step) return [];
  const { id = "", resetAt = 0, canceledAt = 0 } = after.reset ?? before?.reset ?? {};
  const of = ["factors", liesAt, step, id, resetAt, canceledAt];
  return [{ type: "factor.changed", of, at, data: { subject: after.subject, change: step } }];
}

/** So many wrong guesses that no code of a factor is taken any more. */
function locked({ before, after }: FactorsChange, liesAt: SubjectKey): readonly Happened[] {
  return GUESSERS.flatMap((guesser): Happened[] => {
    const { failures, lastFailureAt } = after.counts[guesser];
    const known = before?.counts[guesser].failures ?? 0;
    if (failures < MAX_FACTOR_FAILURES || known >= MAX_FACTOR_FAILURES) return [];
    return [
      {
        type: "security.factor-locked",
        of: ["factors", liesAt, guesser, lastFailureAt],
        at: lastFailureAt,
        data: { subject: after.subject, guesser },
      },
    ];
  });
}
