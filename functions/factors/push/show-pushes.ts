import { takeFlash } from "../../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { pageReply } from "../../pages/layout.ts";
import { frameOf } from "../../pages/page-frame.ts";
import { maySendBack, sendBack, type SendBackDependencies } from "../../pages/send-back.ts";
import { showSignedOut } from "../../pages/show-session.ts";
import { provesOf } from "../proves-of.ts";
import type { ListedPushes } from "./list-pushes.ts";
import { pushPage } from "./push-page.ts";

const PAGE = "/otp/push";

/** Answers with the page of the browsers that show a user's codes. */
export async function showPushes(
  services: FormTokenDependencies & SendBackDependencies,
  request: HttpRequest,
  { factors, ...listed }: ListedPushes,
): Promise<Reply> {
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, PAGE);
  const frame = frameOf(services, request, PAGE);
  const page = pushPage(frame, {
    ...{ ...listed, formToken: token.field },
    proves: provesOf(services, factors),
    removed: flash?.notice === "push-removed",
    problem: flash?.problem,
  });
  return pageReply(200, frame, page, { cookies: [...token.cookies, ...cookies] });
}

/** Answers a form that was refused: on the page of the browsers. */
export async function refusePush(
  services: SendBackDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request) || problem.name === "no-session")
    return showSignedOut(services, request, problem);
  return sendBack(services, request, { page: PAGE, problem });
}

/** Answers a form that removed one: with the page as it is now. */
export function afterRemoval(services: SendBackDependencies, request: HttpRequest): Promise<Reply> {
  return sendBack(services, request, { page: PAGE, notice: "push-removed" });
}
