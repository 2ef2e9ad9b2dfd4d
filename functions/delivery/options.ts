import * as z from "zod/mini";
import type { Channel } from "../domain/channel.ts";
import { awsSms, awsVoice } from "./messaging-options.ts";
import { anywhere, hostName, httpsUrl, phoneNumber, senderId, text } from "./option-fields.ts";

const ses = z.strictObject({ use: z.literal("ses") });

const smtp = z
  .strictObject({
    use: z.literal("smtp"),
    host: hostName,
    port: z._default(
      z.int().check(
        z.gte(1),
        z.lte(65_535),
        z.refine((port) => port !== 25, {
          error: "AWS lets nothing out on port 25; take 587, or 465 with security tls",
        }),
      ),
      587,
    ),
    /** "starttls" begins in the clear and refuses to go on so; "tls" is encrypted from the first byte (port 465). */
    security: z._default(z.enum(["starttls", "tls"]), "starttls"),
    /** How to log in: with a password, or with a token that an app of the owner's is given (XOAUTH2). */
    auth: z._default(z.enum(["password", "oauth2"]), "password"),
    /** Where that app is given its token, by its client credentials. */
    tokenUrl: z.optional(httpsUrl),
    /** What the token is asked for, like `https://outlook.office365.com/.default`. */
    scope: z.optional(text(1000)),
  })
  .check(
    z.refine(({ auth, tokenUrl }) => (auth === "oauth2") === (tokenUrl !== undefined), {
      path: ["tokenUrl"],
      error: "name the token endpoint with auth oauth2, and leave it out with a password",
    }),
    z.refine(({ auth, scope }) => auth === "oauth2" || scope === undefined, {
      path: ["scope"],
      error: "only a token has a scope: set auth to oauth2, or leave it out",
    }),
  );

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

/** The service that a browser has chosen, which needs no account. */
const webPush = z.strictObject({ use: z.literal("web-push") });

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

/** A login of the secret is for one server: its password, or the app's secret, is shown to no other. */
const oneServer = z.check<readonly { readonly use: string }[]>(({ value, issues }) => {
  const smtps = value.map((one) => (one.use === "smtp" ? (one as z.infer<typeof smtp>) : undefined));
  for (const [index, one] of smtps.entries()) {
    const first = smtps.findIndex((other) => one && other?.auth === one.auth);
    for (const name of ["host", "tokenUrl"] as const)
      if (one && smtps[first]?.[name] !== one[name])
        issues.push({
          ...{ code: "custom", input: one[name], path: [index, name] },
          message: `the secret has one login for providers.${first} and this one, and it is for one server: name the same one, or leave one of them out`,
        });
  }
});

/** What carries each channel's messages, with the options of each, as the channel's setting. */
export const providerLists = {
  email: listOf(z.discriminatedUnion("use", [ses, smtp, sendgrid, webhook, console, inbox])).check(oneServer),
  sms: listOf(z.discriminatedUnion("use", [sns, awsSms, twilio, webhook, console, inbox])),
  whatsapp: listOf(z.discriminatedUnion("use", [twilioWhatsapp, awsWhatsapp, webhook, console, inbox])),
  voice: listOf(z.discriminatedUnion("use", [awsVoice, webhook, console, inbox])),
  push: listOf(webPush),
} satisfies Record<Channel, unknown>;

type Carried = keyof typeof providerLists;

/** A provider of the channel with its options. */
export type ProviderOptions<Of extends Carried = Carried> = z.infer<(typeof providerLists)[Of]>[number];
export type ProviderName<Of extends Carried = Carried> =
  ProviderOptions<Of> extends { readonly use: infer Name extends string } ? Name : never;
/** The options of one provider. */
export type OptionsOf<Name extends ProviderName> = Extract<ProviderOptions, { use: Name }>;

/** Providers that exist on a laptop only. */
export type LocalProviderName = "console" | "inbox";
export const LOCAL_PROVIDERS: ReadonlySet<ProviderName> = new Set<LocalProviderName>(["console", "inbox"]);

/** Providers that take an AWS account, and so do not exist on a laptop. */
export type AwsProviderName = "ses" | "sns" | "aws-sms" | "aws-whatsapp" | "aws-voice";
