import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { challengeIdBytes } from "../../functions/domain/challenge-id.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import {
  type HiddenReference,
  hideReference,
  readHiddenReference,
} from "../../functions/domain/hidden-reference.ts";
import { readSessionToken, sessionId, sessionToken, tokenClaims } from "../../functions/domain/session.ts";
import { challengeWith, keyNamed, NOW, sixteen } from "./builders.ts";

const key = keyNamed("cookie");
const reference = { recipientKey: sixteen("anna"), nonce: sixteen("nonce") };
const terms = {
  ...{ issuer: "https://id.example", audience: "shop", tokenSeconds: 900, jti: "j-1" },
  namesFirstParty: false,
  hide: () => "hidden" as HiddenReference,
};

const sixteenBytes = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("base64url") as RecipientKey);

const references = fc.record({ recipientKey: sixteenBytes, nonce: sixteenBytes });

describe("a session token", () => {
  it("says again which session it is, whatever key id it carries", () => {
    fc.assert(
      fc.property(references, fc.nat(255), fc.nat(2 ** 32 - 1), (from, kid, generation) => {
        const token = sessionToken({ ...from, generation }, kid, key);
        expect(readSessionToken(token, key)).toEqual({ ...from, generation });
      }),
    );
  });

  it("carries a tag of 128 bits", () => {
    expect(Buffer.from(sessionToken(reference, 1, key), "base64url")).toHaveLength(2 + 16 + 16 + 16);
    const next = sessionToken({ ...reference, generation: 1 }, 1, key);
    expect(Buffer.from(next, "base64url")).toHaveLength(2 + 16 + 16 + 4 + 16);
  });

  it("is before the first factor what it was in releases that knew none: browsers keep it", () => {
    const first = sessionToken(reference, 1, key);
    expect(sessionToken({ ...reference, generation: 0 }, 1, key)).toBe(first);
    expect(readSessionToken(first, key)).toEqual({ ...reference, generation: 0 });
  });

  it("is refused for every single bit that was flipped", () => {
    const bytes = Buffer.from(sessionToken({ ...reference, generation: 7 }, 1, key), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(readSessionToken(flipped.toString("base64url"), key)).toBeUndefined();
    }
  });

  it("is refused at every other length, and in any other spelling", () => {
    const token = sessionToken(reference, 1, key);
    for (let length = 0; length < token.length; length++)
      expect(readSessionToken(token.slice(0, length), key)).toBeUndefined();
    for (const text of [`${token}A`, `${token}=`, ` ${token}`, `${token}\n`, `${token};`])
      expect(readSessionToken(text, key)).toBeUndefined();
  });

  it("is refused when another key made it", () => {
    expect(readSessionToken(sessionToken(reference, 1, key), keyNamed("other"))).toBeUndefined();
  });
});

describe("a value of another kind", () => {
  it("is no session token: a challenge id under the same key", () => {
    const from = challengeWith();
    expect(readSessionToken(challengeIdBytes(from, key).toString("base64url"), key)).toBeUndefined();
    expect(readSessionToken(sessionId(reference), key)).toBeUndefined();
  });
});

describe("a session id", () => {
  it("is the same for one session, another for the next, and says nothing of where it lies", () => {
    fc.assert(
      fc.property(references, references, (from, other) => {
        fc.pre(from.nonce !== other.nonce);
        const sid = Buffer.from(sessionId(from), "base64url");
        expect(sessionId({ ...from })).toBe(sessionId(from));
        expect(sessionId({ ...from, nonce: other.nonce })).not.toBe(sessionId(from));
        expect(sid).toHaveLength(16);
        expect([from.recipientKey, from.nonce]).not.toContain(sid.toString("base64url"));
      }),
    );
  });

  it("stays what it is from one release to the next: apps keep it", () => {
    expect(sessionId(reference)).toBe("Qu6Qn0fPQ2qV_lcPJ1jqIw");
  });
});

describe("a hidden reference", () => {
  const random = (bytes: number) => randomBytes(bytes);
  const hidden = () => hideReference(reference, random, 7, key);

  it("says where the session lies to who has the key, and to no other", () => {
    fc.assert(
      fc.property(references, fc.nat(255), (from, kid) => {
        const text = hideReference(from, random, kid, key);
        expect(readHiddenReference(text, key)).toEqual(from);
        expect(readHiddenReference(text, keyNamed("other"))).toBeUndefined();
        const bytes = Buffer.from(text, "base64url");
        for (const part of [from.recipientKey, from.nonce])
          expect(bytes.includes(Buffer.from(part, "base64url"))).toBe(false);
      }),
    );
  });

  it("is another text each time, so that it tells no more than `sid` does", () => {
    expect(hidden()).not.toBe(hidden());
  });

  it("is refused for every single bit that was flipped, and at every other length", () => {
    const bytes = Buffer.from(hidden(), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(readHiddenReference(flipped.toString("base64url"), key)).toBeUndefined();
    }
    for (let length = 0; length < bytes.length; length++)
      expect(readHiddenReference(bytes.subarray(0, length).toString("base64url"), key)).toBeUndefined();
  });

  it("is no session token, and a session token is none", () => {
    expect(readSessionToken(hidden(), key)).toBeUndefined();
    expect(readHiddenReference(sessionToken(reference, 7, key), key)).toBeUndefined();
  });
});

describe("the claims of an approved login", () => {
  const approved = challengeWith({ status: "approved", approvedAt: NOW - 60, sessionEndsAt: NOW + 43_140 });

  it("are those of the challenge and the stage", () => {
    expect(tokenClaims(approved, terms, NOW)).toEqual({
      iss: "https://id.example",
      sub: "subject-of-anna",
      aud: "shop",
      jti: "j-1",
      iat: NOW,
      exp: NOW + 900,
      auth_time: NOW - 60,
      acr: "latchkey:1",
      amr: ["otp"],
      purpose: "login",
      sid: sessionId(approved),
      ref: "hidden",
    });
  });

  it("say that no app was in between, where the owner wants it said", () => {
    const named = tokenClaims(approved, { ...terms, namesFirstParty: true }, NOW);
    expect(named).toEqual({ ...tokenClaims(approved, terms, NOW), client_id: "first-party" });
  });

  it("never outlive the session", () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.integer({ min: 30, max: 3600 }), (left, tokenSeconds) => {
        const challenge = { ...approved, sessionEndsAt: NOW + left };
        expect(tokenClaims(challenge, { ...terms, tokenSeconds }, NOW).exp).toBe(
          NOW + Math.min(left, tokenSeconds),
        );
      }),
    );
  });

  it("hold nothing that names the address, the challenge or a bearer value", () => {
    const said = JSON.stringify(tokenClaims(approved, terms, NOW));
    expect(said).not.toContain("anna@example.com");
    expect(said).not.toContain(challengeIdBytes(approved, key).toString("base64url"));
  });
});

describe("the claims of another purpose", () => {
  it("name no session, and were authenticated now", () => {
    const claims = tokenClaims(challengeWith({ purpose: "payment", status: "approved" }), terms, NOW);
    expect(claims).not.toHaveProperty("sid");
    expect(claims).not.toHaveProperty("ref");
    expect(claims).toMatchObject({ purpose: "payment", exp: NOW + 900, auth_time: NOW });
  });
});
