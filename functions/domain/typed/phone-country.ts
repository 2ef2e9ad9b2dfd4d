import {
  type CountryCode,
  getCountryCallingCode,
  getExampleNumber,
  isSupportedCountry,
  parsePhoneNumberWithError,
} from "libphonenumber-js/core";
import examples from "libphonenumber-js/mobile/examples";
import { phoneData } from "./phone-data.ts";

/** Whether numbers are known to be written in a country of their own. @param code ISO 3166 */
export function isPhoneCountry(code: string): code is CountryCode {
  return isSupportedCountry(code as CountryCode, phoneData());
}

/** What is dialled for a country from abroad, like `+49`. */
export function callingCodeOf(country: CountryCode): string {
  return `+${getCountryCallingCode(country, phoneData())}`;
}

/** A mobile number as it is written within a country, for an example. */
export function examplePhone(country: CountryCode): string | undefined {
  return getExampleNumber(country, examples, phoneData())?.formatNational();
}

/** A number as people read it, in international form. @param address E.164 */
export function spokenPhone(address: string): string {
  return parsePhoneNumberWithError(address, phoneData()).formatInternational();
}
