import * as z from "zod/mini";
import { TYPED_FACTORS } from "../domain/factors.ts";
import { factorName } from "./factor-name.ts";

const text = (message: string) => z.string({ error: message }).check(z.minLength(1, message));

const factor = z.enum(TYPED_FACTORS, {
  error: 'Use "totp" or "backup-code"; a passkey goes to /otp/passkeys/verify.',
});

/** With both, it happens within a sign-in; without, in a session. */
const withinSignIn = {
  challengeId: z.optional(text("Give the challengeId of the answer to your request.")),
  factorToken: z.optional(text("Give the factorToken of the answer to the right code.")),
};

/** The bodies of the wing's addresses. Unknown fields are refused, so that a misspelt one is noticed. */
export const proveFactorBody = z.strictObject({
  ...withinSignIn,
  factor,
  code: text("Enter the code."),
  remember: z.optional(z.boolean()),
});

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

/** Either the one session that `id` names, or all others. */
export const endSessionsBody = z
  .strictObject({
    id: z.optional(
      z
        .string({ error: "Give the id of one of your sessions." })
        .check(z.regex(/^[\w-]{22}$/, "Give the id of one of your sessions.")),
    ),
    others: z.optional(z.literal(true, { error: "Send true, or leave it out." })),
  })
  .check(
    z.refine(({ id, others }) => (id === undefined) !== (others === undefined), {
      error: "Give the id of one of your sessions, or others: true.",
    }),
  );

export const endAppBody = z.strictObject({
  clientId: z
    .string({ error: "Give the clientId of one of your apps." })
    .check(z.regex(/^[\w.-]{1,64}$/, "Give the clientId of one of your apps.")),
});

export const renewBackupCodesBody = z.strictObject({});
