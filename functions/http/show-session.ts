import type { Session } from "../domain/challenge.ts";
import { maskAddress } from "../domain/mask.ts";
import { overPage } from "../pages/verify-page.ts";
import { frameOf, pageReply } from "../pages/layout.ts";
import { sessionPage, signedOutPage } from "../pages/session-page.ts";
import type { Settings } from "../settings.ts";
import { formToken, type FormTokenDependencies } from "./guard.ts";
import type { Problem } from "./problem.ts";
import type { Reply } from "./reply.ts";
import type { HttpRequest } from "./request.ts";

export interface ShowSessionDependencies extends FormTokenDependencies {
  readonly settings: Settings;
}

/** Answers with the page of a session. */
export async function showSession(
  services: ShowSessionDependencies,
  request: HttpRequest,
  session: Session,
): Promise<Reply> {
  const token = await formToken(services, request);
  const page = sessionPage({
    basePath: request.basePath,
    formToken: token.field,
    recipient: maskAddress(session.address),
    authTime: new Date(session.approvedAt * 1000).toISOString(),
    expiresAt: new Date(session.sessionEndsAt * 1000).toISOString(),
  });
  return pageReply(200, frameOf(services.settings), page, { cookies: token.cookies });
}

/** Answers a browser that has no session, or whose form was refused. */
export function showSignedOut(settings: Settings, request: HttpRequest, problem: Problem): Reply {
  const page =
    problem.name === "no-session" ? signedOutPage(request.basePath) : overPage(request.basePath, problem);
  return pageReply(problem.status, frameOf(settings), page, problem);
}
