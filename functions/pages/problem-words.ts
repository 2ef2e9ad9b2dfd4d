import type { AddressKind } from "../domain/address-kind.ts";
import { NOT_MOBILE } from "../domain/recipient.ts";
import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import type { PageWords } from "./words.ts";

/** A number that no subscriber has, as an example. */
export const EXAMPLE_PHONE = html`<bdi dir="ltr">+1 415 555 0123</bdi>`;

/** What is wrong with an address. @param kind what was asked for */
export function addressError(words: PageWords, { members }: Problem, kind: AddressKind): Html {
  const errors = members.errors as readonly { readonly message: string }[] | undefined;
  if (errors?.some(({ message }) => message === NOT_MOBILE)) return words.say("error.mobile");
  return kind === "email" ? words.say("error.email") : words.say("error.phone", { example: EXAMPLE_PHONE });
}

/** What is wrong with a code. */
export function codeError(words: PageWords, { name, members }: Problem, length: number): Html {
  if (name !== "incorrect-code") return words.say("error.code", { length });
  const left = Number(members.attemptsLeft);
  if (left === 0) return words.say("error.noAttempts");
  return html`${words.say("error.incorrect")} ${words.attemptsLeft(left)}`;
}

/** Why nothing was sent. */
export function sendError(words: PageWords, { name, members }: Problem): Html {
  switch (name) {
    case "rate-limited":
      return words.say("error.wait", { time: words.time(Number(members.retryAfter)) });
    case "channel-disabled":
      return words.say("error.channel");
    case "recipient-not-allowed":
      return words.say("error.notAllowed");
    case "too-many-sends":
      return words.say("error.sends");
    default:
      return words.say(overWords({ name }).detail);
  }
}

interface OverWords {
  readonly heading: PageKey;
  readonly detail: PageKey;
}

const MISSING: OverWords = { heading: "over.missing", detail: "over.missingDetail" };
const INVALID: OverWords = { heading: "over.invalid", detail: "over.invalidDetail" };

/** What the problems that end a page are called for a user who only wants to sign in. */
const OVER: Partial<Record<Problem["name"], OverWords>> = {
  "challenge-not-found": MISSING,
  "no-session": MISSING,
  "challenge-expired": { heading: "over.expired", detail: "over.expiredDetail" },
  "challenge-used": { heading: "over.used", detail: "over.usedDetail" },
  "challenge-canceled": { heading: "over.canceled", detail: "over.canceledDetail" },
  "too-many-attempts": { heading: "over.attempts", detail: "over.attemptsDetail" },
  // An open challenge shows its field again: this was the last attempt.
  "incorrect-code": { heading: "over.attempts", detail: "error.noAttempts" },
  "forbidden-origin": { heading: "over.foreign", detail: "over.foreignDetail" },
  unavailable: { heading: "over.unavailable", detail: "over.unavailableDetail" },
  internal: { heading: "over.internal", detail: "over.internalDetail" },
};

/** The heading and the words of a page on which nothing can be typed any more. */
export function overWords({ name }: Pick<Problem, "name">): OverWords {
  return OVER[name] ?? INVALID;
}
