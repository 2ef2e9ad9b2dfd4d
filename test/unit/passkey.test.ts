import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { isCredentialId, MAX_CREDENTIAL_ID_BYTES, passkeyId } from "../../functions/domain/passkey.ts";

const idOf = (bytes: number) => randomBytes(bytes).toString("base64url");

describe("a passkey", () => {
  it("is named by 43 characters, however long its credential id is", () => {
    for (const bytes of [1, 16, 64, MAX_CREDENTIAL_ID_BYTES])
      expect(passkeyId(idOf(bytes))).toMatch(/^[\w-]{43}$/);
    expect(passkeyId(idOf(32))).not.toBe(passkeyId(idOf(32)));
  });

  it("has a credential id of 1 to 1023 bytes, in one spelling", () => {
    expect([1, 1023].map((bytes) => isCredentialId(idOf(bytes)))).toEqual([true, true]);
    const wrong = [idOf(1024), "", "a=", "a b", "!", `${idOf(16)}=`];
    expect(wrong.filter(isCredentialId)).toEqual([]);
  });
});
