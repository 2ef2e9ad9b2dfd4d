import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { type CredentialName, CREDENTIALS_OF, type ProviderName } from "./delivery/options.ts";
import { type Channel, CHANNELS } from "./domain/channel.ts";
import { brand } from "./settings/brand.ts";
import { channels, suppression } from "./settings/channels.ts";
import { clients } from "./settings/clients.ts";
import { limits, MAX_FAILURES } from "./settings/limits.ts";
import { passcode } from "./settings/passcode.ts";
import { session } from "./settings/session.ts";
import { testRecipients } from "./settings/test-recipients.ts";
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
    session,
    /** Who holds the key that signs tokens: the signing secret, or AWS KMS, which never gives it out. */
    signing: z._default(z.enum(["secret", "kms"]), "secret"),
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
    admins: z._default(z.array(z.string()), []),
    retentionSeconds: z._default(whole(0, 31_536_000), 86_400),
    testRecipients,
    /** Whether production may have them too. */
    allowTestRecipients: z._default(z.boolean(), false),
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

/** A fault in words, at its place; a misspelt setting is its own place. */
export function describeIssue(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [`${issue.path.join(".") || "settings"}: ${issue.message}`];
  return issue.keys.map((key) => `${[...issue.path, key].join(".")}: there is no such setting`);
}
