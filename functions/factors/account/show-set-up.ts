import type { CookieJar } from "../../http/cookies.ts";
import { readCredential } from "../../http/credential.ts";
import { takeFlash } from "../../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../../http/guard.ts";
import { MARK_FIELD } from "../../http/held-challenges.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { askingApp } from "../../pages/asking-app.ts";
import { html } from "../../pages/html.ts";
import { notice, pageReply } from "../../pages/layout.ts";
import { overPage } from "../../pages/over-page.ts";
import { frameOf } from "../../pages/page-frame.ts";
import { maySendBack, pageAddress, sendBack, type SendBackDependencies } from "../../pages/send-back.ts";
import { asksFactors } from "../../settings.ts";
import { askedMark } from "../../pages/show-challenge.ts";
import { showSignedOut } from "../../pages/show-session.ts";
import type { BeginTotpDependencies } from "../enrol-totp.ts";
import { ENROLMENT_SECONDS } from "../enrolment.ts";
import type { NewcomerDependencies } from "../may-change.ts";
import { proveAddress } from "../prove-first.ts";
import { provedHere } from "../proved-here.ts";
import { accountProblem } from "./account-problem.ts";
import { setUpTotp } from "./set-up.ts";
import { setUpPage } from "./set-up-page.ts";

const PAGE = "/otp/account/factors/totp";

export type ShowSetUpDependencies = BeginTotpDependencies &
  NewcomerDependencies &
  FormTokenDependencies &
  SendBackDependencies;

/** Answers with the page on which an authenticator is set up: in a session, or within the sign-in of its address. */
export async function showSetUp(
  services: ShowSetUpDependencies,
  request: HttpRequest,
): Promise<Reply | Problem> {
  const mark = askedMark(request);
  const proof =
    mark === undefined
      ? { credential: readCredential(services.cookies, request)?.value }
      : await provedHere(services, request, mark);
  // What there is to say of a sign-in that does not wait for this, the page of its second step says.
  const elsewhere = seeOther(pageAddress(request, "/otp/factor", mark));
  if (!proof) return elsewhere;
  const held = services.cookies.read(request.header("cookie"), "enrolment");
  const setUp = await setUpTotp(services, proof, held);
  if (setUp.kind === "proof-too-old" && setUp.proves === "factor" && asksFactors(services.settings))
    return seeOther(proveAddress(request.basePath, "factor", "-new-app"));
  if (setUp.kind !== "set-up") return mark === undefined ? accountProblem(setUp) : elsewhere;
  const { begun, endsAt } = setUp;
  const token = await formToken(services, request);
  const { flash, cookies } = await takeFlash(services, request, PAGE, mark);
  const frame = frameOf(services, request, PAGE, await askingApp(services, request));
  const page = setUpPage(frame, {
    ...{ formToken: token.field, mark, begun, problem: flash?.problem },
    expiresIn: endsAt - services.clock(),
  });
  const kept = begun.token === held ? [] : [keepEnrolment(services.cookies, begun.token)];
  return pageReply(200, frame, page, { cookies: [...token.cookies, ...kept, ...cookies] });
}

/** The body that the form of the page means. */
export async function setUpFields(
  services: SendBackDependencies,
  request: HttpRequest,
  { enrolment, code, [MARK_FIELD]: mark }: Readonly<Record<string, unknown>>,
): Promise<object | Problem> {
  const signIn = mark === undefined ? {} : await provedHere(services, request, mark);
  return signIn ? { ...signIn, enrolment, code } : problem("no-session", "Ask for a new code.");
}

/** Answers a browser that may not set one up, or whose form was refused. */
export async function refuseSetUp(
  services: SendBackDependencies,
  request: HttpRequest,
  refused: Problem,
): Promise<Reply> {
  const mark = askedMark(request);
  if (maySendBack(services, request) && (mark !== undefined || refused.name !== "no-session")) {
    const { enrolment } = request.body as Readonly<Record<string, unknown>>;
    // The key of this form, also where another tab has begun with one of its own.
    const kept =
      typeof enrolment === "string" && /^[\w.-]{1,400}$/.test(enrolment)
        ? [keepEnrolment(services.cookies, enrolment)]
        : [];
    return sendBack(services, request, { page: PAGE, mark, problem: refused }, kept);
  }
  if (refused.name === "no-session") return showSignedOut(services, request, refused);
  const frame = frameOf(services, request, PAGE);
  const { words, basePath } = frame;
  if (refused.name !== "proof-too-old" && refused.name !== "invalid-request")
    return pageReply(refused.status, frame, overPage(frame, refused), refused);
  const isOld = refused.name === "proof-too-old";
  const page = {
    title: words.say("setUp"),
    body: html`<h1>${words.say("setUp")}</h1>
      ${notice("bad", words.say(isOld ? "error.proofOld" : "error.setUpMany"))}
      <a class="button" href="${basePath}/otp/${isOld ? "request" : "session"}"
        >${words.say(isOld ? "signIn" : "yourSession")}</a
      >`,
  };
  return pageReply(refused.status, frame, page, refused);
}

function keepEnrolment(cookies: CookieJar, token: string): string {
  return cookies.set("enrolment", token, ENROLMENT_SECONDS);
}
