import type { Problem } from "../../http/problem.ts";
import type { OverWords } from "../../pages/problem-words.ts";

const OVER: Partial<Record<Problem["name"], OverWords>> = {
  "challenge-expired": { heading: "over.stepExpired", detail: "over.stepExpiredDetail" },
  "challenge-canceled": { heading: "over.stepCanceled", detail: "over.stepCanceledDetail" },
};

/** What the page of a second step says where it takes nothing any more; undefined where it is what others say. */
export function stepOverWords(problem: Problem["name"]): OverWords | undefined {
  return OVER[problem];
}
