import type { Approved } from "../flows/answer-approval.ts";
import { dropChallenge, markOf } from "../http/held-challenges.ts";
import { keepKnown } from "../http/known-device.ts";
import { json, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { approvedView } from "../http/views.ts";
import { findWaiting, RESUME_FIELD, resumeOf } from "../http/waiting.ts";
import { sendBack, type SendBackDependencies } from "./send-back.ts";

/** Answers an approval: the session's cookie for every caller, and for a browser the page of its session. */
export async function signedInReply(
  services: SendBackDependencies,
  request: HttpRequest,
  challengeId: string,
  approved: Approved,
): Promise<Reply> {
  const { cookies } = services;
  const now = services.clock();
  const { session } = approved;
  const set = session ? [cookies.set("session", session.token, session.endsAt - now)] : [];
  if (!request.form) return json(200, approvedView(approved, now), { cookies: set });
  // Who comes next to this browser does not find what was typed in it.
  const kept = [dropChallenge(services, request, challengeId), ...keepKnown(services, request, approved)];
  const all = [...set, ...kept, cookies.clear("typed")];
  if (!session) {
    const flash = {
      page: "/otp/verify",
      mark: await markOf(services, challengeId),
      notice: "confirmed",
    } as const;
    return sendBack(services, request, flash, all);
  }
  return seeOther(afterSignIn(services, request), all);
}

/** Where who has signed in goes on: the app that the walk came from goes first; what of its request is true is seen there. */
export function afterSignIn(services: Pick<SendBackDependencies, "cookies">, request: HttpRequest): string {
  const resume = resumeOf(request);
  if (resume === undefined || findWaiting(services, request, resume) === undefined)
    return `${request.basePath}/otp/session`;
  return `${request.basePath}/otp/authorize?${RESUME_FIELD}=${resume}`;
}
