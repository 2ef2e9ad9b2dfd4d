import { readCancelable, type ReadCancelableDependencies } from "../flows/read-cancelable.ts";
import { frameOf, pageReply } from "../pages/layout.ts";
import { notMePage, stoppedPage, unknownLinkPage } from "../pages/not-me-page.ts";
import { overPage } from "../pages/verify-page.ts";
import type { Settings } from "../settings.ts";
import type { Problem } from "./problem.ts";
import type { Reply } from "./reply.ts";
import type { HttpRequest } from "./request.ts";

export interface ShowNotMeDependencies extends ReadCancelableDependencies {
  readonly settings: Settings;
}

/** Answers with the page of a message's link. Its token is the authority: the page needs no cookie, and sets none. */
export async function showNotMe(services: ShowNotMeDependencies, request: HttpRequest): Promise<Reply> {
  const token = request.query.t ?? "";
  const { kind } = await readCancelable(services, token);
  const frame = frameOf(services.settings);
  if (kind === "challenge-not-found") return pageReply(404, frame, unknownLinkPage());
  return pageReply(200, frame, kind === "over" ? stoppedPage() : notMePage(request.basePath, token));
}

/** Answers a click that was refused. */
export function showNothingStopped(settings: Settings, request: HttpRequest, problem: Problem): Reply {
  const known = problem.name !== "challenge-not-found" && problem.name !== "invalid-request";
  const page = known ? overPage(request.basePath, problem) : unknownLinkPage();
  return pageReply(problem.status, frameOf(settings), page, problem);
}
