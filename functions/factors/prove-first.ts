import { NEEDS_FIELD, NEEDS_FRESH, RESUME_FIELD, type PageWalk } from "../http/waiting.ts";
import { type Html, html } from "../pages/html.ts";
import type { Problem } from "../http/problem.ts";
import type { Frame } from "../pages/layout.ts";
import { sendError } from "../pages/problem-words.ts";
import type { PageWords } from "../pages/words.ts";

/** What has to be proved just now before factors are changed. */
export type Proves = "factor" | "code";

/** Where that is proved: a factor in the session, the code in a sign-in. It leads back to the page of the walk. */
export function proveAddress(basePath: string, proves: Proves, walk: PageWalk): string {
  const query = new URLSearchParams({
    ...(proves === "factor" && { [NEEDS_FIELD]: NEEDS_FRESH }),
    [RESUME_FIELD]: walk,
  });
  return `${basePath}/otp/${proves === "factor" ? "factor" : "request"}?${query.toString()}`;
}

/** Why a form that changes factors did nothing. */
export function changeError(words: PageWords, problem: Problem, proves: Proves): Html {
  const isOld = problem.name === "proof-too-old" && proves === "factor";
  return isOld ? words.say("error.confirmFirst") : sendError(words, problem);
}

/** Says on a page that nothing is changed before, and leads there. */
export function proveFirst({ words, basePath }: Frame, proves: Proves, walk: PageWalk): Html {
  const isFactor = proves === "factor";
  return html`<p class="hint">${words.say(isFactor ? "error.confirmFirst" : "error.proofOld")}</p>
    <a class="button" href="${proveAddress(basePath, proves, walk)}"
      >${words.say(isFactor ? "confirmFirst" : "signIn")}</a
    >`;
}
