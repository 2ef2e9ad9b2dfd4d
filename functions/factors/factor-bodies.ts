import * as z from "zod/mini";
import { FACTORS } from "../domain/factors.ts";

const text = (message: string) => z.string({ error: message }).check(z.minLength(1, message));

const factor = z.enum(FACTORS, { error: 'Use "totp" or "backup-code".' });

/** The bodies of the wing's addresses. Unknown fields are refused, so that a misspelt one is noticed. */
export const proveFactorBody = z.strictObject({
  challengeId: text("Give the challengeId of the answer to your request."),
  factor,
  code: text("Enter the code."),
  remember: z.optional(z.boolean()),
});
