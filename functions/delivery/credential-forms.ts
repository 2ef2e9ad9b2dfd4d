import * as z from "zod/mini";
import type { CredentialName } from "./needed-credentials.ts";

const secretText = (words: string) =>
  z.string({ error: `must be ${words}` }).check(z.minLength(1, `must be ${words}`));

const smtpLogin = z.strictObject({
  user: secretText("the name to log in with"),
  password: secretText("the password, or an app password"),
});

const twilioAccount = z.strictObject({
  accountSid: secretText("the Account SID (AC...)").check(
    z.regex(/^AC[0-9a-f]{32}$/, "must be the Account SID (AC...)"),
  ),
  authToken: secretText("the Auth Token"),
});

/** The providers' secret: a JSON document that the owner fills in, by provider. */
export const CREDENTIALS = {
  smtp: smtpLogin,
  "smtp-oauth2": z.strictObject({
    user: secretText("the mailbox that mail is sent as"),
    clientId: secretText("the id of the app that may send"),
    clientSecret: secretText("the app's secret"),
  }),
  sendgrid: z.strictObject({
    apiKey: secretText("an API key that may send mail"),
    /** The public key of the Signed Event Webhook; without it, no report of SendGrid is believed. */
    verificationKey: z.optional(
      z.string().check(
        // The head is the same for each key of P-256: what is no such key is found before a report comes.
        z.regex(
          /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==$/,
          "must be the verification key of the Signed Event Webhook (MFkw...)",
        ),
      ),
    ),
  }),
  twilio: twilioAccount,
  turnstile: z.strictObject({ secretKey: secretText("the secret key of the Turnstile widget") }),
  webhook: z.strictObject({
    secret: secretText("whsec_ and 24 to 64 bytes in base64").check(
      z.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "must be whsec_ and 24 to 64 bytes in base64"),
    ),
  }),
} satisfies Record<CredentialName, unknown>;

/** What one provider logs in with. */
export type Credentials<Name extends CredentialName> = z.infer<(typeof CREDENTIALS)[Name]>;
