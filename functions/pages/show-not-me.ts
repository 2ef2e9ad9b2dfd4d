import { maskAddress } from "../domain/mask.ts";
import {
  readCancelable,
  type ReadCancelableDependencies,
  type ReadCancelableOutcome,
} from "../flows/read-cancelable.ts";
import { type Frame, type Page, pageReply } from "./layout.ts";
import { ASK_NEXT, NEXT_FIELD, notMePage, stoppedPage, unknownLinkPage } from "./not-me-page.ts";
import { overPage } from "./over-page.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import type { CancelChallengeOutcome } from "../flows/cancel-challenge.ts";
import type { CookieJar } from "../http/cookies.ts";
import { firstFormToken, type FormTokenDependencies } from "../http/guard.ts";
import { keepClick } from "../http/known-device.ts";
import type { Problem } from "../http/problem.ts";
import { noContent, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

export type ShowNotMeDependencies = ReadCancelableDependencies &
  PageTools &
  Pick<FormTokenDependencies, "keys" | "cookies">;

/** Answers with the page of a message's link. Its token is the authority: the page needs no cookie, and sets none. */
export async function showNotMe(services: ShowNotMeDependencies, request: HttpRequest): Promise<Reply> {
  const token = request.query.t ?? "";
  const outcome = await readCancelable(services, token);
  const frame = frameOf(services, request, "/otp/not-me");
  if (outcome.kind === "challenge-not-found") return pageReply(404, frame, unknownLinkPage(frame));
  const click = { token, formToken: await firstFormToken(services, request) };
  return pageReply(200, frame, pageOf(frame, click, outcome));
}

function pageOf(
  frame: Frame,
  click: { readonly token: string; readonly formToken: string },
  outcome: Exclude<ReadCancelableOutcome, { kind: "challenge-not-found" }>,
): Page {
  if (outcome.kind === "over")
    return stoppedPage(frame, outcome.givesLane ? click : undefined, outcome.forDay);
  const { address, issuedAt, askedFrom } = outcome.challenge;
  return notMePage(frame, {
    ...click,
    recipient: maskAddress(address),
    askedAt: new Date(issuedAt * 1000).toISOString(),
    askedFrom,
  });
}

/** Answers a click that was heard, in the browser of a user by the page where they go on. */
export function showClicked(
  services: PageTools & { readonly cookies: CookieJar } & Parameters<typeof keepClick>[0],
  request: HttpRequest,
  token: string,
  { given }: Exclude<CancelChallengeOutcome, { kind: "challenge-not-found" }>,
): Reply {
  if (!request.form) return noContent();
  const { [NEXT_FIELD]: next } = request.body as { readonly [NEXT_FIELD]?: unknown };
  const path = next === ASK_NEXT ? "/otp/request" : `/otp/not-me?t=${token}`;
  return seeOther(`${request.basePath}${path}`, given ? [keepClick(services, request, given)] : []);
}

/** Answers a click that was refused: where the link is not known, by its page, which says so. */
export function showNothingStopped(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const known = problem.name !== "challenge-not-found" && problem.name !== "invalid-request";
  const { t } = request.body as { readonly t?: unknown };
  if (!known && request.form) return seeOther(`${request.basePath}/otp/not-me${linkQuery(t)}`);
  const frame = frameOf(tools, request, "/otp/not-me");
  const page = known ? overPage(frame, problem) : unknownLinkPage(frame);
  return pageReply(problem.status, frame, page, problem);
}

/** A token has no other characters; anything else is no link of ours in any case. */
function linkQuery(token: unknown): string {
  return typeof token === "string" && /^[\w-]{1,200}$/.test(token) ? `?t=${token}` : "";
}
