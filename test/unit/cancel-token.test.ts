import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { cancelToken, readCancelToken } from "../../functions/domain/cancel-token.ts";
import { challengeIdBytes, encodeChallengeId, readChallengeId } from "../../functions/domain/challenge-id.ts";
import { readSessionToken, sessionToken } from "../../functions/domain/session.ts";
import { challengeWith, keyNamed } from "./builders.ts";

const challenge = challengeWith();
const key = keyNamed("passcode");
const token = cancelToken(challenge, 7, key);

describe("a cancel token", () => {
  it("names its challenge to a holder of the key alone", () => {
    const { recipientKey, nonce } = challenge;
    expect(readCancelToken(token, key)).toEqual({ recipientKey, nonce });
    expect(readCancelToken(token, keyNamed("other"))).toBeUndefined();
  });

  it("is no challenge id and no session, though the same key had made those", () => {
    expect(readChallengeId(token, key)).toBeUndefined();
    expect(readSessionToken(token, key)).toBeUndefined();
    expect(readCancelToken(sessionToken(challenge, 7, key), key)).toBeUndefined();
    const id = encodeChallengeId(challengeIdBytes({ ...challenge, kid: 7 }, key));
    expect(readCancelToken(id, key)).toBeUndefined();
  });

  it("does not hold the challenge id's tag or the passcode's input", () => {
    const id = challengeIdBytes({ ...challenge, kid: 7 }, key);
    expect(Buffer.from(token, "base64url").includes(id.subarray(-8))).toBe(false);
  });

  it("is refused after any change", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bytes = Buffer.from(token, "base64url");
        bytes[place % bytes.length]! ^= change;
        expect(readCancelToken(bytes.toString("base64url"), key)).toBeUndefined();
      }),
    );
    for (const text of ["", token.slice(0, -1), `${token}=`, `${token} `])
      expect(readCancelToken(text, key)).toBeUndefined();
  });
});
