import type { ProviderName } from "./options.ts";

/** What the providers' secret may have a login for. */
export type CredentialName = "smtp" | "smtp-oauth2" | "sendgrid" | "twilio" | "turnstile" | "webhook";

/** Whose credentials each provider needs. */
export const CREDENTIALS_OF: Readonly<Record<ProviderName, CredentialName | undefined>> = {
  ses: undefined,
  sns: undefined,
  "aws-sms": undefined,
  "aws-whatsapp": undefined,
  "aws-voice": undefined,
  "web-push": undefined,
  smtp: "smtp",
  sendgrid: "sendgrid",
  twilio: "twilio",
  "twilio-whatsapp": "twilio",
  webhook: "webhook",
  console: undefined,
  inbox: undefined,
};

/** Whose credentials a provider needs with these options. */
export function credentialOf(options: {
  readonly use: ProviderName;
  readonly auth?: string;
}): CredentialName | undefined {
  return options.use === "smtp" && options.auth === "oauth2" ? "smtp-oauth2" : CREDENTIALS_OF[options.use];
}
