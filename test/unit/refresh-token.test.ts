import { describe, expect, it } from "@jest/globals";
import { authorizationCode, readAuthorizationCode } from "../../functions/domain/grant.ts";
import { readRefreshToken, refreshToken } from "../../functions/domain/refresh-token.ts";
import { readSessionToken, sessionToken } from "../../functions/domain/session.ts";
import { freshKey } from "../support/challenge.ts";

const key = Buffer.alloc(32, 1);
const reference = { recipientKey: freshKey(), nonce: freshKey() };
const offline = { ...reference, generation: 7, issuedAt: 1_795_425_000 };
const online = { ...offline, sessionNonce: freshKey() };

describe("a refresh token", () => {
  it.each([offline, online])(
    "says which one it is of which grant, and the session that it needs",
    (token) => {
      expect(readRefreshToken(refreshToken(token, 1, key), key)).toEqual(token);
    },
  );

  it("is the same whenever it is made", () => {
    expect(refreshToken(online, 1, key)).toBe(refreshToken(online, 1, key));
  });

  it("is not read with another key, changed, or cut", () => {
    const text = refreshToken(online, 1, key);
    expect(readRefreshToken(text, Buffer.alloc(32, 2))).toBeUndefined();
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
      expect(readRefreshToken(changed, key)).toBeUndefined();
    }
    for (let length = 0; length < text.length; length++)
      expect(readRefreshToken(text.slice(0, length), key)).toBeUndefined();
  });

  it("is no code and no session, nor the other way round", () => {
    const values = [
      refreshToken(offline, 1, key),
      authorizationCode(reference, 1, key),
      sessionToken(reference, 1, key),
    ];
    const readers = [readRefreshToken, readAuthorizationCode, readSessionToken];
    const read = values.map((value) => readers.map((reader) => reader(value, key) !== undefined));
    expect(read).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });
});
