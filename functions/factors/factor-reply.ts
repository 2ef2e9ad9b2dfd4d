import type { Factor } from "../domain/factors.ts";
import { type Problem, problem } from "../http/problem.ts";

/** Refuses codes that can be guessed, after too many wrong ones; what else there is to prove goes on. */
export function factorLockedProblem(factors: readonly Factor[]): Problem {
  const ways = factors.map((factor) => (factor === "passkey" ? "a passkey" : "a backup code"));
  const use = ways.length === 0 ? "" : ` Use ${ways.join(" or ")}.`;
  const detail = `There were too many wrong codes of the authenticator.${use}`;
  return problem("too-many-attempts", detail, { factors });
}
