import * as z from "zod/mini";
import { checkInput } from "../check-input.ts";
import { smsCountry } from "../delivery/option-fields.ts";
import { CLICK_SECONDS } from "../domain/challenge.ts";
import { enabledChannels, type Settings } from "../settings.ts";
import { SETTINGS_FILE, type SettingsRead } from "../settings-file.ts";
import { attackToken } from "./attack-token.ts";
import { botCheckChoice } from "./bot-check.ts";
import { brand } from "./brand.ts";
import { channels, suppression } from "./channels.ts";
import { audiences, clients } from "./clients.ts";
import { corsOrigin } from "./cors-origin.ts";
import { desk } from "./desk.ts";
import { events } from "./events.ts";
import { factors, secondFactor } from "./factors.ts";
import { digitsUntil, MAX_FAILURES } from "./guesses.ts";
import { limits } from "./limits.ts";
import { namesTransactions } from "./named-transactions.ts";
import { passcode } from "./passcode.ts";
import { proxy } from "./proxy.ts";
import { refresh } from "./refresh.ts";
import { session } from "./session.ts";
import { testRecipients } from "./test-recipients.ts";
import { transactionPurposes } from "./transactions.ts";
import { whole } from "./whole.ts";

/**
 * Everything an owner can choose. Each stage of cdk.json is checked against it at synth time; a function loads it where its
 * settings are not those that were checked then, and where admins change some of them live.
 */
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
    /** The country of a number without its country code; `usualCountry` where it is not said. */
    defaultCountry: z._default(z.nullable(smsCountry), null),
    defaultLocale: z._default(
      z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag like en")),
      "en",
    ),
    corsOrigins: z._default(z.array(corsOrigin), []),
    clients,
    events,
    refresh,
    proxy,
    /** No shorter than a link gives lanes: its challenge has to be there. */
    retentionSeconds: z._default(whole(CLICK_SECONDS, 31_536_000), 86_400),
    testRecipients,
    /** Whether production may have them too. */
    allowTestRecipients: z._default(z.boolean(), false),
    /** Whether, and with which token, the owner's own attacks are let in. */
    attackToken,
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
    z.refine(({ signing, session: { algorithm } }) => algorithm === "RS256" || signing === "secret", {
      path: ["session", "algorithm"],
      error: "must be RS256 where signing is kms: the keys of KMS are of RSA. Leave it out, or say secret",
    }),
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

/** Checks settings, and lists every fault with its place. */
export function parseSettings(input: unknown): { settings: Settings } | { faults: string[] } {
  const result = checkInput(settingsSchema, input);
  if (result.success) return { settings: result.data };
  return { faults: result.error.issues.flatMap(describeIssue) };
}

/** The same of the file that a function reads. */
export function parseSettingsText(text: string): SettingsRead {
  const json = jsonOf(text);
  if (json === undefined) return { faults: [`${SETTINGS_FILE}: is not JSON`] };
  const parsed = parseSettings(json);
  return "settings" in parsed ? parsed : { faults: parsed.faults.map((fault) => `settings.${fault}`) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
