import type { Random } from "../domain/ambient.ts";
import { decrypt, encrypt, type Encryption, type EncryptionKey } from "../domain/encrypted.ts";
import type { SubjectKey } from "../domain/subject.ts";

/** Whose secret it is, and which of that subject's: it is read from there alone, wherever it is copied to. */
export interface TotpPlace {
  readonly subjectKey: SubjectKey;
  readonly id: string;
}

const SECRET_BYTES = 20;

/** A secret as the table keeps it. @param key the current one of the secret `factor` */
export function sealTotpSecret(
  secret: Uint8Array,
  place: TotpPlace,
  key: EncryptionKey,
  random: Random,
): string {
  return encrypt(encryption(place), secret, key, random);
}

/** The secret that the table keeps, or undefined unless this key sealed it for this place. */
export function openTotpSecret(text: string, place: TotpPlace, key: Uint8Array): Buffer | undefined {
  const secret = decrypt(encryption(place), text, key);
  return secret?.length === SECRET_BYTES ? secret : undefined;
}

function encryption({ subjectKey, id }: TotpPlace): Encryption {
  return { label: "totp-secret|", belongsTo: `${subjectKey}|${id}` };
}
