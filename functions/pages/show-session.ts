import type { Session } from "../domain/challenge.ts";
import { maskAddress } from "../domain/mask.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { sessionPage, signedOutPage } from "./session-page.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import type { Problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

/** Answers with the page of a session. */
export async function showSession(
  services: FormTokenDependencies & PageTools,
  request: HttpRequest,
  session: Session,
): Promise<Reply> {
  const token = await formToken(services, request);
  const frame = frameOf(services, request, "/otp/session");
  const page = sessionPage(frame, {
    formToken: token.field,
    recipient: maskAddress(session.address),
    authTime: new Date(session.approvedAt * 1000).toISOString(),
    expiresAt: new Date(session.sessionEndsAt * 1000).toISOString(),
  });
  return pageReply(200, frame, page, { cookies: token.cookies });
}

/** Answers a browser that has no session, or whose form was refused. */
export function showSignedOut(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const frame = frameOf(tools, request, "/otp/session");
  const page = problem.name === "no-session" ? signedOutPage(frame) : overPage(frame, problem);
  return pageReply(problem.status, frame, page, problem);
}
