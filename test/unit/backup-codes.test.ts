import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Passcode, strongCode } from "../../functions/domain/passcode.ts";
import {
  BACKUP_CODE_NUMBERS,
  hashBackupCode,
  hashBackupCodes,
  isBackupCode,
  newBackupCodes,
  readBackupCode,
  shownBackupCode,
} from "../../functions/factors/backup-codes.ts";

const codes = fc
  .tuple(fc.constantFrom(...BACKUP_CODE_NUMBERS), fc.uint8Array({ minLength: 13, maxLength: 13 }))
  .map(([number, bytes]) => ({ number, code: strongCode(bytes) }));

describe("a set of backup codes", () => {
  it("has ten, each with its number and 13 characters of Crockford's base32", () => {
    const set = newBackupCodes(randomBytes);
    expect(set.map(({ number }) => number)).toEqual([...BACKUP_CODE_NUMBERS]);
    for (const code of set)
      expect(shownBackupCode(code)).toMatch(
        /^\d-[\dA-HJKMNP-TV-Z]{5}-[\dA-HJKMNP-TV-Z]{5}-[\dA-HJKMNP-TV-Z]{3}$/,
      );
    expect(new Set(set.map(({ code }) => code.reveal())).size).toBe(10);
  });

  it("is kept with a salt and a hash of its own each", async () => {
    const set = newBackupCodes(randomBytes).slice(0, 2);
    const kept = await hashBackupCodes(set, randomBytes);
    expect(Object.keys(kept)).toEqual(["1", "2"]);
    expect(kept["1"]?.salt).not.toBe(kept["2"]?.salt);
    expect(JSON.stringify(kept)).not.toContain(set[0]?.code.reveal());
    const [first, second] = set;
    expect(await isBackupCode(first!.code, kept["1"])).toBe(true);
    expect(await isBackupCode(second!.code, kept["1"])).toBe(false);
  });

  it("has nothing that a code could equal where its number is gone", async () => {
    expect(await isBackupCode(new Passcode("0000000000000", "base32"), undefined)).toBe(false);
  });

  it("is hashed by the scrypt of another implementation", async () => {
    // Python: hashlib.scrypt(b"K7QFM2XD9TRAW", salt=bytes(16), n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    const hashed = await hashBackupCode(new Passcode("K7QFM2XD9TRAW", "base32"), (count) =>
      Buffer.alloc(count),
    );
    expect(hashed).toEqual({
      salt: "AAAAAAAAAAAAAAAAAAAAAA",
      hash: "bBYNwvaAJUnSML5q4YY1RC1Kk3-EDoduiRu39v84vYE",
    });
  });
});

describe("a typed backup code", () => {
  it("is read as it is shown, in small letters, without separators, and in full-width characters", () => {
    fc.assert(
      fc.property(codes, (code) => {
        const shown = shownBackupCode(code);
        const wide = shown.replace(/[0-9A-Z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
        for (const text of [shown, shown.toLowerCase(), shown.replaceAll("-", ""), ` ${shown}\n`, wide]) {
          const read = readBackupCode(text);
          expect(read).toMatchObject({ kind: "backup-code", number: code.number });
          expect(read.kind === "backup-code" && read.code.equals(code.code)).toBe(true);
        }
      }),
    );
  });

  it("is read where O and L were typed for 0 and 1, also as its number", () => {
    expect(readBackupCode("o-KOQFM-LXD9T-RAi")).toEqual(readBackupCode("0-K0QFM-1XD9T-RA1"));
  });

  it.each([
    ["", "none"],
    ["K7QFM-2XD9T-RAW", "none"],
    ["A-K7QFM-2XD9T-RAW", "none"],
    ["123456", "none"],
    ["1-K7QFM-2XD9T-RAW2", "none"],
    ["1-K7QFM-2XD9T-RAW 2-K7QFM-2XD9T-RAW", "several"],
  ])("is none in %j", (text, kind) => {
    expect(readBackupCode(text).kind).toBe(kind);
  });
});
