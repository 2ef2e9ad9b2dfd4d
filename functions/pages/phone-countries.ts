import { acceptedRegion } from "../domain/locale.ts";
import { callingCodeOf, examplePhone, isPhoneCountry } from "../domain/typed/phone-country.ts";
import type { HttpRequest } from "../http/request.ts";
import { type Settings, usualCountry } from "../settings.ts";
import type { PageWords } from "./words.ts";

/** A country that a number may be of. */
export interface PhoneCountry {
  /** ISO 3166: two countries may share a calling code. */
  readonly code: string;
  readonly name: string;
  /** Like `+49`. */
  readonly callingCode: string;
  /** A number as people there write it. */
  readonly example: string | undefined;
}

/** Examples of more countries than this would make the page large; without them the first one's stays. */
const MOST_EXAMPLES = 50;

/** The countries that numbers may be of, by their names in the page's language. */
export function phoneCountries(words: PageWords, { channels }: Settings): readonly PhoneCountry[] {
  const codes = channels.sms.countries.filter(isPhoneCountry);
  return codes
    .map((code) => ({
      code,
      name: words.country(code),
      callingCode: callingCodeOf(code),
      example: codes.length > MOST_EXAMPLES ? undefined : examplePhone(code),
    }))
    .sort((a, b) => words.compare(a.name, b.name));
}

/** The country that is chosen at first: the owner's, else the browser's, else the usual one: always one of the list. */
export function firstCountry(settings: Settings, request: HttpRequest): string {
  const { countries } = settings.channels.sms;
  const candidates = [
    settings.defaultCountry,
    acceptedRegion(request.header("accept-language"), countries),
    usualCountry(settings),
  ];
  return candidates.find((code) => countries.includes(code ?? "")) ?? countries[0] ?? "US";
}
