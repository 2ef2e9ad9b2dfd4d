import type { FaultCodes } from "../provider-fault.ts";

/**
 * Twilio's codes, of refused calls and of failed messages alike. 20429, 14107, 30001 and the like are the moment's.
 * @see https://www.twilio.com/docs/api/errors
 */
export const TWILIO_CODES: FaultCodes = {
  message: new Set([
    21_211, // invalid "To"
    21_214, // "To" cannot be reached
    21_217, // "To" is not a valid number
    21_265, // "To" cannot be a short code
    21_266, // "To" and "From" are the same
    21_604, // no "To"
    21_610, // unsubscribed from this sender
    21_614, // not a mobile number
    21_617, // too long
    21_635, // a landline
    30_450, // stopped by the protection against pumping
    63_003, // WhatsApp does not find "To"
    63_024, // not a WhatsApp recipient
    63_032, // WhatsApp tries something out with this recipient
    63_033, // the recipient blocked the sender
  ]),
  account: new Set([
    10_001, // the account is not active
    20_003, // wrong credentials, or the account is suspended
    20_005, // the account is not active
    20_006, // access denied
    20_404, // no such account
    21_212, // invalid "From"
    21_408, // the region is not enabled
    21_603, // no "From"
    21_606, // "From" cannot send
    21_607, // "From" is not the trial account's own
    21_608, // unverified number of a trial account
    21_609, // the status callback is no address
    21_612, // this sender has no route to "To"
    21_654, // no content is named
    21_655, // unknown content
    21_656, // the content wants other variables
    21_657, // this sender's name may not write to this country
    21_659, // "From" is not of Twilio, or not of this country
    21_660, // "From" is another account's
    21_661, // "From" sends no SMS
    21_701, // no such messaging service
    21_703, // the messaging service has no sender
    21_704, // the messaging service has no sender for this country
    21_705, // the messaging service is not valid
    30_002, // the account was suspended while the message waited
    30_010, // dearer than the account allows
    30_032, // an unverified toll-free number
    30_034, // a number that is not registered (A2P 10DLC)
    30_038, // a trial account sends no passcodes
    30_044, // too long for a trial account
    63_007, // WhatsApp does not find "From"
    63_016, // outside of the window, and not an approved template
    63_020, // the business has not accepted WhatsApp's terms
    63_022, // the sender's name is not certified
    63_027, // the template does not exist in this language
    63_028, // the template has another number of parameters
    63_030, // a parameter that WhatsApp does not take
    63_038, // the account's messages of the day are used up
    63_040, // the template is rejected
    63_041, // the template is paused
    63_042, // the template is disabled
    63_051, // WhatsApp locked the business account
    63_112, // Meta disabled the business account
  ]),
};
