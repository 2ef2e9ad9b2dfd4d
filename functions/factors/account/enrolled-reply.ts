import type { Approved } from "../../flows/answer-approval.ts";
import type { HttpRequest } from "../../http/request.ts";
import { json, type Reply } from "../../http/reply.ts";
import { askingApp } from "../../pages/asking-app.ts";
import { html } from "../../pages/html.ts";
import { type Frame, pageReply, requestAddress } from "../../pages/layout.ts";
import { frameOf } from "../../pages/page-frame.ts";
import type { SendBackDependencies } from "../../pages/send-back.ts";
import {
  afterSignIn,
  replaceSession,
  sessionCookie,
  signedInCookies,
  type SignedInDependencies,
} from "../../pages/signed-in.ts";
import { backupCodesPage, type BackupCodesView } from "./backup-codes-page.ts";
import type { Enrolled } from "./confirm.ts";
import { enrolledView } from "./factor-views.ts";

/** Answers an authenticator that was added: a browser with the backup codes, which no other answer shows. */
export async function enrolledReply(
  services: SignedInDependencies,
  request: HttpRequest,
  challengeId: string | undefined,
  enrolled: Enrolled,
): Promise<Reply> {
  const { approved, backupCodes = [], fault } = enrolled;
  // Without a sign-in that it completes, it is the same session that goes on.
  if (approved && challengeId !== undefined) await replaceSession(services, request, approved);
  const { cookies, clock } = services;
  if (!request.form)
    return json(201, enrolledView(enrolled, clock()), {
      cookies: approved ? sessionCookie(cookies, approved, clock()) : [],
    });
  const frame = frameOf(services, request, "/otp/account/factors/totp", await askingApp(services, request));
  const page = backupCodesPage(frame, {
    ...{ done: "setUpDone", codes: backupCodes, othersOpen: fault !== undefined },
    onward: onwardOf(services, request, frame, challengeId, enrolled),
  });
  return pageReply(201, frame, page, {
    cookies: [...nowSignedIn(services, request, challengeId, approved), cookies.clear("enrolment")],
  });
}

/** The session goes on with a new cookie; the sign-in that waited is complete. */
function nowSignedIn(
  services: SendBackDependencies,
  request: HttpRequest,
  challengeId: string | undefined,
  approved: Approved | undefined,
): readonly string[] {
  if (!approved) return [];
  if (challengeId === undefined) return sessionCookie(services.cookies, approved, services.clock());
  return signedInCookies(services, request, challengeId, approved);
}

function onwardOf(
  services: SendBackDependencies,
  request: HttpRequest,
  frame: Frame,
  challengeId: string | undefined,
  { approved }: Enrolled,
): BackupCodesView["onward"] {
  const { words, app, basePath } = frame;
  if (challengeId === undefined)
    return { address: `${basePath}/otp/session`, says: words.say("yourSession") };
  // Over meanwhile: what was added is needed at the next sign-in.
  if (!approved) return { address: requestAddress(frame), says: words.say("signIn") };
  if (!approved.session) return undefined;
  const says = app ? words.say("onwardButton", { app: app.name }) : html`${words.say("continue")}`;
  return { address: afterSignIn(services, request), says };
}
