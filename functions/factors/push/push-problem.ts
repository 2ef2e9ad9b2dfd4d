import { assertNever } from "../../domain/errors.ts";
import { invalidRequest, type Problem, problem } from "../../http/problem.ts";
import type { PushRefusal } from "./change.ts";

/** What a caller is told. */
export function pushProblem({ kind }: Pick<PushRefusal, "kind">): Problem {
  switch (kind) {
    case "no-session":
      return problem(kind, "Nobody is signed in, or the session is over.");
    case "proof-too-old":
      return problem(
        kind,
        "Sign in again to change this: with a passkey or another factor, if you have one, else with a code that was sent to you.",
      );
    case "too-many-browsers":
      return invalidRequest([{ path: "", message: "There are five browsers already. Remove one first." }]);
    case "browser-not-found":
      return problem("not-found", "This browser was removed already.");
    case "endpoint-not-allowed":
      return invalidRequest([
        {
          path: "subscription.endpoint",
          message: "This is not the address of a push service that is called.",
        },
      ]);
    case "keys-not-usable":
      return invalidRequest([
        { path: "subscription.keys", message: "No message can be encrypted for these keys." },
      ]);
    case "no-email-address":
      return invalidRequest([
        { path: "", message: "Notifications are asked for by e-mail address: sign in with yours." },
      ]);
    default:
      return assertNever(kind);
  }
}
