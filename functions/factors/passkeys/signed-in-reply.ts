import type { Approved } from "../../flows/answer-approval.ts";
import { json, type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { approvedView } from "../../http/views.ts";
import { keepWaiting, RESUME_FIELD, resumeOf } from "../../http/waiting.ts";
import { afterSignIn, replaceSession, type SignedInDependencies } from "../../pages/signed-in.ts";

/** Answers a sign-in by passkey: with the session's cookie, and for a browser with the page on which it goes on. */
export async function passkeySignedIn(
  services: SignedInDependencies,
  request: HttpRequest,
  approved: Approved,
): Promise<Reply> {
  const { cookies } = services;
  const now = services.clock();
  const { session } = approved;
  await replaceSession(services, request, approved);
  const set = session ? [cookies.set("session", session.token, session.endsAt - now)] : [];
  if (!request.form) return json(200, approvedView(approved, now), { cookies: set });
  // The page that asks for an address may bring an app's request along: no form kept it before.
  const kept = await keepWaiting(services, request);
  const next =
    kept.length > 0
      ? `${request.basePath}/otp/authorize?${RESUME_FIELD}=${resumeOf(request) ?? ""}`
      : afterSignIn(services, request);
  return seeOther(next, [...set, ...kept, cookies.clear("typed")]);
}
