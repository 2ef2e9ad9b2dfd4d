import { attemptsLeft } from "../../domain/challenge.ts";
import { TYPED_FACTORS } from "../../domain/factors.ts";
import { takeFlash } from "../../http/flash.ts";
import { formToken, type FormTokenDependencies } from "../../http/guard.ts";
import { markOf } from "../../http/held-challenges.ts";
import { type Problem, refusalProblem } from "../../http/problem.ts";
import { type Reply, seeOther } from "../../http/reply.ts";
import type { HttpRequest } from "../../http/request.ts";
import { NEEDS_FIELD } from "../../http/waiting.ts";
import type { Keys } from "../../keys/port.ts";
import { askingApp } from "../../pages/asking-app.ts";
import { type Frame, pageReply } from "../../pages/layout.ts";
import { overPage } from "../../pages/over-page.ts";
import { frameOf } from "../../pages/page-frame.ts";
import { maySendBack, pageAddress, sendBack, type SendBackDependencies } from "../../pages/send-back.ts";
import { askAgain, askedMark } from "../../pages/show-challenge.ts";
import { afterSignIn } from "../../pages/signed-in.ts";
import { provedHere } from "../proved-here.ts";
import { askedFactor } from "./asked-factor.ts";
import { FACTOR_FIELD, factorPage } from "./factor-page.ts";
import { passkeyAsked } from "./passkey-asked.ts";
import { isInSession, neededProof } from "./raise-form.ts";
import { readSecondStep, type ReadStepDependencies, type SecondStep } from "./read-step.ts";
import { showRaise } from "./show-raise.ts";
import { stepOverWords } from "./step-over-words.ts";

const PAGE = "/otp/factor";
const SET_UP = "/otp/account/factors/totp";

export interface ShowFactorDependencies
  extends ReadStepDependencies, FormTokenDependencies, SendBackDependencies {
  readonly keys: Keys;
  readonly settings: SendBackDependencies["settings"];
}

/**
 * Answers with the page of a sign-in's second step: the factor's field while it is open, the way out after it. The same
 * page of who is signed in, and has something to prove, is {@link showRaise}.
 */
export async function showFactor(
  services: ShowFactorDependencies,
  request: HttpRequest,
  refused?: Problem,
): Promise<Reply> {
  if (isInSession(request)) return showRaise(services, request, refused);
  const mark = askedMark(request);
  const signIn = await provedHere(services, request, mark);
  const { flash, cookies } = await takeFlash(services, request, PAGE, mark);
  const problem = refused ?? flash?.problem;
  const frame = frameOf(services, request, PAGE, await askingApp(services, request));
  if (!signIn) return withoutStep(request, frame, { mark, refused, cookies });
  const { challengeId: held } = signIn;
  const step = await readSecondStep(services, signIn);
  if (step.kind === "newcomer")
    return seeOther(pageAddress(request, SET_UP, await markOf(services, held)), cookies);
  if (step.kind !== "open") return over(services, request, frame, { step, held, refused, problem, cookies });
  const token = await formToken(services, request);
  const { challenge, factors, locked } = step;
  const typed = TYPED_FACTORS.filter((one) => factors.includes(one));
  const page = factorPage(frame, {
    ...{ formToken: token.field, factors: typed, locked, problem },
    mark: await markOf(services, held),
    asked: typed.find((one) => one === askedFactor(request)) ?? typed[0],
    passkey: factors.includes("passkey")
      ? await passkeyAsked(services, "second-factor", { kind: "challenge", challengeId: held })
      : undefined,
    expiresIn: challenge.expiresAt - services.clock(),
    attemptsLeft: (challenge.factorAttempts ?? 0) > 0 ? attemptsLeft(challenge) : undefined,
  });
  return pageReply(refused?.status ?? 200, frame, page, {
    ...refused,
    cookies: [...token.cookies, ...cookies],
  });
}

interface Shown {
  readonly refused?: Problem | undefined;
  readonly cookies: readonly string[];
}

/** What this browser holds no right code for is for the page of codes to say, unless its sign-in is complete. */
function withoutStep(
  request: HttpRequest,
  frame: Frame,
  { mark, refused, cookies }: Shown & { readonly mark: string | undefined },
): Reply {
  if (refused) return pageReply(refused.status, frame, overPage(frame, refused), { ...refused, cookies });
  return seeOther(pageAddress(request, "/otp/verify", mark), cookies);
}

async function over(
  services: ShowFactorDependencies,
  request: HttpRequest,
  frame: Frame,
  {
    step,
    held,
    refused,
    problem,
    cookies,
  }: Shown & {
    readonly step: Exclude<SecondStep, { readonly kind: "open" | "newcomer" }>;
    readonly held: string;
    readonly problem: Problem | undefined;
  },
): Promise<Reply> {
  // Back from being signed in, or in another tab.
  const session = services.cookies.read(request.header("cookie"), "session");
  if (!problem && step.kind === "challenge-used" && session !== undefined)
    return seeOther(afterSignIn(services, request), cookies);
  const { settings } = services;
  const state = refusalProblem(step, settings);
  const last = problem?.name === "incorrect-code" ? problem : state;
  const { again, cookies: formed } = await askAgain(services, request, held);
  const page = overPage(frame, refused ?? last, again, refused ? undefined : stepOverWords(last.name));
  const { status, headers } = refused ?? state;
  return pageReply(status, frame, page, { headers, cookies: [...formed, ...cookies] });
}

/** Answers a form of the second step that was refused: on its page, which says why. */
export function refuseFactor(
  services: ShowFactorDependencies,
  request: HttpRequest,
  problem: Problem,
): Promise<Reply> {
  if (!maySendBack(services, request)) return showFactor(services, request, problem);
  const factor = askedFactor(request);
  const flash = { page: PAGE, mark: askedMark(request), problem } as const;
  const isFirst = factor === undefined || factor === TYPED_FACTORS[0];
  const needs = neededProof(request);
  return sendBack(services, request, flash, [], {
    ...(!isFirst && { [FACTOR_FIELD]: factor }),
    ...(needs !== undefined && { [NEEDS_FIELD]: needs }),
  });
}
