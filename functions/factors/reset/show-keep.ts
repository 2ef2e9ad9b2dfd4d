import { KEEP_FACTORS } from "../../domain/factors-reset.ts";
import { FORM_FIELD, firstFormToken, type FormTokenDependencies } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import { noContent, type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { html } from "../../pages/html.ts";
import { type Frame, notice, type Page, pageReply } from "../../pages/layout.ts";
import { unknownLinkPage } from "../../pages/not-me-page.ts";
import { overPage } from "../../pages/over-page.ts";
import { frameOf, type PageTools } from "../../pages/page-frame.ts";
import { readByLink, type ReadByLinkDependencies } from "../../flows/cancel-reset.ts";

export type ShowKeepDependencies = ReadByLinkDependencies &
  PageTools &
  Pick<FormTokenDependencies, "keys" | "cookies">;

/** Answers with the page of a notice's link. Its token is the authority: the page needs no cookie, and sets none. */
export async function showKeep(services: ShowKeepDependencies, request: HttpRequest): Promise<Reply> {
  const token = request.query.t ?? "";
  const { kind } = await readByLink(services, token);
  const frame = frameOf(services, request, KEEP_FACTORS);
  if (kind === "unknown") return pageReply(404, frame, unknownLinkPage(frame));
  if (kind === "kept") return pageReply(200, frame, keptPage(frame));
  return pageReply(200, frame, keepPage(frame, token, await firstFormToken(services, request)));
}

/** Answers a click that was heard: in the browser of a user by the page of the link, which says that it is done. */
export function showKept(request: HttpRequest, token: string): Reply {
  return request.form ? seeOther(`${request.basePath}${KEEP_FACTORS}?t=${token}`) : noContent();
}

/** Answers a click that changed nothing. */
export function showNotKept(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const frame = frameOf(tools, request, KEEP_FACTORS);
  const known = problem.name !== "not-found" && problem.name !== "invalid-request";
  const page = known ? overPage(frame, problem) : unknownLinkPage(frame);
  return pageReply(problem.status, frame, page, problem);
}

/** Asks for the one click: opening the page does nothing, since mail scanners open it too. */
function keepPage(frame: Frame, token: string, formToken: string): Page {
  const { words, basePath } = frame;
  return {
    title: words.say("keepFactors"),
    body: html`
      <h1>${words.say("keepFactors")}</h1>
      <p class="lead">${words.say("keepFactorsLead")}</p>
      <form method="post" action="${basePath}${KEEP_FACTORS}">
        <input type="hidden" name="t" value="${token}" />
        <input type="hidden" name="${FORM_FIELD}" value="${formToken}" />
        <button>${words.say("keepFactorsButton")}</button>
      </form>
      <p class="hint">${words.say("notMeHint")}</p>
    `,
  };
}

function keptPage({ words, brand }: Frame): Page {
  return {
    title: words.say("kept"),
    body: html`
      <h1>${words.say("kept")}</h1>
      ${notice("good", words.say("keptNotice"))}
      ${brand.supportUrl !== null && html`<p class="lead">${words.say("stoppedHelp")}</p>`}
    `,
  };
}
