import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  challengeIdBytes,
  type ChallengeReference,
  encodeChallengeId,
  readChallengeId,
} from "../../functions/domain/challenge-id.ts";
import { STRONG_CODE } from "../../functions/domain/typed/code-shape.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { seal } from "../../functions/domain/sealed.ts";
import { sessionToken } from "../../functions/domain/session.ts";
import { keyNamed, NOW, sixteen } from "./builders.ts";

const key = keyNamed("passcode");

const reference: ChallengeReference = {
  kid: 1,
  format: "digits",
  length: 6,
  opensSession: true,
  issuedAt: NOW,
  recipientKey: sixteen("anna"),
  ledgerKey: sixteen("anna"),
  nonce: sixteen("nonce"),
};

const tagged: ChallengeReference = { ...reference, ledgerKey: sixteen("anna without her tag") };
const idOf = (from: ChallengeReference) => encodeChallengeId(challengeIdBytes(from, key));

const keys = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString("base64url") as RecipientKey);

const references = fc
  .record({
    kid: fc.nat(255),
    shape: fc.oneof(
      fc.record({ format: fc.constant("digits" as const), length: fc.integer({ min: 4, max: 10 }) }),
      fc.constant(STRONG_CODE),
    ),
    opensSession: fc.boolean(),
    issuedAt: fc.nat(0xffff_ffff),
    recipientKey: keys,
    nonce: keys,
  })
  .chain(({ shape, ...record }) =>
    fc.oneof(fc.constant(record.recipientKey), keys).map((ledgerKey) => ({ ...record, ...shape, ledgerKey })),
  );

describe("a challenge id", () => {
  it("has a version of its own for a strong code, so that an earlier release says that it is not found", () => {
    expect(challengeIdBytes(reference, key)[0]).toBe(1);
    expect(challengeIdBytes({ ...reference, ...STRONG_CODE }, key)[0]).toBe(2);
  });

  it("says again what it was made from", () => {
    fc.assert(fc.property(references, (from) => expect(readChallengeId(idOf(from), key)).toEqual(from)));
  });

  it("has 47 bytes, and 16 more where the ledger is another recipient's", () => {
    expect(challengeIdBytes(reference, key)).toHaveLength(47);
    expect(challengeIdBytes(tagged, key)).toHaveLength(63);
  });

  it("names another ledger only where it was given one", () => {
    expect(readChallengeId(idOf(reference), key)?.ledgerKey).toBe(reference.recipientKey);
    expect(readChallengeId(idOf(tagged), key)?.ledgerKey).toBe(tagged.ledgerKey);
  });

  it("tells without the database whether approval opens a session", () => {
    for (const opensSession of [true, false])
      expect(readChallengeId(idOf({ ...tagged, opensSession }), key)?.opensSession).toBe(opensSession);
  });

  it("is letters, digits, dash and underscore", () => {
    fc.assert(fc.property(references, (from) => expect(idOf(from)).toMatch(/^[A-Za-z0-9_-]+$/)));
  });
});

describe.each([
  ["a challenge id", reference],
  ["a challenge id with a ledger of its own", tagged],
])("%s that was tampered with", (_, from) => {
  it("is refused for every single bit that was flipped", () => {
    const bytes = challengeIdBytes(from, key);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(readChallengeId(flipped.toString("base64url"), key)).toBeUndefined();
    }
  });

  it("is refused at every other length", () => {
    const bytes = challengeIdBytes(from, key);
    for (let length = 0; length < bytes.length; length++) {
      expect(readChallengeId(bytes.subarray(0, length).toString("base64url"), key)).toBeUndefined();
      expect(readChallengeId(bytes.subarray(-length).toString("base64url"), key) === undefined).toBe(
        length > 0,
      );
    }
    for (const extra of [1, 8, 16])
      expect(
        readChallengeId(Buffer.concat([bytes, Buffer.alloc(extra)]).toString("base64url"), key),
      ).toBeUndefined();
  });

  it("is refused in any other spelling", () => {
    const id = idOf(from);
    for (const spelling of [`${id}=`, `${id} `, ` ${id}`, `${id}\n`, `${id.slice(0, 9)}!${id.slice(9)}`])
      expect(readChallengeId(spelling, key)).toBeUndefined();
  });

  it("is refused when another key made it", () => {
    expect(readChallengeId(idOf(from), keyNamed("other"))).toBeUndefined();
  });
});

describe("a challenge id whose last character has spare bits", () => {
  it("is read in its canonical form only", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const id = idOf(reference);
    const accepted = alphabet.split("").filter((last) => readChallengeId(id.slice(0, -1) + last, key));
    expect(accepted).toEqual([id.slice(-1)]);
  });
});

describe("a value of another kind", () => {
  it("is no challenge id, even under the same key", () => {
    expect(readChallengeId(sessionToken(reference, 1, key), key)).toBeUndefined();
    const body = challengeIdBytes(reference, key).subarray(0, -8);
    const forged = seal({ label: "session|", tagBytes: 8 }, key, body).toString("base64url");
    expect(readChallengeId(forged, key)).toBeUndefined();
  });

  it("is no challenge id, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => expect(readChallengeId(text, key)).toBeUndefined()));
  });
});
