import * as z from "zod/mini";
import { CHANNELS } from "../domain/channel.ts";
import { readLocale } from "../domain/locale.ts";
import { isAddress } from "../domain/origin.ts";
import { isDeskPurpose } from "../domain/desk-purposes.ts";
import { CODE_FORMATS } from "../domain/typed/code-shape.ts";

const text = (message: string) => z.string({ error: message }).check(z.minLength(1, message));

const challengeId = text("Give the challengeId of the answer to your request.");

const named = CHANNELS.map((name) => `"${name}"`);
const channel = z.enum(CHANNELS, { error: `Use ${named.slice(0, -1).join(", ")} or ${named.at(-1)}.` });

const clientIp = z.optional(
  z.string().check(z.maxLength(45), z.refine(isAddress, { error: "Give the user's IPv4 or IPv6 address." })),
);

/**
 * Shown to a person as it is: nothing in it may turn the words around it, nor be there unseen. Marks of a direction pass,
 * since they are in amounts as programs write them in Arabic and Hebrew, and no message shows them; so does what joins
 * letters and signs.
 */
const SHOWN =
  /^(?=.*[\p{L}\p{N}])(?:[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{DI}\p{Zl}\p{Zp}]|[\u061c\u200c-\u200f]|\ufe0e|\ufe0f){1,64}$/u;

const shown = z
  .string()
  .check(
    z.regex(
      SHOWN,
      "Use 1 to 64 characters, a letter or a digit among them, without control characters and invisible ones.",
    ),
  );

const codeFormats = z.optional(
  z
    .array(z.enum(CODE_FORMATS, { error: 'Use "digits" or "base32".' }))
    .check(z.minLength(1, 'Name "digits" at least.'), z.maxLength(2, "Name each format once.")),
);

/** The bodies of the API. Unknown fields are refused, so that a misspelt one is noticed. */
const requestFields = z.strictObject({
  recipient: text("Enter an e-mail address or a phone number.").check(
    z.maxLength(320, "That is too long for an address."),
  ),
  channel: z.optional(channel),
  purpose: z.optional(
    z.string().check(
      z.regex(/^[a-z][a-z0-9-]{0,31}$/, "Use up to 32 small letters, digits and dashes, a letter first."),
      z.refine((purpose) => !isDeskPurpose(purpose), { error: "This purpose is the desk's own." }),
    ),
  ),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Use an ISO 3166 country code like US."))),
  locale: z.optional(z.string({ error: "Use a language tag like en or pt-BR." })),
  codeFormats,
  // Of several users of one device with dots between. One that is made up, cut, or another's counts as none.
  deviceToken: z.optional(z.string().check(z.maxLength(200, "Name eight tokens at most."))),
  clientIp,
  botCheck: z.optional(z.string().check(z.maxLength(2048))),
  transaction: z.optional(z.strictObject({ amount: shown, payee: shown, reference: z.optional(shown) })),
});

export const requestCodeBody = z.pipe(
  requestFields,
  z.transform(({ purpose, locale, ...fields }: z.infer<typeof requestFields>) => ({
    ...fields,
    // No language is a reason to refuse a sign-in: what is no tag counts as none.
    locale: locale === undefined ? undefined : readLocale(locale),
    purpose: purpose ?? (fields.transaction ? "confirm-transaction" : "login"),
  })),
);

export const verifyCodeBody = z.strictObject({
  challengeId,
  code: text("Enter the code."),
  remember: z.optional(z.boolean()),
});

export const resendCodeBody = z.strictObject({ challengeId, channel: z.optional(channel), clientIp });

export const readStatusBody = z.strictObject({ challengeId });

/** `t` is the token of the link, named as briefly as the link is long. */
export const cancelChallengeBody = z.strictObject({ t: text("Open the link of the message as it is.") });

export const logOutBody = z.strictObject({ all: z._default(z.boolean(), false) });

/** The header that makes a request repeatable. */
export const idempotencyKey = z.optional(
  z
    .string()
    .check(
      z.regex(
        /^[\x21-\x7e]{16,255}$/,
        "Use 16 to 255 printable characters, chosen at random for each request.",
      ),
    ),
);

/** A field that a request got wrong, in words for its caller. */
export interface FieldError {
  /** Dotted path of the field; a header's name for a header. */
  readonly path: string;
  readonly message: string;
}

export function fieldErrors(issues: readonly z.core.$ZodIssue[]): FieldError[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path.join("."), message: issue.message }];
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join("."),
      message: "There is no such field.",
    }));
  });
}
