import type { Clock } from "../domain/ambient.ts";
import type { Approved } from "../flows/verify-code.ts";
import { pageReply } from "./layout.ts";
import { confirmedPage } from "./session-page.ts";
import type { CookieJar } from "../http/cookies.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import { json, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { approvedView } from "../http/views.ts";

export interface SignedInDependencies extends PageTools {
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** Answers an approval: the session's cookie for every caller, and for a browser the page of its session. */
export function signedInReply(
  services: SignedInDependencies,
  request: HttpRequest,
  approved: Approved,
): Reply {
  const { cookies } = services;
  const now = services.clock();
  const { session } = approved;
  const set = session ? [cookies.set("session", session.token, session.endsAt - now)] : [];
  if (!request.form) return json(200, approvedView(approved, now), { cookies: set });
  const all = [...set, cookies.clear("challenge")];
  // An app that waits for the sign-in goes first; what of the cookie is true is seen there.
  const waits = cookies.read(request.header("cookie"), "waiting") !== undefined;
  if (session) return seeOther(`${request.basePath}/otp/${waits ? "authorize" : "session"}`, all);
  const frame = frameOf(services, request, "/otp/request");
  return pageReply(200, frame, confirmedPage(frame), { cookies: all });
}
