import { maskAddress } from "../domain/mask.ts";
import { readEndSession, type EndSessionDependencies } from "./read-end-session.ts";
import { endSessionPage } from "./app-page.ts";
import { pageReply } from "../pages/layout.ts";
import { signedOutPage } from "../pages/session-page.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { frameOf, type PageTools } from "../pages/page-frame.ts";
import { uiLocale } from "../pages/ui-locale.ts";
import { onward, withParameters } from "./onward.ts";
import { type Problem, problem } from "../http/problem.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

export type ShowEndSessionDependencies = EndSessionDependencies & FormTokenDependencies & PageTools;

/** Answers an app that has sent a user to sign out (OpenID Connect RP-Initiated Logout 1.0). */
export async function showEndSession(
  services: ShowEndSessionDependencies,
  request: HttpRequest,
): Promise<Reply | Problem> {
  const { cookies, pageFiles } = services;
  const frame = frameOf(services, request, "/otp/end-session");
  const outcome = await readEndSession(services, {
    parameters: request.query,
    sessionToken: cookies.read(request.header("cookie"), "session"),
  });
  if (outcome.kind === "unregistered-address")
    return problem("invalid-request", "The app asked to send you on to an address that it never registered.");
  const { back } = outcome;
  if (outcome.kind === "ask") {
    const token = await formToken(services, request);
    const locale = uiLocale(request.query.ui_locales, pageFiles.locales);
    const page = endSessionPage(frame, {
      formToken: token.field,
      recipient: maskAddress(outcome.session.address),
      appName: back?.client.name,
      back: withParameters("", {
        client_id: back?.client.id,
        post_logout_redirect_uri: back?.uri,
        state: back?.state,
        ui_locales: locale,
      }).slice(1),
    });
    return pageReply(200, frame, page, { cookies: token.cookies });
  }
  if (!back) return pageReply(200, frame, signedOutPage(frame, false));
  return onward(services, request, back.client, withParameters(back.uri, { state: back.state }));
}
