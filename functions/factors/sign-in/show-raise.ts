import { acrOf, suffices } from "../../domain/acr.ts";
import { MAX_SESSION_FACTOR_ATTEMPTS, type Session } from "../../domain/challenge.ts";
import {
  type Factor,
  guesserOf,
  provable,
  reachedBy,
  type SubjectFactors,
  takesGuesses,
  TYPED_FACTORS,
} from "../../domain/factors.ts";
import { maskAddress } from "../../domain/mask.ts";
import { sessionOfToken } from "../../flows/resolve-session.ts";
import { takeFlash } from "../../http/flash.ts";
import { formToken } from "../../http/guard.ts";
import { type Problem, problem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { NEEDS_AGAIN, NEEDS_FRESH } from "../../http/waiting.ts";
import { askingApp } from "../../pages/asking-app.ts";
import { pageReply } from "../../pages/layout.ts";
import { frameOf } from "../../pages/page-frame.ts";
import { afterSignIn } from "../../pages/signed-in.ts";
import { takesPasskeys } from "../../settings/passkey-party.ts";
import { isFreshlyProved, readFactorsOf } from "../may-change.ts";
import { raisingBindingOf } from "../passkeys/make-options.ts";
import { askedFactor } from "./asked-factor.ts";
import { factorPage } from "./factor-page.ts";
import { passkeyAsked } from "./passkey-asked.ts";
import { neededProof } from "./raise-form.ts";
import type { ShowFactorDependencies } from "./show-factor.ts";

const PAGE = "/otp/factor";

/**
 * Answers with the page on which who is signed in proves a factor. Where there is nothing to prove, or nothing more that is
 * wanted, it goes on where they came from: to the app whose request this browser keeps, and nowhere that an address names.
 */
export async function showRaise(
  services: ShowFactorDependencies,
  request: HttpRequest,
  refused?: Problem,
): Promise<Reply> {
  const now = services.clock();
  const needs = neededProof(request);
  const token = services.cookies.read(request.header("cookie"), "session");
  const { flash, cookies } = await takeFlash(services, request, PAGE);
  const session = await sessionOfToken(services, token, now);
  // It ended meanwhile: the app's request is asked again, and has its user sign in.
  if (!session) return seeOther(afterSignIn(services, request), cookies);
  const { factors } = await readFactorsOf(services, session, now);
  const acr = needs === NEEDS_FRESH || needs === NEEDS_AGAIN ? undefined : needs;
  const all = provable(factors, takesPasskeys(services)).filter(
    (one) => acr === undefined || suffices(reachedBy(one), acr),
  );
  const failed = refused ?? flash?.problem;
  // In another tab, perhaps.
  const isReached =
    acr === undefined
      ? needs === NEEDS_FRESH && isFreshlyProved({ session, factors }, now)
      : suffices(acrOf(session.amr), acr);
  if (!factors || all.length === 0 || (isReached && !failed))
    return seeOther(afterSignIn(services, request), cookies);
  const { left, locked, isOver } = leftOf(session, factors, all, now);
  const typed = TYPED_FACTORS.filter((one) => left.includes(one));
  const form = await formToken(services, request);
  const frame = frameOf(services, request, PAGE, await askingApp(services, request));
  const page = factorPage(frame, {
    ...{ formToken: form.field, factors: typed, locked, mark: undefined, expiresIn: undefined },
    asked: typed.find((one) => one === askedFactor(request)) ?? typed[0],
    passkey: left.includes("passkey")
      ? await passkeyAsked(services, "session", raisingBindingOf(session))
      : undefined,
    session: { recipient: maskAddress(session.address), needs },
    attemptsLeft: undefined,
    problem: failed ?? (isOver ? problem("too-many-attempts", "Sign in again.") : undefined),
  });
  return pageReply(refused?.status ?? 200, frame, page, {
    ...refused,
    cookies: [...form.cookies, ...cookies],
  });
}

/** What can be proved now. */
function leftOf(
  session: Session,
  factors: SubjectFactors,
  all: readonly Factor[],
  now: number,
): { readonly left: readonly Factor[]; readonly locked: boolean; readonly isOver: boolean } {
  // No proof is taken in this session any more: another sign-in takes the next ones.
  if ((session.factorAttempts ?? 0) >= MAX_SESSION_FACTOR_ATTEMPTS)
    return { left: [], locked: false, isOver: true };
  const locked =
    all.includes("totp") && !takesGuesses(factors.counts[guesserOf(factors, session.device)], now);
  return { left: all.filter((one) => !locked || one !== "totp"), locked, isOver: false };
}
