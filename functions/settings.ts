import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { smsCountry } from "./delivery/option-fields.ts";
import { type CredentialName, credentialOf, type ProviderOptions } from "./delivery/options.ts";
import { type Channel, CHANNELS, traitsOf } from "./domain/channel.ts";
import { CLICK_SECONDS } from "./domain/challenge.ts";
import { botCheckChoice } from "./settings/bot-check.ts";
import { brand } from "./settings/brand.ts";
import { channels, suppression } from "./settings/channels.ts";
import { audiences, clients } from "./settings/clients.ts";
import { desk } from "./settings/desk.ts";
import { events } from "./settings/events.ts";
import { factors, secondFactor } from "./settings/factors.ts";
import { digitsUntil, limits, MAX_FAILURES } from "./settings/limits.ts";
import { passcode } from "./settings/passcode.ts";
import { proxy } from "./settings/proxy.ts";
import { refresh } from "./settings/refresh.ts";
import { session } from "./settings/session.ts";
import { testRecipients } from "./settings/test-recipients.ts";
import { namesTransactions, transactionPurposes } from "./settings/transactions.ts";
import { whole } from "./settings/whole.ts";

z.config(en());

const origin = z.string().check(
  z.refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    error: "must be an origin like https://app.example.com",
  }),
);

/** Everything an owner can choose. Each stage of cdk.json is checked against it at synth time, each function at cold start. */
export const settingsSchema = z
  .strictObject({
    passcode,
    limits,
    botCheck: botCheckChoice,
    session,
    /** Who holds the key that signs tokens: the signing secret, or AWS KMS, which never gives it out. */
    signing: z._default(z.enum(["secret", "kms"]), "secret"),
    /** The other one, while the owner changes from one to the other: its keys are published and believed too. */
    signingAlso: z.optional(z.enum(["secret", "kms"])),
    registration: z._default(z.enum(["open", "registered"]), "open"),
    secondFactor,
    factors,
    /** Whether users see, on a page of their own, what is signed in as them and how they sign in. */
    account: z._default(z.enum(["off", "on"]), "off"),
    channels,
    suppression,
    brand,
    /** The country of a number without its country code; {@link usualCountry} where it is not said. */
    defaultCountry: z._default(z.nullable(smsCountry), null),
    defaultLocale: z._default(
      z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag like en")),
      "en",
    ),
    corsOrigins: z._default(z.array(origin), []),
    clients,
    events,
    refresh,
    proxy,
    /** No shorter than a link gives lanes: its challenge has to be there. */
    retentionSeconds: z._default(whole(CLICK_SECONDS, 31_536_000), 86_400),
    testRecipients,
    /** Whether production may have them too. */
    allowTestRecipients: z._default(z.boolean(), false),
    transactionPurposes,
    /** Whether admins change some settings without a deployment: then functions read what they have changed. */
    liveChanges: z._default(z.enum(["off", "on"]), "off"),
    desk,
  })
  .check(
    z.check(({ value: { testRecipients: all, passcode: p }, issues }) => {
      for (const [index, { recipient, code }] of all.entries()) {
        const fault = (name: string, message: string) =>
          issues.push({ code: "custom", input: code, path: ["testRecipients", index, name], message });
        if (code.length !== p.length) fault("code", `must have ${p.length} digits, as passcode.length says`);
        if (all.findIndex((one) => one.recipient === recipient) !== index)
          fault("recipient", "is named twice");
      }
    }),
    z.refine(({ secondFactor: asked, factors: { totp } }) => asked === "off" || totp, {
      path: ["factors", "totp"],
      error: "must be true where secondFactor is not off: there would be nothing to enrol",
    }),
    z.refine(({ factors: { push }, channels: { email } }) => push === "off" || email.enabled, {
      path: ["factors", "push"],
      error:
        "needs channels.email.enabled: notifications are asked for by an e-mail address, which has to be proved before. Enable it, or say off",
    }),
    z.refine(({ clients: all, session: { audience } }) => all.every(({ id }) => id !== audience), {
      path: ["clients"],
      error: "an app's id must not be session.audience: a token for the one would pass for the other's",
    }),
    audiences,
    z.refine(
      (settings) =>
        settings.transactionPurposes.length === 0 ||
        enabledChannels(settings).some((channel) => namesTransactions(settings, channel)),
      {
        path: ["transactionPurposes"],
        error:
          "no channel that is enabled can name an amount and a payee: WhatsApp's templates have room for the code alone. Enable e-mail or SMS, or leave it out",
      },
    ),
    // Open challenges outlive the change to strong codes, so their attempts count as if they had been made.
    z.refine(
      ({ passcode: p, limits: l }) => {
        const digits = l.strongAfterFailures === "off" ? 1 : l.strongAfterFailures - 1;
        return Math.max(1, digits) <= digitsUntil(p, l);
      },
      {
        path: ["limits", "strongAfterFailures"],
        error: `less one, plus maxAttempts times recipientPerHour, plus 2 times (4 plus 3 times maxAttempts), must not exceed ${MAX_FAILURES} wrong guesses (NIST SP 800-63B-4, 3.2.2)`,
      },
    ),
  );

