import * as z from "zod/mini";
import type { Channel } from "../domain/channel.ts";

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));

const secretText = (words: string) =>
  z.string({ error: `must be ${words}` }).check(z.minLength(1, `must be ${words}`));

const country = z.string().check(z.regex(/^[A-Z]{2}$/, "must be an ISO 3166 country code like US"));

const phoneNumber = z
  .string()
  .check(z.regex(/^\+[1-9]\d{6,14}$/, "must be a phone number like +14155550123"));

const httpsUrl = z.string().check(
  z.refine((url) => URL.canParse(url) && new URL(url).protocol === "https:", {
    error: "must be an https URL",
  }),
);

const hostName = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, "must be a host name like smtp.example.com"),
  );

const senderId = z
  .string()
  .check(
    z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, "must be 1 to 11 letters and digits, one letter at least"),
  );

/** The countries of phone numbers that a provider serves; all of them without. */
const anywhere = { countries: z.optional(z.array(country).check(z.minLength(1))) };

const ses = z.strictObject({ use: z.literal("ses") });

const smtp = z.strictObject({
  use: z.literal("smtp"),
  host: hostName,
  port: z._default(z.int().check(z.gte(1), z.lte(65_535)), 587),
  /** "starttls" begins in the clear and refuses to go on so; "tls" is encrypted from the first byte (port 465). */
  security: z._default(z.enum(["starttls", "tls"]), "starttls"),
});

const sendgrid = z.strictObject({
  use: z.literal("sendgrid"),
  /** Where SendGrid keeps the messages. */
  region: z._default(z.enum(["global", "eu"]), "global"),
});

const sns = z.strictObject({
  use: z.literal("sns"),
  ...anywhere,
  senderId: z.optional(senderId),
  /** A number of this account that SMS come from. */
  originationNumber: z.optional(phoneNumber),
  /** What one SMS may cost in US dollars; one that costs more is not sent. */
  maxPriceUsd: z.optional(z.number().check(z.gt(0), z.lte(10))),
  /** India's registration of senders and templates (DLT), without which carriers there drop SMS. */
  india: z.optional(z.strictObject({ entityId: text(50), templateId: text(50) })),
});

const twilio = z
  .strictObject({
    use: z.literal("twilio"),
    ...anywhere,
    /** A number or a sender id of the account... */
    from: z.optional(z.union([phoneNumber, senderId])),
    /** ...or a service that chooses one. */
    messagingServiceSid: z.optional(
      z.string().check(z.regex(/^MG[0-9a-f]{32}$/, "must be a Messaging Service SID (MG...)")),
    ),
  })
  .check(
    z.refine(
      ({ from, messagingServiceSid }) => (from === undefined) !== (messagingServiceSid === undefined),
      {
        path: ["from"],
        error: "give either from or messagingServiceSid",
      },
    ),
  );

const twilioWhatsapp = z.strictObject({
  use: z.literal("twilio-whatsapp"),
  ...anywhere,
  from: phoneNumber,
  /** The approved authentication template (Content Template Builder). */
  contentSid: z.string().check(z.regex(/^HX[0-9a-f]{32}$/, "must be a Content SID (HX...)")),
});

const awsWhatsapp = z.strictObject({
  use: z.literal("aws-whatsapp"),
  ...anywhere,
  phoneNumberId: z
    .string()
    .check(
      z.regex(/^phone-number-id-[0-9a-f]{32}$/, "must be the id of a phone number (phone-number-id-...)"),
    ),
  /** The approved authentication template. */
  template: z.string().check(z.regex(/^[a-z0-9_]{1,512}$/, "must be small letters, digits and underscores")),
  /** Languages that the template is approved in, as Meta spells them; the first is used for all others. */
  languages: z._default(
    z
      .array(z.string().check(z.regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, "must be a language like en_US")))
      .check(z.minLength(1)),
    ["en_US"],
  ),
});

const webhook = z.strictObject({ use: z.literal("webhook"), ...anywhere, url: httpsUrl });

/** Prints messages; on the laptop only, since a log must not hold a passcode. */
const console = z.strictObject({ use: z.literal("console") });

/** Keeps messages for the local service's inbox page. */
const inbox = z.strictObject({ use: z.literal("inbox") });

/** A provider is named, or named with its options: `"ses"` means `{"use": "ses"}`. */
const named = z.transform((input: unknown) => (typeof input === "string" ? { use: input } : input));

/** A list of one channel's providers in their order: the next one is tried when one fails for a moment. */
const listOf = <T extends z.core.$ZodType>(provider: T) =>
  z.array(z.pipe(named, provider)).check(z.minLength(1));

/** What carries each channel's messages, with the options of each, as the channel's setting. */
export const providerLists = {
  email: listOf(z.discriminatedUnion("use", [ses, smtp, sendgrid, webhook, console, inbox])),
  sms: listOf(z.discriminatedUnion("use", [sns, twilio, webhook, console, inbox])),
  whatsapp: listOf(z.discriminatedUnion("use", [twilioWhatsapp, awsWhatsapp, webhook, console, inbox])),
} satisfies Record<Channel, unknown>;

type Carried = keyof typeof providerLists;

/** A provider of the channel with its options. */
export type ProviderOptions<Of extends Carried = Carried> = z.infer<(typeof providerLists)[Of]>[number];
export type ProviderName<Of extends Carried = Carried> =
  ProviderOptions<Of> extends { readonly use: infer Name extends string } ? Name : never;
/** The options of one provider. */
export type OptionsOf<Name extends ProviderName> = Extract<ProviderOptions, { use: Name }>;

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
  sendgrid: z.strictObject({ apiKey: secretText("an API key that may send mail") }),
  twilio: twilioAccount,
  webhook: z.strictObject({
    secret: secretText("whsec_ and 24 to 64 bytes in base64").check(
      z.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, "must be whsec_ and 24 to 64 bytes in base64"),
    ),
  }),
};

export type CredentialName = keyof typeof CREDENTIALS;

/** What one provider logs in with. */
export type Credentials<Name extends CredentialName> = z.infer<(typeof CREDENTIALS)[Name]>;

/** Whose credentials each provider needs. */
export const CREDENTIALS_OF: Readonly<Record<ProviderName, CredentialName | undefined>> = {
  ses: undefined,
  sns: undefined,
  "aws-whatsapp": undefined,
  smtp: "smtp",
  sendgrid: "sendgrid",
  twilio: "twilio",
  "twilio-whatsapp": "twilio",
  webhook: "webhook",
  console: undefined,
  inbox: undefined,
};

/** Providers that exist on a laptop only. */
export type LocalProviderName = "console" | "inbox";
export const LOCAL_PROVIDERS: ReadonlySet<ProviderName> = new Set<LocalProviderName>(["console", "inbox"]);

/** Providers that take an AWS account, and so do not exist on a laptop. */
export type AwsProviderName = "ses" | "sns" | "aws-whatsapp";
