import parsePhoneNumber, {
  type CountryCode,
  getCountryCallingCode,
  type PhoneNumber,
  validatePhoneNumberLength,
} from "libphonenumber-js/core";
import { numberToday } from "./old-numbers.ts";
import { phoneData } from "./phone-data.ts";
import { type PhoneSpelling, spellPhone } from "./phone-spelling.ts";
import type { RefusalReason } from "./refusals.ts";

export type PhoneReading =
  | {
      readonly kind: "phone";
      /** E.164. */
      readonly address: string;
      /** ISO 3166; undefined for a number that belongs to no country. */
      readonly country: string | undefined;
      /** Whether it is known to take calls and no messages. */
      readonly fixedLine: boolean;
    }
  | { readonly kind: "invalid"; readonly reason: RefusalReason };

/** How much a number is worth: known to be of a kind that is asked for, known to be something else, of a possible length, or no number. */
type Judgement =
  | { readonly kind: "served" | "possible"; readonly number: PhoneNumber }
  | { readonly kind: "not-served" }
  | { readonly kind: "impossible"; readonly reason: RefusalReason };

/** The shortest number that is read as international without a plus sign: a shorter one is a local one without its area. */
const LEAST_DIGITS_WITHOUT_PLUS = 10;

/**
 * Digits of the shortest number that anybody is called at from abroad, like +683 4000 of Niue. The library takes what is
 * dialled within a German town, four digits, for a possible number as well.
 */
const LEAST_DIGITS = 7;

/**
 * Reads a phone number in any spelling. The library's data about numbers is never complete, so it may not veto: a number
 * of a possible length is sent to, and only one of a kind that is known to take no messages is refused.
 * @param defaultCountry ISO 3166 code that a number without `+` is read in
 * @param purpose what the number is for: a call also reaches a fixed line
 */
export function readPhone(
  text: string,
  defaultCountry: string,
  purpose: "message" | "call" = "message",
): PhoneReading {
  const spelling = spellPhone(text);
  if (!spelling) return { kind: "invalid", reason: "phone-shape" };
  const judged = judgeSpelling(spelling, { country: defaultCountry as CountryCode, kinds: KINDS[purpose] });
  if (judged.kind === "not-served")
    return { kind: "invalid", reason: purpose === "call" ? "not-called" : "not-mobile" };
  if (judged.kind === "impossible") return { kind: "invalid", reason: judged.reason };
  const { number } = judged;
  return {
    kind: "phone",
    address: number.number,
    country: countryOf(number),
    fixedLine: FIXED_LINE.includes(number.getType() ?? ""),
  };
}

const MOBILE: readonly string[] = ["MOBILE", "FIXED_LINE_OR_MOBILE"];
const FIXED_LINE: readonly string[] = ["FIXED_LINE", "VOIP"];

/** Kinds of numbers, the better ones first. What earns with a call, like a premium rate, is never called. */
const KINDS = { message: [MOBILE], call: [MOBILE, FIXED_LINE] } as const;

/** How a number is read. */
interface Reading {
  readonly country: CountryCode;
  readonly kinds: readonly (readonly string[])[];
}

function judgeSpelling(spelling: PhoneSpelling, reading: Reading): Judgement {
  const { international, digits, digitsAbroad } = spelling;
  if (international) return judge([`+${digitsAbroad}`, `+${digits}`], reading);

  const atHome = judge([digits], reading);
  if (digits.startsWith("00")) {
    // The prefix of most countries, written also where another one is dialled: no country has numbers that start so.
    const abroad = judge([`+${digitsAbroad.slice(2)}`, `+${digits.slice(2)}`], reading);
    return ORDER.flatMap((kind) => [abroad, atHome].find((one) => one.kind === kind) ?? [])[0] ?? abroad;
  }
  if (digits.length < LEAST_DIGITS_WITHOUT_PLUS) return atHome;
  if (atHome.kind === "impossible") {
    const abroad = judge([`+${digits.replace(/^011/, "")}`], reading);
    return abroad.kind === "served" ? abroad : atHome;
  }
  return isMobile(atHome) ? atHome : (withoutPlus(digits, reading, atHome) ?? atHome);
}

/**
 * A mobile number with its country code and without the plus. `49 151 23456789` in Germany is also possible as a landline
 * of a town without its zero, which nobody means who asks for a message, and a call would reach a stranger.
 */
function withoutPlus(digits: string, reading: Reading, atHome: Judgement): Judgement | undefined {
  if (digits.startsWith("0")) return undefined;
  const abroad = judge([`+${digits}`], { ...reading, kinds: [MOBILE] });
  if (abroad.kind !== "served") return undefined;
  const own = getCountryCallingCode(reading.country, phoneData());
  if (abroad.number.countryCallingCode === own) return abroad;
  // What is known of no number at home may be a new one there; and ten digits are a usual landline of many countries.
  return atHome.kind !== "possible" && digits.length > LEAST_DIGITS_WITHOUT_PLUS ? abroad : undefined;
}

function isMobile(judged: Judgement): boolean {
  return judged.kind === "served" && MOBILE.includes(judged.number.getType() ?? "");
}

/** What is known counts more than what is possible. */
const ORDER = ["served", "not-served", "possible", "impossible"] as const;

/** Judges texts that may all be meant, and what they stand for today: the best of them. */
function judge(texts: readonly [string, ...string[]], { country, kinds }: Reading): Judgement {
  const options = { defaultCountry: country, extract: false };
  const read = texts.flatMap((text) => {
    const number = parsePhoneNumber(text, options, phoneData());
    if (!number) return [];
    const { countryCallingCode, nationalNumber } = number;
    const today = parsePhoneNumber(numberToday(countryCallingCode, nationalNumber) ?? "", phoneData());
    return [settled(number), ...(today ? [today] : [])];
  });
  const numbers = read.filter((one) => one.number.length > LEAST_DIGITS);
  for (const kind of kinds) {
    const number = numbers.find((one) => kind.includes(one.getType() ?? ""));
    if (number) return { kind: "served", number };
  }
  if (numbers.some((number) => number.getType() !== undefined)) return { kind: "not-served" };
  const possible = numbers.find((number) => number.isPossible());
  if (possible) return { kind: "possible", number: possible };
  const tooShort = read.length > 0 && numbers.length === 0;
  return { kind: "impossible", reason: tooShort ? "phone-short" : lengthFault(texts[0], options) };
}

/**
 * The number as it reads itself: without the default country, which the library takes for the number's own where it
 * knows no better, and without a trunk prefix that it finds again in what it does not know.
 */
function settled(number: PhoneNumber): PhoneNumber {
  const again = parsePhoneNumber(number.number, phoneData());
  if (!again) return number;
  return again.number.length < number.number.length ? settled(again) : again;
}

function lengthFault(
  text: string,
  options: NonNullable<Parameters<typeof validatePhoneNumberLength>[1]> & object,
): RefusalReason {
  switch (validatePhoneNumberLength(text, options, phoneData())) {
    case "TOO_SHORT":
      return "phone-short";
    case "TOO_LONG":
      return "phone-long";
    case "INVALID_COUNTRY":
      return "phone-country";
    default:
      return "phone-shape";
  }
}

/**
 * The country of a number. Where several share a calling code and the area is in no list yet, it counts for the code's
 * main country, which the library names first: `+1 624` for the United States.
 */
function countryOf(number: PhoneNumber): string | undefined {
  return number.country ?? number.getPossibleCountries()[0];
}
