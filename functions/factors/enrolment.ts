import type { Random } from "../domain/ambient.ts";
import { decrypt, encrypt, type Encryption, type EncryptionKey } from "../domain/encrypted.ts";
import { keyBytes, type SessionReference } from "../domain/reference.ts";
import type { SubjectKey } from "../domain/subject.ts";

/** How long an authenticator may take to be set up, in seconds. */
export const ENROLMENT_SECONDS = 600;

/** What a client keeps between the two steps of an enrolment: nothing is written before a code confirms it. */
export type EnrolmentToken = string & { readonly brand: "EnrolmentToken" };

/** An authenticator that is being set up. */
export interface Enrolment {
  /** 16 bytes, base64url: names it once it is confirmed. */
  readonly id: string;
  readonly secret: Buffer;
  /** Epoch seconds. */
  readonly startedAt: number;
}

/** Whose authenticator it will be, and in which session or challenge it is set up: it is confirmed there alone. */
export interface EnrolmentPlace {
  readonly subjectKey: SubjectKey;
  readonly at: SessionReference;
}

const ID_BYTES = 16;
const INSTANT_BYTES = 4;
const SECRET_BYTES = 20;

/** @param key the current one of the secret `factor` */
export function sealEnrolment(
  { id, secret, startedAt }: Enrolment,
  place: EnrolmentPlace,
  key: EncryptionKey,
  random: Random,
): EnrolmentToken {
  const instant = Buffer.alloc(INSTANT_BYTES);
  instant.writeUInt32BE(startedAt);
  const body = Buffer.concat([keyBytes(id), instant, secret]);
  return encrypt(encryption(place), body, key, random) as EnrolmentToken;
}

/** The enrolment that a token holds, or undefined unless this key sealed it for this place. */
export function openEnrolment(text: string, place: EnrolmentPlace, key: Uint8Array): Enrolment | undefined {
  const body = decrypt(encryption(place), text, key);
  if (body?.length !== ID_BYTES + INSTANT_BYTES + SECRET_BYTES) return undefined;
  return {
    id: body.subarray(0, ID_BYTES).toString("base64url"),
    startedAt: body.readUInt32BE(ID_BYTES),
    secret: body.subarray(ID_BYTES + INSTANT_BYTES),
  };
}

function encryption({ subjectKey, at }: EnrolmentPlace): Encryption {
  return { label: "totp-enrolment|", belongsTo: `${subjectKey}|${at.recipientKey}|${at.nonce}` };
}
