import { scrypt, timingSafeEqual } from "node:crypto";
import type { Random } from "../domain/ambient.ts";
import type { HashedCode } from "../domain/factors.ts";
import { Passcode, strongCode } from "../domain/passcode.ts";
import { readCode } from "../domain/typed/code.ts";
import { STRONG_CODE } from "../domain/typed/code-shape.ts";

/** Numbers of the codes of one set, in the order in which they are shown. */
export const BACKUP_CODE_NUMBERS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;
export type BackupCodeNumber = (typeof BACKUP_CODE_NUMBERS)[number];

/** One code of a set: its number says which, so that a guess costs one hash. */
export interface BackupCode {
  readonly number: BackupCodeNumber;
  readonly code: Passcode;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What one guess costs: 60 ms and 32 MiB. Node refuses more than `maxmem`, which has to be above that. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Ten codes of 65 random bits. */
export function newBackupCodes(random: Random): readonly BackupCode[] {
  return BACKUP_CODE_NUMBERS.map((number) => ({ number, code: strongCode(random(STRONG_CODE.length)) }));
}

/** A code as it is shown: its number, and its characters in groups, like `7-K7QFM-2XD9T-RAW`. */
export function shownBackupCode({ number, code }: BackupCode): string {
  return `${number}-${code.revealGrouped()}`;
}

/** What a person's text is: a backup code with its number, or nothing that could be one. */
export type TypedBackupCode =
  ({ readonly kind: "backup-code" } & BackupCode) | { readonly kind: "none" | "several" };

/** How a code with its number is read. */
export const BACKUP_CODE = { format: "base32", length: 1 + STRONG_CODE.length } as const;

/** A number as people write it before a code, like `7)`, `7:`, `(7)` or `#7`. */
const WRITTEN_NUMBER = /^\s*[#(]?(\p{Nd})(?:[).:]\s*|\s+)/u;

/** Reads a code with its number as strong codes are read: case, separators, and look-alikes do not matter. */
export function readBackupCode(text: string): TypedBackupCode {
  const whole = readCode(text, BACKUP_CODE);
  const read = whole.kind === "none" ? readCode(text.replace(WRITTEN_NUMBER, "$1"), BACKUP_CODE) : whole;
  if (read.kind !== "code") return read;
  const number = BACKUP_CODE_NUMBERS.find((one) => read.code.startsWith(one));
  if (number === undefined) return { kind: "none" };
  return { kind: "backup-code", number, code: new Passcode(read.code.slice(1), "base32") };
}

/** What the table keeps of a code: a salt of its own, and a slow hash of both. */
export async function hashBackupCode(code: Passcode, random: Random): Promise<HashedCode> {
  const salt = random(SALT_BYTES);
  return { salt: salt.toString("base64url"), hash: (await slowHash(code, salt)).toString("base64url") };
}

/** What the table keeps of each code of a set, by its number. One after the other, since each takes 32 MiB. */
export async function hashBackupCodes(
  codes: readonly BackupCode[],
  random: Random,
): Promise<Readonly<Record<string, HashedCode>>> {
  const hashed: Record<string, HashedCode> = {};
  for (const { number, code } of codes) hashed[number] = await hashBackupCode(code, random);
  return hashed;
}

/** A code that no longer exists takes as long to check as one that does. */
const NO_CODE: HashedCode = { salt: "AAAAAAAAAAAAAAAAAAAAAA", hash: "" };

/** Whether a guess is this code. One hash, whatever the answer. */
export async function isBackupCode(guess: Passcode, hashed: HashedCode | undefined): Promise<boolean> {
  const { salt, hash } = hashed ?? NO_CODE;
  const [mine, theirs] = [
    await slowHash(guess, Buffer.from(salt, "base64url")),
    Buffer.from(hash, "base64url"),
  ];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}

function slowHash(code: Passcode, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // On a thread of its own: others are answered meanwhile.
    scrypt(code.reveal(), salt, HASH_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
