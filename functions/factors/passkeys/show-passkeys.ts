import { takeFlash } from "../../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { pageReply } from "../../pages/layout.ts";
import { frameOf, type PageTools } from "../../pages/page-frame.ts";
import { maySendBack, sendBack, type SendBackDependencies } from "../../pages/send-back.ts";
import { showSignedOut } from "../../pages/show-session.ts";
import type { PasskeyParty } from "../../settings/passkey-party.ts";
import { provesOf } from "../proves-of.ts";
import type { ListedPasskeys } from "./list-passkeys.ts";
import { passkeysPage } from "./passkeys-page.ts";

const PAGE = "/otp/passkeys";

/** Answers with the page of a user's passkeys. */
export async function showPasskeys(
  services: FormTokenDependencies & SendBackDependencies,
  request: HttpRequest,
  { rpId }: PasskeyParty,
  { handle, passkeys, mayChange, factors }: ListedPasskeys,
): Promise<Reply> {
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, PAGE);
  const frame = frameOf(services, request, PAGE);
  const page = passkeysPage(frame, {
    ...{ formToken: token.field, rpId, handle, passkeys, mayChange },
    proves: provesOf(services, factors),
    removed: flash?.notice === "passkey-removed",
    problem: flash?.problem,
  });
  return pageReply(200, frame, page, { cookies: [...token.cookies, ...cookies] });
}

/** Answers who is not signed in, or whose form was refused. */
export function showSignInFirst(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  return showSignedOut(tools, request, problem);
}

/** Answers a form that was refused: on the page of the passkeys. */
export async function refuseChange(
  services: SendBackDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request) || problem.name === "no-session")
    return showSignInFirst(services, request, problem);
  return sendBack(services, request, { page: PAGE, problem });
}

/** Answers a form that changed something: with the page as it is now. */
export function afterChange(
  services: SendBackDependencies,
  request: HttpRequest,
  notice?: "passkey-removed",
): Promise<Reply> {
  return sendBack(services, request, { page: PAGE, ...(notice && { notice }) });
}
