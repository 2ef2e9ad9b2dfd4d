import * as z from "zod";
import { othersEnded } from "./approval-answer.ts";
import { PASSKEY_PURPOSES } from "../../functions/domain/webauthn-challenge.ts";

const bytes = (what: string) => z.string().describe(`${what} In base64url.`);

/** A passkey, as its owner is shown it. */
export const passkey = z.object({
  id: z.string().describe("Names the passkey among its owner's: the SHA-256 of its credential id."),
  credentialId: bytes(
    "As the authenticator calls it: for `PublicKeyCredential.signalAllAcceptedCredentials`.",
  ),
  name: z.string().describe("What its owner calls it."),
  backedUp: z.boolean().describe("Whether it is kept in a second place too, as synced passkeys are."),
  enrolledAt: z.iso.datetime().describe("When it was added. ISO 8601, in UTC."),
  lastUsedAt: z.iso.datetime().optional().describe("When it was used last. ISO 8601, in UTC."),
});

/** Bodies of answers about passkeys. */
export const PASSKEY_ANSWERS = {
  PasskeyOptions: z
    .object({
      purpose: z.enum(PASSKEY_PURPOSES),
      publicKey: z
        .looseObject({ challenge: bytes("What the authenticator signs.") })
        .describe(
          "For `navigator.credentials.get` or, with `enrolment`, `create`, after `PublicKeyCredential.parseRequestOptionsFromJSON` or `parseCreationOptionsFromJSON`.",
        ),
      expiresIn: z.int().min(0).describe("Whole seconds in which it can be answered."),
    })
    .describe("What a browser asks its authenticators with."),
  AddedPasskey: passkey.extend({ othersEnded }).describe("A passkey that was added."),
  RemovedPasskey: z.object({ othersEnded }).describe("The passkey is gone."),
  Passkeys: z
    .object({
      passkeys: z.array(passkey).max(10),
      mayChange: z
        .boolean()
        .describe("Whether this session may add and remove some now: what it takes was proved just now."),
    })
    .describe("The passkeys of who is signed in."),
} as const;
