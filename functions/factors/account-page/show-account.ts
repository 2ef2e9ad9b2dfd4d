import { type Flash, takeFlash } from "../../http/flash.ts";
import { formToken, type FormTokenDependencies, guardForm } from "../../http/guard.ts";
import type { Problem } from "../../http/problem.ts";
import type { Reply } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { pageReply } from "../../pages/layout.ts";
import { overPage } from "../../pages/over-page.ts";
import { frameOf, type PageTools } from "../../pages/page-frame.ts";
import { maySendBack, sendBack, type SendBackDependencies } from "../../pages/send-back.ts";
import { provesOf } from "../proves-of.ts";
import { asksFactors, offersPush } from "../../settings.ts";
import { backupCodesPage } from "../account/backup-codes-page.ts";
import type { BackupCode } from "../backup-codes.ts";
import { partyOf } from "../passkeys/party.ts";
import { accountPage, signInFirstPage } from "./account-page.ts";
import type { OwnAccount } from "./read-account.ts";
import { warningsOf } from "./warnings.ts";

const PAGE = "/otp/account";

/** Answers with the page of all that a user has. */
export async function showAccount(
  services: FormTokenDependencies & SendBackDependencies,
  request: HttpRequest,
  account: OwnAccount,
): Promise<Reply> {
  const { settings } = services;
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, PAGE);
  const frame = frameOf(services, request, PAGE);
  const page = accountPage(frame, {
    account,
    formToken: token.field,
    warnings: warningsOf(settings, account.factors?.enrolled, services.clock()),
    twoSteps: asksFactors(settings),
    passkeys: partyOf(services) !== undefined,
    push: offersPush(settings),
    proves: provesOf(services, account.factors?.enrolled),
    apps: settings.clients.length > 0,
    notice: flash?.notice,
    problem: flash?.problem,
  });
  return pageReply(200, frame, page, { cookies: [...token.cookies, ...cookies] });
}

/** Answers who is not signed in, or whose form was refused. */
export function showAccountSignIn(tools: PageTools, request: HttpRequest, problem: Problem): Reply {
  const frame = frameOf(tools, request, PAGE);
  const page = problem.name === "no-session" ? signInFirstPage(frame) : overPage(frame, problem);
  return pageReply(problem.status, frame, page, problem);
}

/** Answers a form of the page that was refused: on the page. */
export async function refuseOnAccount(
  services: SendBackDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request) || problem.name === "no-session")
    return showAccountSignIn(services, request, problem);
  return backOnAccount(services, request, { problem });
}

/** Answers a form of the page: with the page as it is now. */
export function backOnAccount(
  services: SendBackDependencies,
  request: HttpRequest,
  says: Pick<Flash, "notice" | "problem">,
): Promise<Reply> {
  return sendBack(services, request, { page: PAGE, ...says });
}

/** Shows backup codes that take the place of all others, this once, and leads back to the page. */
export function showRenewedCodes(
  tools: PageTools,
  request: HttpRequest,
  codes: readonly BackupCode[],
): Reply {
  const frame = frameOf(tools, request, PAGE);
  const onward = { address: `${frame.basePath}${PAGE}`, says: frame.words.say("account") };
  return pageReply(200, frame, backupCodesPage(frame, { codes, othersOpen: false, onward }));
}

/** The body that a form of the page means. @param bodyOf from its fields */
export function formOfAccount(
  services: Parameters<typeof guardForm>[0],
  bodyOf: (fields: Readonly<Record<string, unknown>>) => object,
) {
  return async (request: HttpRequest, fields: Readonly<Record<string, unknown>>): Promise<Problem | object> =>
    (await guardForm(services, request, fields)) ?? bodyOf(fields);
}
