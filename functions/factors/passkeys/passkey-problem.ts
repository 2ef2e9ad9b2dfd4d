import { assertNever } from "../../domain/errors.ts";
import { invalidRequest, noSession, type Problem, problem } from "../../http/problem.ts";
import type { ChangeRefusal } from "./enrol.ts";
import type { PasskeyRefusal } from "./find-passkey.ts";

/** What a caller is told: why a passkey was not believed stands in the audit trail alone. */
export function passkeyProblem({ kind }: PasskeyRefusal | Pick<ChangeRefusal, "kind">): Problem {
  switch (kind) {
    case "incorrect-passkey":
      return problem(kind, "The passkey was not accepted. Try again, or sign in with a code.");
    case "passkey-not-found":
      return problem("not-found", "This passkey was removed here. Sign in with a code.");
    case "passkey-exists":
      return invalidRequest([{ path: "registration", message: "This passkey has been added already." }]);
    case "too-many-passkeys":
      return invalidRequest([{ path: "", message: "There are ten passkeys already. Remove one first." }]);
    case "proof-too-old":
      return problem(
        kind,
        "Sign in again to change this: with a passkey or another factor, if you have one, else with a code.",
      );
    case "no-session":
      return noSession();
    default:
      return assertNever(kind);
  }
}

/** Where passkeys are off. */
export function noPasskeys(): Problem {
  return problem("not-found", "Passkeys are not offered here.");
}
