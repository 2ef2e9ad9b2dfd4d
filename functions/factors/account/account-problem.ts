import { assertNever } from "../../domain/errors.ts";
import { MAX_TOTPS } from "../../domain/factors.ts";
import { invalidRequest, problem, type Problem } from "../../http/problem.ts";
import { passkeyProblem } from "../passkeys/passkey-problem.ts";
import type { RemoveRefusal } from "./change.ts";
import type { ConfirmRefusal } from "./confirm.ts";

/** Why factors stay as they are. */
export type AccountRefusal = ConfirmRefusal | RemoveRefusal;

/** What is told of a code that is none of the authenticator's now. */
export const NOT_SHOWN_NOW =
  "That is not what the authenticator shows now. Wait for the next code, and try that.";

/** What a caller is told. */
export function accountProblem(refusal: AccountRefusal): Problem {
  const { kind } = refusal;
  switch (kind) {
    case "no-session":
    case "proof-too-old":
      return passkeyProblem({ kind });
    case "invalid":
      return invalidRequest([{ path: refusal.path, message: refusal.message }]);
    case "wrong-code":
      return wrong("code", NOT_SHOWN_NOW);
    case "enrolment-over":
      return wrong("enrolment", "This took too long, or is done already. Begin again with a new key.");
    case "too-many-factors":
      return wrong("", `There are ${MAX_TOTPS} authenticators already. Remove one first.`);
    case "factor-not-found":
      return problem("not-found", "There is no such authenticator, or it was removed.");
    default:
      return assertNever(kind);
  }
}

function wrong(path: string, message: string): Problem {
  return invalidRequest([{ path, message }]);
}
