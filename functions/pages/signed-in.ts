import type { Approved } from "../flows/answer-approval.ts";
import { followSession, type FollowSessionDependencies } from "../flows/follow-session.ts";
import type { CookieJar } from "../http/cookies.ts";
import { dropChallenge, markOf } from "../http/held-challenges.ts";
import { dropFactorToken } from "../http/held-factor-tokens.ts";
import { keepKnown } from "../http/known-device.ts";
import { sameOrigin } from "../http/guard.ts";
import { json, type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { approvedView } from "../http/views.ts";
import { findWaiting, RESUME_FIELD, resumeOf, type PageWalk, walkOf, PAGE_WALKS } from "../http/waiting.ts";
import type { Observer } from "../observability/port.ts";
import { asksFactors, offersPasskeys, offersPush } from "../settings.ts";
import { leaveFlash } from "../http/flash.ts";
import { pagePasskeys } from "./passkey-button.ts";
import { sendBack, type SendBackDependencies } from "./send-back.ts";

export type SignedInDependencies = SendBackDependencies &
  FollowSessionDependencies & { readonly observer: Pick<Observer, "fault"> };

/**
 * Has the session that was opened follow the one whose cookie it takes the place of. A sign-in that succeeded is not lost
 * for a fault of that.
 */
export async function replaceSession(
  services: SignedInDependencies,
  request: HttpRequest,
  { challenge, session }: Approved,
): Promise<void> {
  const held = services.cookies.read(request.header("cookie"), "session");
  if (!session || held === undefined) return;
  // A form was guarded before; a cookie that another site's script sends along asks for nothing.
  if (!request.form && sameOrigin(request, services.publicUrl)) return;
  try {
    await followSession(services, held, challenge);
  } catch (error) {
    services.observer.fault("follow-session", error);
  }
}

/** The cookies of a browser in which a challenge was approved: its session, and nothing of what led to it. */
export function signedInCookies(
  services: Pick<SendBackDependencies, "cookies" | "clock">,
  request: HttpRequest,
  challengeId: string,
  approved: Approved,
): readonly string[] {
  const { cookies } = services;
  return [
    ...sessionCookie(cookies, approved, services.clock()),
    dropChallenge(services, request, challengeId),
    ...dropFactorToken(services, request, challengeId),
    ...keepKnown(services, request, approved),
    // Who comes next to this browser does not find what was typed in it.
    cookies.clear("typed"),
  ];
}

/** The cookie of the session that an approval has opened, if it opened one. */
export function sessionCookie(cookies: CookieJar, { session }: Approved, now: number): readonly string[] {
  return session ? [cookies.set("session", session.token, session.endsAt - now)] : [];
}

/** Answers an approval: the session's cookie for every caller, and for a browser the page of its session. */
export async function signedInReply(
  services: SignedInDependencies,
  request: HttpRequest,
  challengeId: string,
  approved: Approved,
): Promise<Reply> {
  const { cookies } = services;
  await replaceSession(services, request, approved);
  const now = services.clock();
  const { session } = approved;
  if (!request.form)
    return json(200, approvedView(approved, now), { cookies: sessionCookie(cookies, approved, now) });
  const all = signedInCookies(services, request, challengeId, approved);
  if (!session) {
    const flash = {
      page: "/otp/verify",
      mark: await markOf(services, challengeId),
      notice: "confirmed",
    } as const;
    return sendBack(services, request, flash, all);
  }
  return seeOther(afterSignIn(services, request), [...all, ...(await passkeyOffer(services, request))]);
}

/** Has the page of the session offer a passkey, once; where an app waits, no page of ours is shown. */
async function passkeyOffer(
  services: SendBackDependencies,
  request: HttpRequest,
): Promise<readonly string[]> {
  if (pagePasskeys(services) === undefined || waits(services, request)) return [];
  return [await leaveFlash(services, { page: "/otp/session", notice: "passkey-offer" })];
}

/** Whether the page that a walk goes on to is there. */
const IS_THERE: Readonly<Record<PageWalk, (settings: SendBackDependencies["settings"]) => boolean>> = {
  "-account": ({ account }) => account === "on",
  "-new-app": asksFactors,
  "-passkey": offersPasskeys,
  "-pushing": offersPush,
};

/**
 * Where who has signed in goes on: the app that the walk came from goes first; what of its request is true is seen there.
 * Else the page that sent them to sign in, or that of the session.
 */
export function afterSignIn(
  services: Pick<SendBackDependencies, "cookies" | "settings">,
  request: HttpRequest,
): string {
  if (!waits(services, request)) {
    const walk = walkOf(request);
    const isThere = walk !== undefined && IS_THERE[walk](services.settings);
    return `${request.basePath}${isThere ? PAGE_WALKS[walk] : "/otp/session"}`;
  }
  return `${request.basePath}/otp/authorize?${RESUME_FIELD}=${resumeOf(request) ?? ""}`;
}

function waits(services: Pick<SendBackDependencies, "cookies">, request: HttpRequest): boolean {
  const resume = resumeOf(request);
  return resume !== undefined && findWaiting(services, request, resume) !== undefined;
}