export type Settings = z.infer<typeof settingsSchema>;

/** The channels that passcodes may travel; the others have neither queue nor deliverer. */
export function enabledChannels(settings: ChannelSettings): Channel[] {
  return CHANNELS.filter((channel) => isEnabled(settings, channel));
}

/** What says which channels there are, and who carries them. */
export type ChannelSettings = Pick<Settings, "channels" | "factors">;

/** Whether passcodes may travel this way. */
export function isEnabled(settings: ChannelSettings, channel: Channel): boolean {
  return channel === "push" ? offersPush(settings) : settings.channels[channel].enabled;
}

/** Whether messages go to the country of a number; an e-mail has none. */
export function isSentTo(
  { channels }: ChannelSettings,
  { country, channel }: { readonly country?: string | undefined; readonly channel: Channel },
): boolean {
  return traitsOf(channel).addressKind === "email" || channels.sms.countries.includes(country ?? "");
}

/** Who carries a channel's messages, in the order in which they are tried. A notification takes the browser's own service. */
export function carriersOf({ channels }: ChannelSettings, channel: Channel): readonly ProviderOptions[] {
  return channel === "push" ? [{ use: "web-push" }] : (channels[channel].providers ?? []);
}

/** The country of a number that names none: the owner's, else the United States, else the first of those that are sent to. */
export function usualCountry({ defaultCountry, channels }: Settings): string {
  const { countries } = channels.sms;
  return defaultCountry ?? (countries.includes("US") ? "US" : (countries[0] ?? "US"));
}

/** Whether tokens are signed, or believed, by this holder of keys. */
export function believes({ signing, signingAlso }: Settings, holder: Settings["signing"]): boolean {
  return signing === holder || signingAlso === holder;
}

/** Whose credentials the providers of these channels log in with, each once. @param channels all that are enabled without */
export function neededCredentials(
  settings: Settings,
  channels: readonly Channel[] = enabledChannels(settings),
): CredentialName[] {
  const names = channels.flatMap((channel) => {
    return carriersOf(settings, channel).flatMap((options) => credentialOf(options) ?? []);
  });
  return [...new Set(names)];
}

/** Where scripts of registered clients run: the origins of the addresses that they are returned to. */
export function clientOrigins({ clients }: Settings): string[] {
  const origins = clients.flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin));
  // An app with a scheme of its own has none.
  return [...new Set(origins)].filter((one) => one !== "null");
}

/** Whether some app is told when a session is over: then there is a queue for it, and who makes the calls. */
export function callsApps({ clients }: Settings): boolean {
  return clients.some(({ backchannelLogoutUri }) => backchannelLogoutUri !== undefined);
}

