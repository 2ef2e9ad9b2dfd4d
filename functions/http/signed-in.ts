import type { Clock } from "../domain/ambient.ts";
import type { Approved } from "../flows/verify-code.ts";
import { pageReply } from "../pages/layout.ts";
import { confirmedPage } from "../pages/session-page.ts";
import type { Settings } from "../settings.ts";
import type { CookieJar } from "./cookies.ts";
import { type Reply, seeOther } from "./reply.ts";
import type { HttpRequest } from "./request.ts";
import { frameOf } from "./show-challenge.ts";

export interface SignedInDependencies {
  readonly settings: Settings;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** Answers an approval: the session's cookie for every client, and for a browser the page of its session. */
export function signedInReply(
  { settings, cookies, clock }: SignedInDependencies,
  request: HttpRequest,
  { session }: Approved,
  toJson: (now: number) => Reply,
): Reply {
  const now = clock();
  const set = session ? [cookies.set("session", session.token, session.endsAt - now)] : [];
  if (!request.form) return { ...toJson(now), cookies: set };
  const all = [...set, cookies.clear("challenge")];
  if (session) return seeOther(`${request.basePath}/otp/session`, all);
  return pageReply(200, frameOf(settings), confirmedPage(), { cookies: all });
}
