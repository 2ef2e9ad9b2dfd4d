import type { FaultCodes } from "../provider-fault.ts";

/**
 * Meta's codes of WhatsApp. The rates 4, 80007, 130429, 131056 and the outages 1, 2, 131000, 131016, 131057 are the
 * moment's; every fault of the template, of money and of permissions is the owner's to mend.
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
export const WHATSAPP_CODES: FaultCodes = {
  message: new Set([
    130_472, // Meta tries something out with this recipient
    131_021, // the recipient is the sender
    131_026, // cannot be delivered: not on WhatsApp, too old a version, or terms not accepted
    131_049, // Meta keeps this recipient from more messages
    131_050, // the recipient wants none
  ]),
  account: new Set([
    0, // the login failed
    3, // not permitted
    10, // not permitted
    33, // the sender's number was deleted
    100, // a parameter that Meta does not know
    190, // the token ended
    368, // blocked for a breach of the rules
    130_497, // the business may not write to this country
    131_005, // access denied
    131_008, // a parameter is missing
    131_009, // a parameter is not valid
    131_030, // a test number, and the recipient is not on its list
    131_031, // the account is locked
    131_037, // the sender's name is not approved
    131_042, // not paid
    131_045, // the sender is not registered
    131_047, // outside of the window, and not a template
    131_048, // limited, since too many called it spam
    131_051, // not a kind of message
    132_000, // the template has another number of parameters
    132_001, // the template does not exist in this language, or is not approved
    132_005, // the template is too long once filled in
    132_007, // the template breaks the rules
    132_012, // a parameter has another form
    132_015, // the template is paused
    132_016, // the template is disabled
    132_018, // a parameter is not valid
    133_010, // the sender is not registered
    133_015, // the sender was deleted a moment ago
    134_011, // the terms of payment are not accepted
    135_000, // the parameters of the request
  ]),
};

/** How Meta names its code in words: `(#131026) Message undeliverable`. */
export function whatsappCodeIn(words: string): number | undefined {
  const code = /\(#(\d{1,6})\)/.exec(words)?.[1];
  return code === undefined ? undefined : Number(code);
}
