import * as z from "zod/mini";
import { passkeys } from "./passkeys.ts";
import { pushChoice } from "./push.ts";

/** Whether a sign-in takes two steps: never, for those who have turned that on, or for everybody. */
export const secondFactor = z._default(z.enum(["off", "optional", "required"]), "off");

/** What users may enrol, each by itself. */
export const factors = z.prefault(
  z.strictObject({
    /** Authenticator apps, and the backup codes that come with the first one. */
    totp: z._default(z.boolean(), true),
    passkeys,
    /** So many hours after the first contact is told a reset of factors takes effect; each of them may stop it till then. */
    resetHours: z._default(z.int().check(z.gte(0), z.lte(720)), 24),
    /** Codes as notifications of users' own browsers. */
    push: pushChoice,
  }),
  {},
);
