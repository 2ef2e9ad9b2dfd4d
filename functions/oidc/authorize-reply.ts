import { consentPage, stepUpPage } from "./app-page.ts";
import { type Parameters, present } from "./authorization-request.ts";
import { inferAddressKind } from "../domain/address-kind.ts";
import { usualChannel } from "../domain/channel.ts";
import { assertNever } from "../domain/errors.ts";
import { maskAddress } from "../domain/mask.ts";
import { formToken } from "../http/guard.ts";
import { pageReply } from "../pages/layout.ts";
import type { AuthorizeOutcome } from "./authorize.ts";
import { appOf, DENY_FIELD } from "../pages/asking-app.ts";
import {
  dropWaiting,
  findWaiting,
  keepWaiting,
  NEEDS_FIELD,
  RESUME_FIELD,
  resumeOf,
} from "../http/waiting.ts";
import { frameOf } from "../pages/page-frame.ts";
import { showRequest, type ShowRequestDependencies } from "../pages/show-request.ts";
import { onward, onwardByForm, withParameters } from "./onward.ts";
import { type Problem, problem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

type AuthorizeReplyDependencies = ShowRequestDependencies & { readonly issuer: string };

/** Answers an authorization request: to the app by its own address, to the person where there is none to trust. */
export async function authorizeReply(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  outcome: AuthorizeOutcome,
): Promise<Reply | Problem> {
  const { issuer } = services;
  const resume = resumeOf(request);
  const done = resume === undefined ? [] : [dropWaiting(services, request, resume)];
  /** The browser comes from a form of ours, and from the page that it was sent to by it. */
  const fromForm = resume !== undefined && request.query[DENY_FIELD] === undefined;
  const answer = (parameters: Parameters) => {
    const { client, redirectUri, responseMode, state } = outcome as AuthorizeOutcome & {
      kind: "authorized" | "rejected";
    };
    // RFC 9207: the app sees who answers, and mixes no two services up.
    const told = { ...parameters, state, iss: issuer };
    if (responseMode === "form_post") return onwardByForm(services, request, client, redirectUri, told, done);
    const address = withParameters(redirectUri, told);
    return fromForm ? onward(services, request, client, address, done) : seeOther(address, done);
  };
  switch (outcome.kind) {
    case "authorized":
      return answer({ code: outcome.code });
    case "rejected":
      return answer({ error: outcome.error, error_description: outcome.description });
    case "sign-in":
      return showSignIn(services, request, outcome);
    case "consent":
      return showConsent(services, request, outcome);
    case "step-up":
      return showStepUp(services, request, outcome);
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

/**
 * The page that asks for an address, with what the app knows of the person, at the app's own link: an answer to another
 * site's request sets no cookie, so the form carries the request to the person's first act on a page of ours.
 */
async function showSignIn(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  outcome: AuthorizeOutcome & { kind: "sign-in" },
): Promise<Reply> {
  const { waiting } = outcome;
  const { login_hint: hint } = outcome.parameters;
  const recipient = hint !== undefined && hint.length <= 254 ? hint : undefined;
  const reply = await showRequest(services, request, {
    frame: { ...appFrame(services, request, outcome), resume: undefined },
    fields: { recipient, channel: recipient && usualChannel(inferAddressKind(recipient)) },
    waiting,
  });
  // After a form of ours the browser may hold the request: the page's way back finds it there.
  return { ...reply, cookies: [...(reply.cookies ?? []), ...(await keepWaiting(services, request))] };
}

/** The frame of a page at an app's own link. */
function appFrame(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  { client }: AuthorizeOutcome & { kind: "sign-in" | "consent" | "step-up" },
) {
  const app = appOf(services.settings, client, queryOf(request), request);
  const frame = frameOf(services, request, "/otp/authorize", app);
  return { ...frame, app };
}

/**
 * The page that asks a person who is signed in whether a program of their device may know it. Its form carries the
 * request, so that the page sets no cookie at another site's request.
 */
async function showConsent(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  outcome: AuthorizeOutcome & { kind: "consent" },
): Promise<Reply> {
  const frame = appFrame(services, request, outcome);
  const token = await formToken(services, request);
  const page = consentPage(frame, frame.app, {
    formToken: token.field,
    waiting: outcome.waiting,
    recipient: maskAddress(outcome.recipient),
  });
  return pageReply(200, frame, page, { cookies: token.cookies });
}

/**
 * Leads who is signed in to the page of the second step: it finds the request in the browser, to which a form of ours has
 * brought it. At an app's own link the browser holds none yet, and a page says what the app wants.
 */
async function showStepUp(
  services: AuthorizeReplyDependencies,
  request: HttpRequest,
  outcome: AuthorizeOutcome & { kind: "step-up" },
): Promise<Reply> {
  const { needs, waiting } = outcome;
  const resume = resumeOf(request);
  if (resume !== undefined && findWaiting(services, request, resume) !== undefined)
    return seeOther(
      withParameters(`${request.basePath}/otp/factor`, { [NEEDS_FIELD]: needs, [RESUME_FIELD]: resume }),
    );
  const frame = appFrame(services, request, outcome);
  const token = await formToken(services, request);
  const page = stepUpPage(frame, frame.app, {
    formToken: token.field,
    waiting,
    recipient: maskAddress(outcome.recipient),
  });
  return pageReply(200, frame, page, { cookies: token.cookies });
}

/** What the address asks for; a form of ours asks for what waits under its name. */
function queryOf(request: HttpRequest): string {
  const resume = resumeOf(request);
  return resume === undefined
    ? new URLSearchParams(present(request.query)).toString()
    : `${RESUME_FIELD}=${resume}`;
}
