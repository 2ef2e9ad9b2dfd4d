import { readCancelable, type ReadCancelableDependencies } from "../flows/read-cancelable.ts";
import { pageReply } from "./layout.ts";
import { notMePage, stoppedPage, unknownLinkPage } from "./not-me-page.ts";
import { overPage } from "./over-page.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import type { Problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

export type ShowNotMeDependencies = ReadCancelableDependencies & PageTools;

/** Answers with the page of a message's link. Its token is the authority: the page needs no cookie, and sets none. */
export async function showNotMe(services: ShowNotMeDependencies, request: HttpRequest): Promise<Reply> {
  const token = request.query.t ?? "";
  const { kind } = await readCancelable(services, token);
  const frame = frameOf(services, request, "/otp/not-me");
  if (kind === "challenge-not-found") return pageReply(404, frame, unknownLinkPage(frame));
  return pageReply(200, frame, kind === "over" ? stoppedPage(frame) : notMePage(frame, token));
}

/** Answers a click that was refused. */
export function showNothingStopped(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const known = problem.name !== "challenge-not-found" && problem.name !== "invalid-request";
  const frame = frameOf(tools, request, "/otp/not-me");
  const page = known ? overPage(frame, problem) : unknownLinkPage(frame);
  return pageReply(problem.status, frame, page, problem);
}
