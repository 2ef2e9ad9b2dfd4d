import { type Flash, leaveFlash, type FlashDependencies } from "../http/flash.ts";
import { MARK_FIELD } from "../http/held-challenges.ts";
import { sameOrigin } from "../http/guard.ts";
import type { Problem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { RESUME_FIELD, resumeOf } from "../http/waiting.ts";
import { pageReply } from "./layout.ts";
import { overPage } from "./over-page.ts";
import { frameOf, languageOf, type PageTools } from "./page-frame.ts";

export type SendBackDependencies = FlashDependencies & PageTools;

/** The address of a page in the walk that a request is part of. @param more of its query */
export function pageAddress(
  request: HttpRequest,
  page: Flash["page"],
  mark?: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(more);
  if (mark !== undefined) query.set(MARK_FIELD, mark);
  const resume = resumeOf(request);
  if (resume !== undefined) query.set(RESUME_FIELD, resume);
  const text = query.toString();
  return `${request.basePath}${page}${text === "" ? "" : `?${text}`}`;
}

/** Whether a form's problem may wait in a cookie: only where the browser says that the form was ours. */
export function maySendBack({ publicUrl }: Pick<PageTools, "publicUrl">, request: HttpRequest): boolean {
  return request.form && sameOrigin(request, publicUrl) === undefined;
}

/** Answers a form with a page that is asked for by GET, and says there what was wrong, or what was done. */
export async function sendBack(
  services: SendBackDependencies,
  request: HttpRequest,
  flash: Flash,
  cookies: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const address = pageAddress(request, flash.page, flash.mark, more);
  const language = languageOf(services, request);
  const kept = [await leaveFlash(services, flash), ...cookies, ...language.cookies];
  if (flash.problem && flash.problem.status >= 500)
    return faultReply(services, request, flash.problem, address, kept);
  return seeOther(address, kept);
}

/**
 * A fault keeps its status, by which the owner is alarmed. The browser leaves the page at once for the one that was
 * typed on, and has nothing to send again.
 */
function faultReply(
  tools: PageTools,
  request: HttpRequest,
  fault: Problem,
  address: string,
  cookies: readonly string[],
): Reply {
  const frame = frameOf(tools, request, "/otp/request");
  return pageReply(fault.status, { ...frame, cookies: [] }, overPage(frame, fault), {
    headers: { ...fault.headers, refresh: `0;url=${address}` },
    cookies,
  });
}
