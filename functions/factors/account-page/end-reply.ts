import { assertNever } from "../../domain/errors.ts";
import type { HttpRequest } from "../../http/request.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { noContent, type Reply, seeOther } from "../../http/reply.ts";
import type { Observer } from "../../observability/port.ts";
import type { SendBackDependencies } from "../../pages/send-back.ts";
import type { Ended, EndRefusal } from "./end.ts";
import { backOnAccount } from "./show-account.ts";

/** What a browser holds of a person who signs out at it: the next one finds neither address nor open code. */
const LEFT_BEHIND = ["session", "challenge", "typed"] as const;

/** Answers what was ended, or why nothing was, and leaves a line of it by the pseudonym of the contact. */
export async function endReply(
  services: SendBackDependencies & { readonly observer: Observer },
  request: HttpRequest,
  event: string,
  outcome: Ended | EndRefusal,
  notice: "session-ended" | "others-ended" | "app-ended",
): Promise<Reply | Problem> {
  const within = outcome.kind === "ended" ? { recipient: outcome.session.recipientKey } : {};
  const counted = outcome.kind === "ended" ? { count: outcome.count } : {};
  services.observer.audit(event, { outcome: outcome.kind, ...within, ...counted });
  if (outcome.kind !== "ended") return endProblem(outcome);
  const { cookies } = services;
  if (outcome.own)
    return request.form
      ? seeOther(
          `${request.basePath}/otp/session?signed=out`,
          LEFT_BEHIND.map((name) => cookies.clear(name)),
        )
      : noContent([cookies.clear("session")]);
  return request.form ? backOnAccount(services, request, { notice }) : noContent();
}

function endProblem({ kind }: EndRefusal): Problem {
  switch (kind) {
    case "no-session":
      return problem(kind, "Nobody is signed in, or the session is over.");
    case "session-not-found":
      return problem("not-found", "There is no such session, or it is over.");
    case "app-not-found":
      return problem("not-found", "There is no such app, or it has no access any more.");
    default:
      return assertNever(kind);
  }
}
