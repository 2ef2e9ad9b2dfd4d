import type { Session } from "../domain/challenge.ts";
import { maskAddress } from "../domain/mask.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { sessionPage, signedOutPage } from "./session-page.ts";
import { maySendBack, sendBack, type SendBackDependencies } from "./send-back.ts";
import { takeFlash } from "../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import type { Problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

/** Answers with the page of a session. */
export async function showSession(
  services: FormTokenDependencies & SendBackDependencies,
  request: HttpRequest,
  session: Session,
): Promise<Reply> {
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, "/otp/session");
  const frame = frameOf(services, request, "/otp/session");
  const page = sessionPage(frame, {
    formToken: token.field,
    recipient: maskAddress(session.address),
    authTime: new Date(session.approvedAt * 1000).toISOString(),
    expiresAt: new Date(session.sessionEndsAt * 1000).toISOString(),
    problem: flash?.problem,
    account: services.settings.account === "on",
    offersPasskey: flash?.notice === "passkey-offer",
  });
  return pageReply(200, frame, page, { cookies: [...token.cookies, ...cookies] });
}

/** Answers a form of the session's page that was refused: on that page. */
export async function refuseOnSession(
  services: SendBackDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request)) return showSignedOut(services, request, problem);
  return sendBack(services, request, { page: "/otp/session", problem });
}

/** Answers a browser that has no session, or whose form was refused. */
export function showSignedOut(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const frame = frameOf(tools, request, "/otp/session");
  if (problem.name !== "no-session")
    return pageReply(problem.status, frame, overPage(frame, problem), problem);
  const justNow = request.query.signed === "out";
  // Who has signed out has what they asked for, and no fault is to be seen.
  return justNow
    ? pageReply(200, frame, signedOutPage(frame, true))
    : pageReply(problem.status, frame, signedOutPage(frame, false), problem);
}
