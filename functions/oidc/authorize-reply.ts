import type { Parameters } from "./authorization-request.ts";
import { inferAddressKind } from "../domain/address-kind.ts";
import { usualChannel } from "../domain/channel.ts";
import { assertNever } from "../domain/errors.ts";
import { WAITING_SECONDS } from "./waiting-request.ts";
import type { AuthorizeOutcome } from "./authorize.ts";
import type { CookieJar } from "../http/cookies.ts";
import type { PageTools } from "../pages/page-frame.ts";
import { onward, withParameters } from "./onward.ts";
import { type Problem, problem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

interface AuthorizeReplyDependencies extends PageTools {
  readonly cookies: CookieJar;
  readonly issuer: string;
}

/** Answers an authorization request: to the app by its own address, to the person where there is none to trust. */
export function authorizeReply(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  outcome: AuthorizeOutcome,
): Reply | Problem {
  const { cookies, issuer } = services;
  /** The browser comes from a form of ours, and has kept the request until now. */
  const resumed = Object.keys(request.query).length === 0;
  const done = resumed ? [cookies.clear("waiting")] : [];
  const answer = (parameters: Parameters) => {
    const { client, redirectUri, state } = outcome as AuthorizeOutcome & { kind: "authorized" | "rejected" };
    // RFC 9207: the app sees who answers, and mixes no two services up.
    const address = withParameters(redirectUri, { ...parameters, state, iss: issuer });
    return resumed ? onward(services, request, client, address, done) : seeOther(address);
  };
  switch (outcome.kind) {
    case "authorized":
      return answer({ code: outcome.code });
    case "rejected":
      return answer({ error: outcome.error, error_description: outcome.description });
    case "sign-in":
      return seeOther(signInAddress(request, outcome.parameters), [
        cookies.set("waiting", outcome.waiting, WAITING_SECONDS),
      ]);
    case "unknown-client":
      return problem("invalid-request", "The app that sent you here is not registered with this service.");
    case "unregistered-address":
      return problem(
        "invalid-request",
        "The app asked to send you back to an address that it never registered.",
      );
    case "nothing-waits":
      // It took too long, another tab was quicker, or an attacker made the cookie: who is signed in is seen there.
      return seeOther(`${request.basePath}/otp/session`, done);
    default:
      return assertNever(outcome);
  }
}

/** The page that asks for an address, with what the app knows of the person. */
function signInAddress({ basePath }: HttpRequest, { login_hint: hint, ui_locales: locales }: Parameters) {
  const recipient = hint !== undefined && hint.length <= 254 ? hint : undefined;
  return withParameters(`${basePath}/otp/request`, {
    recipient,
    channel: recipient === undefined ? undefined : usualChannel(inferAddressKind(recipient)),
    locale: locales?.split(" ")[0],
  });
}
