import * as z from "zod";
import { approval, othersEnded, secondsUntil } from "./approval-answer.ts";
import { passkey } from "./passkey-answers.ts";

const authenticator = z.object({
  id: z.string().describe("Names it among its owner's factors."),
  name: z.string().describe("What its owner calls it."),
  enrolledAt: z.iso.datetime().describe("When it was added. ISO 8601, in UTC."),
});

const backupCodes = z
  .array(z.string())
  .length(10)
  .describe(
    "Shown this once: each opens one sign-in in place of an authenticator. They void all earlier ones.",
  );

const twoSteps = z.boolean().describe("Whether sign-ins take two steps.");

/** Bodies of answers about what a user has enrolled. */
export const ACCOUNT_ANSWERS = {
  Factors: z
    .object({
      twoSteps,
      authenticators: z.array(authenticator).max(5),
      passkeys: z.array(passkey).max(10),
      backupCodesLeft: z.int().min(0).max(10).describe("Backup codes that were not used yet."),
      mayChange: z
        .boolean()
        .describe("Whether this session may change them now: what it takes was proved just now."),
    })
    .describe("What a user has enrolled."),
  BegunTotp: z
    .object({
      enrolment: z
        .string()
        .describe("To be sent with the code. It holds the key, encrypted, and is of use here alone."),
      secret: z.string().describe("The key in base32, for who types it. Keep it out of URLs and logs."),
      uri: z.string().describe("The same for a link or a QR code: `otpauth://totp/...`."),
      expiresIn: secondsUntil("it can no longer be confirmed"),
    })
    .describe("What an authenticator is set up with. Nothing is kept until it is confirmed."),
  Enrolled: z
    .object({
      authenticator,
      backupCodes: backupCodes.optional(),
      othersEnded,
      approval: approval
        .optional()
        .describe(
          "The session's tokens from now on, or those of the sign-in that was named by `challengeId`; absent where it was over by then.",
        ),
    })
    .describe("An authenticator was added. The backup codes come with the first one."),
  RemovedTotp: z.object({ twoSteps, othersEnded }).describe("The authenticator is gone."),
  BackupCodes: z.object({ backupCodes }).describe("New backup codes."),
} as const;
