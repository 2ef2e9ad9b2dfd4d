import type { Factor } from "../domain/factors.ts";
import { type Problem, problem } from "../http/problem.ts";

/** Refuses codes that can be guessed, after too many wrong ones; what else there is to prove goes on. */
export function factorLockedProblem(factors: readonly Factor[]): Problem {
  const detail =
    factors.length === 0
      ? "There were too many wrong codes of the authenticator."
      : "There were too many wrong codes of the authenticator. Use a backup code.";
  return problem("too-many-attempts", detail, { factors });
}
