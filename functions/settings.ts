import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { type CredentialName, CREDENTIALS_OF, type ProviderName } from "./delivery/options.ts";
import { type Channel, CHANNELS } from "./domain/channel.ts";
import {
  LEAST_LIFE_SECONDS,
  MAX_CODE_SECONDS,
  MAX_SESSION_SECONDS,
  MAX_TOKEN_SECONDS,
} from "./domain/challenge.ts";
import { brand } from "./settings/brand.ts";
import { channels, suppression } from "./settings/channels.ts";
import { clients } from "./settings/clients.ts";
import { proxy } from "./settings/proxy.ts";

z.config(en());

/** Consecutive failures that an account may ever collect (NIST SP 800-63B-4, 3.2.2). */
const MAX_FAILURES = 100;

/** Twice the time in which nothing is sent any more, so that every code has a chance to arrive. */
const LEAST_CODE_SECONDS = 2 * LEAST_LIFE_SECONDS;

const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));

const passcode = z.prefault(
  z
    .strictObject({
      length: z._default(whole(4, 10), 6),
      ttlSeconds: z._default(whole(LEAST_CODE_SECONDS, MAX_CODE_SECONDS), 300),
      maxAttempts: z._default(whole(1, 10), 5),
      maxSends: z._default(whole(1, 10), 4),
      resendAfterSeconds: z._default(whole(1, MAX_CODE_SECONDS), 30),
      weak: z._default(z.boolean(), false),
    })
    .check(
      z.refine(({ length, weak }) => length >= 6 || weak, {
        path: ["length"],
        error: 'fewer than 6 digits are too easy to guess; set "weak": true if you accept that',
      }),
    ),
  {},
);

const limits = z.prefault(
  z
    .strictObject({
      recipientPerHour: z._default(whole(1, 10), 5),
      recipientPerDay: z._default(whole(1, 10), 10),
      originPerHour: z._default(whole(1, 1_000_000), 30),
      originPerRecipientPerHour: z._default(whole(1, 1_000_000), 3),
      lock: z._default(
        z
          .array(z.strictObject({ failures: whole(1, MAX_FAILURES), seconds: whole(1, 7_776_000) }))
          .check(z.maxLength(8)),
        [
          { failures: 20, seconds: 3600 },
          { failures: 40, seconds: 7200 },
          { failures: 60, seconds: 14_400 },
        ],
      ),
      hardStopFailures: z._default(whole(1, MAX_FAILURES), 75),
    })
    .check(
      z.refine(({ recipientPerHour, recipientPerDay }) => recipientPerHour <= recipientPerDay, {
        path: ["recipientPerDay"],
        error: "must not be lower than recipientPerHour",
      }),
      z.refine(
        ({ lock, hardStopFailures }) =>
          [...lock.map(({ failures }) => failures), hardStopFailures].every(
            (step, i, all) => i === 0 || step > (all[i - 1] ?? 0),
          ),
        { path: ["lock"], error: "failures must rise from step to step and stay below hardStopFailures" },
      ),
    ),
  {},
);

const session = z.prefault(
  z
    .strictObject({
      ttlSeconds: z._default(whole(60, MAX_SESSION_SECONDS), 43_200),
      tokenSeconds: z._default(whole(30, MAX_TOKEN_SECONDS), 900),
      audience: z._default(z.string().check(z.minLength(1), z.maxLength(200)), "latchkey"),
    })
    .check(
      z.refine(({ ttlSeconds, tokenSeconds }) => tokenSeconds <= ttlSeconds, {
        path: ["tokenSeconds"],
        error: "must not be longer than the session's ttlSeconds",
      }),
    ),
  {},
);

/** As addresses are stored, so that one names a recipient and no other spelling of it. */
const RECIPIENT = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+\.[a-z0-9-]+|\+[1-9]\d{6,14})$/;

const testRecipient = z.strictObject({
  recipient: z
    .string()
    .check(z.regex(RECIPIENT, "must be an e-mail address in small letters, or a number like +14155550123")),
  code: z.string().check(z.regex(/^\d+$/, "must be digits, in quotes")),
});

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
    session,
    /** Who holds the key that signs tokens: the signing secret, or AWS KMS, which never gives it out. */
    signing: z._default(z.enum(["secret", "kms"]), "secret"),
    /** The other one, while the owner changes from one to the other: its keys are published and believed too. */
    signingAlso: z.optional(z.enum(["secret", "kms"])),
    registration: z._default(z.enum(["open", "registered"]), "open"),
    channels,
    suppression,
    brand,
    defaultCountry: z._default(
      z.string().check(z.regex(/^[A-Z]{2}$/, "must be an ISO 3166 country code like US")),
      "US",
    ),
    defaultLocale: z._default(
      z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag like en")),
      "en",
    ),
    corsOrigins: z._default(z.array(origin), []),
    clients,
    proxy,
    retentionSeconds: z._default(whole(0, 31_536_000), 86_400),
    /** Recipients with a code of their own that are sent nothing, for whoever reviews an app without a mailbox. */
    testRecipients: z._default(z.array(testRecipient), []),
    /** Whether production may have them too. */
    allowTestRecipients: z._default(z.boolean(), false),
  })
  .check(
    z.check(({ value: { testRecipients, passcode: p }, issues }) => {
      for (const [index, { recipient, code }] of testRecipients.entries()) {
        const fault = (name: string, message: string) =>
          issues.push({ code: "custom", input: code, path: ["testRecipients", index, name], message });
        if (code.length !== p.length) fault("code", `must have ${p.length} digits, as passcode.length says`);
        if (testRecipients.findIndex((one) => one.recipient === recipient) !== index)
          fault("recipient", "is named twice");
      }
    }),
    z.refine(({ clients: all, session: { audience } }) => all.every(({ id }) => id !== audience), {
      path: ["clients"],
      error: "an app's id must not be session.audience: a token for the one would pass for the other's",
    }),
    // Open challenges outlive the lock, so their attempts count as if they had been made.
    z.refine(
      ({ passcode: p, limits: l }) => l.hardStopFailures + p.maxAttempts * l.recipientPerHour <= MAX_FAILURES,
      {
        path: ["limits", "hardStopFailures"],
        error: `plus maxAttempts times recipientPerHour must not exceed ${MAX_FAILURES} consecutive failures (NIST SP 800-63B-4, 3.2.2)`,
      },
    ),
  );

export type Settings = z.infer<typeof settingsSchema>;

/** The channels that passcodes may travel; the others have neither queue nor deliverer. */
export function enabledChannels({ channels }: Settings): Channel[] {
  return CHANNELS.filter((channel) => channels[channel].enabled);
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
    const providers: readonly { readonly use: ProviderName }[] = settings.channels[channel].providers ?? [];
    return providers.flatMap(({ use }) => CREDENTIALS_OF[use] ?? []);
  });
  return [...new Set(names)];
}

/** Where scripts of registered clients run: the origins of the addresses that they are returned to. */
export function clientOrigins({ clients }: Settings): string[] {
  const origins = clients.flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin));
  // An app with a scheme of its own has none.
  return [...new Set(origins)].filter((one) => one !== "null");
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
    "there is no such setting any more: it was never enforced. Leave it out; smsAccount.monthlySpendUsd of the stage bounds a month, and a ceiling for each day will be channels.sms.spend.dailyUsd",
  admins:
    "there is no such setting any more: it was never used. Leave it out; it will come back with the admins' pages, as a list of {recipient, role}",
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
