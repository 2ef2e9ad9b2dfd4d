import * as z from "zod/mini";

/** As addresses are stored, so that one names a recipient and no other spelling of it. */
const RECIPIENT = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+\.[a-z0-9-]+|\+[1-9]\d{6,14})$/;

const testRecipient = z.strictObject({
  recipient: z
    .string()
    .check(z.regex(RECIPIENT, "must be an e-mail address in small letters, or a number like +14155550123")),
  code: z.string().check(z.regex(/^\d+$/, "must be digits, in quotes")),
});

/** Recipients with a code of their own that are sent nothing, for a reviewer of an app, who has no mailbox. */
export const testRecipients = z._default(z.array(testRecipient), []);
