import { passkeyProblem } from "../../functions/factors/passkeys/passkey-problem.ts";
import type { ProblemName } from "../../functions/http/problem.ts";
import type { ProblemText } from "./problems.ts";

/** Problems of passkeys, and of changes of factors. */
export const PASSKEY_PROBLEMS = {
  "incorrect-passkey": {
    when: "The assertion or the registration was not believed: another challenge, purpose, holder, host, origin or key, no user verification, a count that went back, or one that was shown before. Why stands in the audit trail.",
    headers: ["WwwAuthenticate"],
    examples: [passkeyProblem({ kind: "incorrect-passkey", reason: "challenge" })],
  },
  "proof-too-old": {
    when: "Factors are changed within ten minutes of a proof: of a code, or once the user has a factor, of a factor. Sign in again.",
    examples: [passkeyProblem({ kind: "proof-too-old" })],
  },
} as const satisfies Partial<Record<ProblemName, ProblemText>>;
