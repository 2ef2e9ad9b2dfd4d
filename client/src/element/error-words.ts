import type { ClientError } from "../client.ts";
import en from "./page-words/en.ts";
import { NAMES } from "./page-words/names.ts";
import { EXAMPLE, type Speech, type WordName } from "./words.ts";

/** Errors that have one text, whatever they carry. */
const TEXT_OF: Partial<Record<ClientError["type"], WordName>> = {
  "channel-disabled": "error.channel",
  "recipient-not-allowed": "error.notAllowed",
  "too-many-sends": "error.sends",
  "challenge-not-found": "over.missingDetail",
  "challenge-expired": "over.expiredDetail",
  "challenge-used": "over.usedDetail",
  "challenge-canceled": "over.canceledDetail",
  "too-many-attempts": "over.attemptsDetail",
  "forbidden-origin": "over.foreignDetail",
  "network-denied": "error.denied",
};

/** Errors that a person may not get out of alone. */
export const NEEDS_HELP: ReadonlySet<ClientError["type"]> = new Set([
  "rate-limited",
  "channel-unavailable",
  "too-many-attempts",
  "too-many-sends",
  "internal",
  "unexpected",
]);

/** Errors that are the service's or the network's: nothing that a person typed is wrong. */
const OVER: Partial<Record<ClientError["type"], "unavailable" | "internal">> = {
  network: "unavailable",
  timeout: "unavailable",
  unavailable: "unavailable",
  internal: "internal",
  unexpected: "internal",
};

/** What is said of an error, as the pages say it. @param says in place of the usual words */
export function errorWords(speech: Speech, error: ClientError, says?: string): string {
  const values = {
    ...("retryAfter" in error && { time: speech.time(error.retryAfter) }),
    ...("attemptsLeft" in error && { count: error.attemptsLeft }),
  };
  return speech.ownWords(error.type, values) ?? says ?? builtIn(speech, error);
}

/** What the service says in English alone is no word for a person who reads another language. */
function unknown(speech: Speech, message: string): string {
  return speech.locale === "en" ? message : speech.say("over.invalidDetail");
}

function builtIn(speech: Speech, error: ClientError): string {
  if (error.type === "invalid-request") {
    const said = error.errors.map(({ path, message }) => {
      if (path === "channel") return speech.say("error.channel");
      // The service says in English what is wrong with an address, in these very words.
      const name = NAMES[en.texts.findIndex((text) => text.replace("{example}", EXAMPLE) === message)];
      return name === undefined ? unknown(speech, message) : speech.say(name);
    });
    return [...new Set(said)].join(" ");
  }
  if (error.type === "incorrect-code")
    return error.attemptsLeft === 0
      ? speech.say("error.noAttempts")
      : `${speech.say("error.incorrect")} ${speech.attemptsLeft(error.attemptsLeft)}`;
  if (error.type === "rate-limited") {
    // Why the limit is there. A newer service may name another one.
    const why = NAMES.find((name) => name === `why.${error.limit ?? ""}`);
    const wait = speech.say("error.wait", { time: speech.time(error.retryAfter) });
    return why === undefined ? wait : `${speech.say(why)} ${wait}`;
  }
  if (error.type === "channel-unavailable") {
    const wait = speech.say("error.wait", { time: speech.time(error.retryAfter) });
    const other = error.channels.length > 0 ? `${speech.say("error.otherWay")} ` : "";
    return `${speech.say("why.unavailable")} ${other}${wait}`;
  }
  const over = OVER[error.type];
  if (over) return `${speech.say(`over.${over}`)} \u2013 ${speech.say(`over.${over}Detail`)}`;
  return speech.say(TEXT_OF[error.type] ?? "over.invalidDetail");
}
