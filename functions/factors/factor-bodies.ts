import * as z from "zod/mini";
import { TYPED_FACTORS } from "../domain/factors.ts";
import { factorName } from "./factor-name.ts";

const text = (message: string) => z.string({ error: message }).check(z.minLength(1, message));

const factor = z.enum(TYPED_FACTORS, {
  error: 'Use "totp" or "backup-code"; a passkey goes to /otp/passkeys/verify.',
});

const factorToken = text("Give the factorToken of the answer to the right code.");

/** The bodies of the wing's addresses. Unknown fields are refused, so that a misspelt one is noticed. */
export const proveFactorBody = z.strictObject({
  challengeId: text("Give the challengeId of the answer to your request."),
  factorToken,
  factor,
  code: text("Enter the code."),
  remember: z.optional(z.boolean()),
});

const challengeId = z.optional(text("Give the challengeId of the answer to your request."));

/** With a `challengeId` and its `factorToken`, who enrols does so within a sign-in; else in a session. */
const withinSignIn = { challengeId, factorToken: z.optional(factorToken) };

export const beginTotpBody = z.strictObject(withinSignIn);

export const confirmTotpBody = z.strictObject({
  ...withinSignIn,
  enrolment: z
    .string({ error: "Give the enrolment of the answer with which it was begun." })
    .check(z.minLength(1), z.maxLength(400)),
  code: text("Enter the code that the authenticator shows."),
  name: z.optional(factorName),
});

export const removeTotpBody = z.strictObject({
  id: z
    .string({ error: "Give the id of one of your authenticators." })
    .check(z.regex(/^[\w-]{22}$/, "Give the id of one of your authenticators.")),
});

export const renewBackupCodesBody = z.strictObject({});
