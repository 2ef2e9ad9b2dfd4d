import { CHANNELS } from "../domain/channel.ts";
import { pageReply } from "./layout.ts";
import { requestPage } from "./request-page.ts";
import { enabledChannels } from "../settings.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { frameOf, type PageTools } from "./page-frame.ts";
import type { Problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { recipientFields } from "../http/request-form.ts";

/** Answers with the page that asks for an address; what was typed is kept when something was wrong with it. */
export async function showRequest(
  services: FormTokenDependencies & PageTools,
  request: HttpRequest,
  problem?: Problem,
): Promise<Reply> {
  const token = await formToken(services, request);
  const fields = request.form ? recipientFields(request.body as Record<string, unknown>) : request.query;
  const channels = enabledChannels(services.settings);
  const wanted = CHANNELS.find((channel) => channel === fields.channel);
  const frame = frameOf(services, request, "/otp/request");
  const page = requestPage(frame, {
    formToken: token.field,
    channels,
    channel: wanted && channels.includes(wanted) ? wanted : (channels[0] ?? "email"),
    typed: typeof fields.recipient === "string" ? fields.recipient.slice(0, 254) : "",
    problem,
  });
  return pageReply(problem?.status ?? 200, frame, page, { ...problem, cookies: token.cookies });
}