/** Whether the owner's systems are told of what happens: then there is a queue for it, and who tells them. */
export function tellsEvents({ events: { bus, webhooks } }: Pick<Settings, "events">): boolean {
  return bus !== undefined || webhooks.length > 0;
}

/** Whether some of them are called, each with a secret of its own. */
export function callsWebhooks({ events: { webhooks } }: Pick<Settings, "events">): boolean {
  return webhooks.length > 0;
}

/** Whether users can have factors: what happens to them is told then. */
export function canHaveFactors(settings: Pick<Settings, "secondFactor" | "factors">): boolean {
  return asksFactors(settings) || offersPasskeys(settings) || offersPush(settings);
}

/** Whether a sign-in may take two steps: then subjects' factors are read, and have routes. */
export function asksFactors({ secondFactor: asked }: Pick<Settings, "secondFactor">): boolean {
  return asked !== "off";
}

/** Whether the service takes passkeys. */
export function offersPasskeys({ factors: { passkeys } }: Pick<Settings, "factors">): boolean {
  return passkeys !== "off";
}

/** Whether users may have their codes shown by browsers. */
export function offersPush({ factors: { push } }: Pick<Settings, "factors">): boolean {
  return push !== "off";
}

/** Whether it is written down when a code last proved an address: a passkey and a browser prove none. */
export function keepsProofs(settings: Pick<Settings, "factors">): boolean {
  return offersPasskeys(settings) || offersPush(settings);
}

/** Whether functions read what admins have changed without a deployment. */
export function takesLiveChanges({ liveChanges }: Pick<Settings, "liveChanges">): boolean {
  return liveChanges === "on";
}

/** Whether the desk has pages: for admins who have an address to sign in by. */
export function hasDeskPages({ desk }: Pick<Settings, "desk">): boolean {
  return desk?.admins.some((one) => "recipient" in one) === true;
}

/** Whether the bot check is Cloudflare's: then a secret holds its key. */
export function asksTurnstile({ botCheck }: Pick<Settings, "botCheck">): boolean {
  return botCheck?.use === "turnstile";
}

/** Whether some provider logs in with credentials of its own. */
export function needsCredentials(settings: Settings): boolean {
  return neededCredentials(settings).length > 0;
}

/** Checks settings, and lists every fault with its place. */
export function parseSettings(input: unknown): { settings: Settings } | { faults: string[] } {
  const result = settingsSchema.safeParse(input);
  if (result.success) return { settings: result.data };
  return { faults: result.error.issues.flatMap(describeIssue) };
}

/** Settings that were there, with what is there in their place. */
const GONE: Readonly<Record<string, string>> = {
  "channels.sms.dailySpendUsd":
    "there is no such setting any more: it was never enforced. Say channels.sms.spend.dailyUsd, which is",
  "limits.lock":
    "there is no such setting any more: wrong guesses lock no person out. Leave it out; from limits.strongAfterFailures of them on a code is one that cannot be guessed",
  "limits.hardStopFailures":
    "there is no such setting any more: wrong guesses lock no person out. Leave it out; from limits.strongAfterFailures of them on a code is one that cannot be guessed",
  "limits.originPerRecipientPerHour":
    "there is no such setting any more: a network's share of a recipient is counted by the day. Leave it out, or set limits.originPerRecipientPerDay, 1 to 10",
  admins: "there is no such setting any more: say desk.admins, a list of {recipient, role} and {arn, role}",
};

/** A fault in words, at its place; a misspelt setting is its own place. */
export function describeIssue(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.join(".") || "settings";
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const name = [...issue.path, key].join(".");
      return `${name}: ${GONE[name.replace(/^settings\./, "")] ?? "there is no such setting; leave it out, or mend its name"}`;
    });
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const ways = issue.errors.flatMap((way) => way.map(({ message }) => message));
    return [`${place}: ${[...new Set(ways)].join(", or ")}`];
  }
  return [`${place}: ${issue.message}`];
}
