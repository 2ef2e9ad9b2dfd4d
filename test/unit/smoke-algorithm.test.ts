import { describe, expect, it } from "@jest/globals";
import type { JSONWebKeySet } from "jose";
import { Failed, type Walk } from "../../bin/smoke/case.ts";
import { expectAlgorithm } from "../../bin/smoke/expect-token.ts";

const NOW = 1_795_000_000;
const RSA = { keys: [{ kty: "RSA", alg: "RS256" }] };
const BOTH = { keys: [...RSA.keys, { kty: "EC", alg: "ES256" }] };

/** What the line of a stage says whose token is signed so. */
async function said(
  algorithm: string,
  alg: string,
  published: JSONWebKeySet,
  changedAt?: number,
): Promise<string[]> {
  const notes: string[] = [];
  const stage = { name: "dev", config: { settings: { session: { algorithm } } } };
  const walk = { target: { stage }, note: (words: string) => notes.push(words) } as unknown as Walk;
  await expectAlgorithm(walk, alg, published, () => Promise.resolve(changedAt), NOW);
  return notes;
}

describe("a token of another algorithm than the stage's", () => {
  it("is a note where no key for it is published", async () => {
    expect(await said("ES256", "RS256", RSA)).toEqual([
      expect.stringMatching(/no key for ES256 is published; rotate/),
    ]);
  });

  it.each([NOW, NOW - 7199, undefined])(
    "is a note where its keys may be young: changed at %s",
    async (at) => {
      expect(await said("ES256", "RS256", BOTH, at)).toEqual([
        expect.stringMatching(/may be younger than two hours/),
      ]);
    },
  );

  it("is a fault once its keys have been published for two hours", async () => {
    await expect(said("ES256", "RS256", BOTH, NOW - 7200)).rejects.toThrow(Failed);
  });

  it("is a fault where RS256 is wanted, which every stage has", async () => {
    await expect(said("RS256", "ES256", BOTH, NOW)).rejects.toThrow(Failed);
  });
});

it("a token of the stage's algorithm needs no word", async () => {
  expect([await said("ES256", "ES256", BOTH), await said("RS256", "RS256", BOTH)]).toEqual([[], []]);
});
