import { all } from "email-misspelled";

/** Large providers that the list lacks. */
const ALSO_LARGE = [
  ...["icloud.com", "protonmail.com", "fastmail.com", "foxmail.com", "naver.com", "hanmail.net"],
  ...["seznam.cz", "bluewin.ch", "mailbox.org", "posteo.de", "yandex.com", "rediffmail.com"],
];
/** Providers whose names look like a mistake in another's. */
const RIGHT_AS_THEY_ARE = ["email.com", "gmail.de"];

/** By how many people use them, those of the most first. */
const LARGE = [...new Set([...all, ...ALSO_LARGE])];
const KNOWN = new Set([...LARGE, ...RIGHT_AS_THEY_ARE]);

/** Shorter names than this, like `gmx`, are one letter away from too many others. */
const LEAST_NAME_LENGTH = 5;

/** Two letters: an ending of a country, like `.ch` and `.co.uk`. */
const COUNTRY_ENDING = /\.[a-z]{2}$/;

/**
 * The address that was probably meant, where the domain is one slip of a finger away from that of a large mail provider:
 * a question to ask, never a change to make.
 * @param address normalised, as {@link readEmail} gives it
 */
export function suggestAddress(address: string): string | undefined {
  const [local = "", domain = ""] = address.split("@");
  if (KNOWN.has(domain)) return undefined;
  const meant = LARGE.find(
    (large) =>
      large.indexOf(".") >= LEAST_NAME_LENGTH &&
      isOneSlipAway(domain, large) &&
      !isSameInAnotherCountry(domain, large),
  );
  return meant && `${local}@${meant}`;
}

/** Whether both are one name with the endings of two countries: a large provider has its name in many, also here unknown ones. */
function isSameInAnotherCountry(typed: string, meant: string): boolean {
  const name = (domain: string) => domain.slice(0, domain.indexOf("."));
  return name(typed) === name(meant) && COUNTRY_ENDING.test(typed) && COUNTRY_ENDING.test(meant);
}

/** Whether one letter is missing, too many or another, or two neighbours have changed places. */
function isOneSlipAway(typed: string, meant: string): boolean {
  let at = 0;
  while (at < typed.length && typed[at] === meant[at]) at += 1;
  const rest = (text: string, without: number) => text.slice(at + without);
  return (
    rest(typed, 0) === rest(meant, 1) ||
    rest(typed, 1) === rest(meant, 0) ||
    rest(typed, 1) === rest(meant, 1) ||
    (rest(typed, 2) === rest(meant, 2) && typed[at] === meant[at + 1] && typed[at + 1] === meant[at])
  );
}
