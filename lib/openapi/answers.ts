import * as z from "zod";
import { ACRS } from "../../functions/domain/acr.ts";
import { CHANNELS } from "../../functions/domain/channel.ts";
import { ACCOUNT_ANSWERS } from "./account-answers.ts";
import { ACCOUNT_PAGE_ANSWERS } from "./account-page-answers.ts";
import { APP_ANSWERS } from "./app-answers.ts";
import { approval, secondsUntil, subject, token } from "./approval-answer.ts";
import { DESK_ANSWERS } from "./desk-bodies.ts";
import { PASSKEY_ANSWERS } from "./passkey-answers.ts";
import { PUSH_ANSWERS } from "./push-answers.ts";
import type { ChallengeState, DeliveryState } from "../../functions/domain/challenge.ts";
import type { CodeFormat } from "../../functions/domain/typed/code-shape.ts";

const instant = (what: string) => z.iso.datetime().describe(`${what} ISO 8601, in UTC.`);

const challengeId = z
  .string()
  .min(1)
  .describe("Names the challenge to its holder. A bearer value: keep it out of URLs and logs.");

const factorToken = z
  .string()
  .min(1)
  .describe("Says that its holder has sent the right code: needed with the second factor. A bearer value.");

const channel = z.enum(CHANNELS).describe("How the code travels.");
const masked = z.string().describe("The address or number, masked as it may be shown on a screen.");
const attemptsLeft = z.int().min(0).describe("Wrong guesses that are left.");

const countdowns = {
  expiresIn: secondsUntil("the code expires"),
  resendIn: secondsUntil("the code may be sent again"),
};

const STATUSES: Readonly<Record<ChallengeState, string>> = {
  pending: "waits for its code",
  proved: "the code was right, and waits for its second factor",
  approved: "the code was right",
  ended: "was approved, and its session was signed out",
  canceled: 'a sign-out everywhere, a block, or "this was not me", canceled it',
  expired: "nobody typed the code in time",
  locked: "there were too many wrong guesses",
};

const DELIVERIES: Readonly<Record<DeliveryState | "accepted", string>> = {
  accepted: "registered mode, which does not tell whether anything was sent",
  queued: "waits to be sent",
  sent: "a provider took it; whether it arrived is not known yet",
  delayed: "will be tried again",
  delivered: "arrived, says the provider",
  bounced: "came back",
  complained: "was marked as spam",
  suppressed: "nothing is sent there for now, after a bounce or a complaint",
  failed: "could not be sent",
};

const oneOf = (meanings: Readonly<Record<string, string>>) =>
  z.enum(Object.keys(meanings)).describe(
    Object.entries(meanings)
      .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
      .join("\n"),
  );

const CODE_FORMAT_MEANINGS = {
  digits: "Decimal digits.",
  base32:
    "For clients that name it in `codeFormats`: digits, and letters without I, L, O and U. Case does not matter, O is read as 0, I and L as 1, and spaces and dashes are dropped.",
} as const satisfies Record<CodeFormat, string>;

/** Bodies of answers that are no problems. The test of the document holds every real answer against them. */
export const ANSWERS = {
  Challenge: z
    .object({
      challengeId,
      channel,
      recipient: masked,
      codeFormat: oneOf(CODE_FORMAT_MEANINGS),
      codeLength: z
        .int()
        .min(4)
        .max(13)
        .describe("Characters of the code: 4 to 10 digits, or 13 letters and digits."),
      expiresAt: instant("When the code expires."),
      ...countdowns,
      attemptsLeft,
      otherChannels: z
        .array(channel)
        .describe("The other ways that the same code can go to the same number; none for an e-mail address."),
      readAs: z
        .optional(z.string())
        .describe(
          "Of a request alone: the number as it was read, in international form, for the user who typed it.",
        ),
      country: z
        .optional(z.string())
        .describe("Of a request alone: the ISO 3166 country that the number belongs to."),
      suggestion: z
        .optional(z.string())
        .describe(
          "Of a request alone: an address that was probably meant, one slip away from what was typed. A question to ask.",
        ),
    })
    .describe("A challenge that was opened: one attempt to prove one recipient."),
  ChallengeStatus: z
    .object({
      status: oneOf(STATUSES),
      delivery: z
        .object({
          state: oneOf(DELIVERIES),
          cause: z
            .literal("service")
            .optional()
            .describe(
              "It did not arrive, and the recipient has nothing to do with that: do not doubt the address.",
            ),
        })
        .describe("What became of the last send."),
      attemptsLeft,
      ...countdowns,
    })
    .describe("What became of a challenge."),
  Approval: approval,
  FactorRequired: z
    .object({
      status: z.literal("factor-required"),
      challengeId,
      factorToken,
      factors: z
        .array(z.string())
        .describe("What the user can prove. None means that the user has to enrol something first."),
      attemptsLeft,
      expiresIn: secondsUntil("the second factor is waited for no longer"),
    })
    .describe("The code was right, and the sign-in takes a second factor."),
  Session: z
    .object({
      active: z.literal(true),
      subject,
      channel,
      recipient: masked,
      purpose: z.string().describe("What the code was asked for; `login` for a session."),
      acr: z
        .enum(ACRS)
        .describe(
          "How well the user was told apart from others: `latchkey:1` by a code, `latchkey:2` by a second factor beside it, `phr` by a passkey.",
        ),
      amr: z
        .array(z.string())
        .describe('How it was proved (RFC 8176): `["otp"]` by e-mail, `["otp", "sms"]` by SMS.'),
      authTime: instant("When the code was accepted."),
      expiresAt: instant("When the session ends."),
      expiresIn: secondsUntil("the session ends"),
      token: token.optional().describe("A fresh access token, unless the session was shown by one."),
      tokenExpiresIn: secondsUntil("the token expires").optional(),
    })
    .describe("Who is signed in."),
  KeySet: z
    .object({
      keys: z.array(
        z.union([
          z.object({
            kid: z.string().describe("As in the header of the tokens that it checks."),
            kty: z.literal("RSA"),
            n: z.string(),
            e: z.string(),
            alg: z.literal("RS256"),
            use: z.literal("sig"),
          }),
          z.object({
            kid: z.string().describe("As in the header of the tokens that it checks."),
            kty: z.literal("EC"),
            crv: z.literal("P-256"),
            x: z.string(),
            y: z.string(),
            alg: z.literal("ES256"),
            use: z.literal("sig"),
          }),
        ]),
      ),
    })
    .describe(
      "The public keys that check tokens (RFC 7517): the next, the current and the previous ones, of RSA and of P-256.",
    ),
  AppleApps: z
    .object({ webcredentials: z.object({ apps: z.array(z.string()) }) })
    .describe("Apple's association of a site with its apps: a team id, a dot, and a bundle id each."),
  AttackToken: z
    .object({
      tokenSha256: z.string().regex(/^[\da-f]{64}$/),
      registration: z.enum(["open", "registered"]),
    })
    .describe(
      "The SHA-256 of the token that the owner's attacks have to show, in hex, and whether only customers are sent codes.",
    ),
  ...APP_ANSWERS,
  ...ACCOUNT_PAGE_ANSWERS,
  ...ACCOUNT_ANSWERS,
  ...PASSKEY_ANSWERS,
  ...PUSH_ANSWERS,
  ...DESK_ANSWERS,
  Description: z
    .looseObject({ openapi: z.literal("3.1.1"), info: z.looseObject({}), paths: z.looseObject({}) })
    .describe("An OpenAPI document: this one."),
} as const;

export type AnswerName = keyof typeof ANSWERS;
