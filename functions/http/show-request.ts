import { frameOf, pageReply } from "../pages/layout.ts";
import { requestPage } from "../pages/request-page.ts";
import type { Settings } from "../settings.ts";
import { formToken, type FormTokenDependencies } from "./guard.ts";
import type { Problem } from "./problem.ts";
import type { Reply } from "./reply.ts";
import type { HttpRequest } from "./request.ts";
import { recipientFields } from "./request-form.ts";

export interface ShowRequestDependencies extends FormTokenDependencies {
  readonly settings: Settings;
}

/** Answers with the page that asks for an address; what was typed is kept when something was wrong with it. */
export async function showRequest(
  services: ShowRequestDependencies,
  request: HttpRequest,
  problem?: Problem,
): Promise<Reply> {
  const { settings } = services;
  const token = await formToken(services, request);
  const fields = request.form ? recipientFields(request.body as Record<string, unknown>) : request.query;
  const wanted = fields.channel === "sms" ? "sms" : "email";
  const page = requestPage({
    action: `${request.basePath}/otp/request`,
    formToken: token.field,
    channels: settings.channels,
    channel: settings.channels[wanted].enabled ? wanted : wanted === "sms" ? "email" : "sms",
    typed: typeof fields.recipient === "string" ? fields.recipient.slice(0, 254) : "",
    problem,
  });
  return pageReply(problem?.status ?? 200, frameOf(settings), page, { ...problem, cookies: token.cookies });
}
