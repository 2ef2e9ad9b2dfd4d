import type { AddressKind } from "../domain/address-kind.ts";
import type { CodeFormat, CodeShape } from "../domain/typed/code-shape.ts";
import { codeRefusal, reasonOf, type RefusalReason } from "../domain/typed/refusals.ts";
import type { Problem } from "../http/problem.ts";
import type { PageKey } from "../words/page-texts.ts";
import { type Html, html } from "./html.ts";
import type { PageWords } from "./words.ts";

/** A number that no subscriber has, as an example. */
export const EXAMPLE_PHONE = html`<bdi dir="ltr">+1 415 555 0123</bdi>`;

/** The text that says why an address is none; the sign-in tag says the same. */
export const REFUSAL_WORDS: Readonly<Record<RefusalReason, PageKey>> = {
  "email-shape": "error.email",
  "email-at": "error.emailAt",
  "email-name": "error.emailName",
  "email-domain": "error.emailDomain",
  "email-ending": "error.emailEnding",
  "email-several": "error.emailSeveral",
  "email-space": "error.emailSpace",
  "email-letters": "error.emailLetters",
  "email-length": "error.emailLong",
  "hidden-characters": "error.hiddenCharacters",
  "phone-shape": "error.phone",
  "phone-short": "error.phoneShort",
  "phone-long": "error.phoneLong",
  "phone-country": "error.phoneCountry",
  "not-mobile": "error.mobile",
  "not-called": "error.notCalled",
};

function messagesOf({ members }: Problem): readonly string[] {
  const errors = members.errors as readonly { readonly message: string }[] | undefined;
  return errors?.map(({ message }) => message) ?? [];
}

/** What is wrong with an address. @param kind what was asked for */
export function addressError(words: PageWords, problem: Problem, kind: AddressKind): Html {
  const [reason] = messagesOf(problem).flatMap((message) => reasonOf(message) ?? []);
  return words.say(REFUSAL_WORDS[reason ?? (`${kind}-shape` as const)], { example: EXAMPLE_PHONE });
}

const CODE_WORDS = {
  digits: { none: "error.code", many: "error.codes" },
  base32: { none: "error.strongCode", many: "error.strongCodes" },
} as const satisfies Record<CodeFormat, Record<"none" | "many", PageKey>>;

/** What is wrong with a code. */
export function codeError(words: PageWords, problem: Problem, shape: CodeShape): Html {
  const { format, length } = shape;
  if (problem.name !== "incorrect-code") {
    const several = messagesOf(problem).includes(codeRefusal("several", shape));
    const { many, none } = CODE_WORDS[format];
    return words.say(several ? many : none, { length });
  }
  const left = Number(problem.members.attemptsLeft);
  if (left === 0) return words.say("error.noAttempts");
  return html`${words.say("error.incorrect")} ${words.attemptsLeft(left)}`;
}

/** Why nothing was sent. */
export function sendError(words: PageWords, { name, members }: Problem): Html {
  switch (name) {
    case "rate-limited":
      return words.say("error.wait", { time: words.time(Number(members.retryAfter)) });
    case "channel-unavailable":
      return words.say("why.unavailable");
    case "channel-disabled":
      return words.say("error.channel");
    case "recipient-not-allowed":
      return words.say("error.notAllowed");
    case "network-denied":
      return words.say("error.denied");
    case "too-many-sends":
      return words.say("error.sends");
    case "incorrect-passkey":
      return words.say("error.passkey");
    // What a form of ours names and is not there any more is a passkey.
    case "not-found":
      return words.say("error.passkeyUnknown");
    case "proof-too-old":
      return words.say("error.proofOld");
    default:
      return words.say(overWords({ name }).detail);
  }
}

/** What a page says on which nothing can be typed any more. */
export interface OverWords {
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
  "network-denied": { heading: "over.denied", detail: "error.denied" },
  "not-found": { heading: "wrongLink", detail: "over.nothingDetail" },
  unavailable: { heading: "over.unavailable", detail: "over.unavailableDetail" },
  internal: { heading: "over.internal", detail: "over.internalDetail" },
};

/** The heading and the words of a page on which nothing can be typed any more. */
export function overWords({ name }: Pick<Problem, "name">): OverWords {
  return OVER[name] ?? INVALID;
}
