import * as z from "zod/mini";
import { MAX_CREDENTIAL_ID_BYTES } from "../../domain/passkey.ts";
import { PASSKEY_PURPOSES } from "../../domain/webauthn-challenge.ts";
import { factorName } from "../factor-name.ts";

/** Bytes in base64url. */
const bytes = (most: number) =>
  z
    .string()
    .check(z.regex(/^[\w-]*$/, "Use base64url, without padding."), z.maxLength(Math.ceil((most * 4) / 3)));

/** As browsers write what authenticators answer (WebAuthn, 5.1): members that they add later are passed over. */
const credential = {
  id: bytes(MAX_CREDENTIAL_ID_BYTES),
  rawId: bytes(MAX_CREDENTIAL_ID_BYTES),
  type: z.literal("public-key"),
};

export const assertion = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: bytes(2048),
    authenticatorData: bytes(1024),
    signature: bytes(1024),
    userHandle: z.optional(z.nullable(bytes(64))),
  }),
});

export const registration = z.looseObject({
  ...credential,
  response: z.looseObject({
    clientDataJSON: bytes(2048),
    attestationObject: bytes(8192),
    transports: z.optional(z.array(z.string().check(z.maxLength(32))).check(z.maxLength(10))),
  }),
});

const id = z.string().check(z.regex(/^[\w-]{43}$/, "Give the id of one of your passkeys."));

const named = PASSKEY_PURPOSES.map((purpose) => `"${purpose}"`);

export const passkeyOptionsBody = z.strictObject({
  purpose: z.enum(PASSKEY_PURPOSES, { error: `Use ${named.slice(0, -1).join(", ")} or ${named.at(-1)}.` }),
  verifierHash: z.optional(
    z.string().check(z.regex(/^[\w-]{43}$/, "Give the SHA-256 of your verifier in base64url.")),
  ),
  challengeId: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});

const challengeId = z.optional(z.string().check(z.minLength(1), z.maxLength(200)));

/**
 * With a `challengeId` and its `factorToken` the passkey is the second step of that sign-in, with the purpose `session` it
 * is proved in the session of who asks; else it signs in alone.
 */
export const verifyPasskeyBody = z.strictObject({
  assertion,
  purpose: z.optional(z.literal("session", { error: 'Use "session", or leave it out.' })),
  challengeId,
  factorToken: challengeId,
  remember: z.optional(z.boolean()),
  verifier: z.optional(
    z
      .string()
      .check(z.regex(/^[\w.~-]{43,128}$/, "Give the verifier whose hash you told: 43 to 128 characters.")),
  ),
});

export const enrolPasskeyBody = z.strictObject({ registration, name: z.optional(factorName) });

export const removePasskeyBody = z.strictObject({ id });

export const renamePasskeyBody = z.strictObject({ id, name: factorName });
