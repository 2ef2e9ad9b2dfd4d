import type { Problem } from "../../http/problem.ts";
import type { OverWords } from "../../pages/problem-words.ts";
import type { SecondStep } from "./read-step.ts";

const PASSKEY: OverWords = { heading: "over.stepPasskey", detail: "over.stepPasskeyDetail" };

const OVER: Partial<Record<Problem["name"], OverWords>> = {
  "challenge-expired": { heading: "over.stepExpired", detail: "over.stepExpiredDetail" },
  "challenge-canceled": { heading: "over.stepCanceled", detail: "over.stepCanceledDetail" },
};

/** What the page of a second step says where it takes nothing any more; undefined where it is what others say. */
export function stepOverWords(kind: SecondStep["kind"], problem: Problem["name"]): OverWords | undefined {
  return kind === "only-passkeys" ? PASSKEY : OVER[problem];
}
