import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { countdown, LATER } from "./countdown.ts";
import { type Html, html } from "./html.ts";
import { type Frame, notice } from "./layout.ts";
import { sendError } from "./problem-words.ts";

/** Why each limit is there, for the person who meets it. */
const WHY: Readonly<Partial<Record<string, PageKey>>> = {
  cooldown: "why.cooldown",
  recipient: "why.recipient",
  origin: "why.origin",
  locked: "why.locked",
};

/** Why nothing was sent; for a limit also until when, and where help is. */
export function refusalNotice(frame: Frame, problem: Problem): Html {
  const { words } = frame;
  const unavailable = problem.name === "channel-unavailable";
  if (problem.name !== "rate-limited" && !unavailable) return notice("bad", sendError(words, problem));
  const why = unavailable ? "why.unavailable" : WHY[String(problem.members.limit)];
  const time = countdown(words, Number(problem.members.retryAfter));
  return notice(
    "bad",
    html`${why !== undefined && words.say(why)} ${hasOtherWay(problem) && words.say("error.otherWay")}
      <span
        data-after="${words.say("askNow")}"
        data-at="${words.say("error.waitUntil", LATER)}"
        data-say="${words.say("timeLeft", LATER)}"
        >${words.say("error.wait", { time })}</span
      >
      ${helpLink(frame)}`,
  );
}

/** Whether a way is left that costs nothing: the page offers it. */
function hasOtherWay({ members }: Problem): boolean {
  return Array.isArray(members.channels) && members.channels.length > 0;
}

/** Where help is, beside what a person cannot mend alone. */
export function helpLink({ brand, words }: Frame): Html | false {
  return brand.supportUrl !== null && html`<a href="${brand.supportUrl}">${words.say("help")}</a>`;
}
