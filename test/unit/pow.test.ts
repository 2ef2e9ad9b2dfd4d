import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { solvePuzzle } from "../../client/src/solve-puzzle.ts";
import type { Asking } from "../../functions/bot-check/port.ts";
import { powCheck, PUZZLE_SECONDS } from "../../functions/bot-check/pow.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { keyNamed } from "./builders.ts";

const NOW = 1_795_425_000;
const ANNA: Asking = { origin: "network" as OriginKey, recipient: "anna" as RecipientKey };

/** Keys of which the first may have been replaced. */
const keysOf = (current: number, kept: readonly number[]) => {
  const key = (kid: number) => ({ kid, key: keyNamed(`form ${kid}`) });
  return {
    current: () => Promise.resolve(key(current)),
    find: (_name: string, kid: number) => Promise.resolve(kept.includes(kid) ? key(kid) : undefined),
  };
};
const check = powCheck(keysOf(1, [1]), randomBytes, 2000);
const solved = async () => (await solvePuzzle(await check.puzzle(ANNA, NOW))) ?? "";

describe("a puzzle of SHA-256", () => {
  it("is solved by trying, for two minutes, and shows nothing of whom it is for", async () => {
    const puzzle = await check.puzzle(ANNA, NOW);
    expect(JSON.stringify(puzzle)).not.toMatch(/anna|network/);
    const solution = (await solvePuzzle(puzzle)) ?? "";
    expect(solution.startsWith(`${puzzle.salt}.`)).toBe(true);
    expect(await check.isSolved(solution, ANNA, NOW)).toBe(true);
    expect(await check.isSolved(solution, ANNA, NOW + PUZZLE_SECONDS - 1)).toBe(true);
    expect(await check.isSolved(solution, ANNA, NOW + PUZZLE_SECONDS)).toBe(false);
  });

  it("is worth nothing to another network or for another recipient", async () => {
    const solution = await solved();
    expect(await check.isSolved(solution, { ...ANNA, origin: "other" as OriginKey }, NOW)).toBe(false);
    expect(await check.isSolved(solution, { ...ANNA, recipient: "other" as RecipientKey }, NOW)).toBe(false);
  });

  it("is another each time", async () => {
    const [one, other] = [await check.puzzle(ANNA, NOW), await check.puzzle(ANNA, NOW)];
    expect([one.salt === other.salt, one.challenge === other.challenge]).toEqual([false, false]);
  });

  it("outlives the replacement of its key as long as that key is kept", async () => {
    const solution = await solved();
    expect(await powCheck(keysOf(2, [1, 2]), randomBytes, 2000).isSolved(solution, ANNA, NOW)).toBe(true);
    expect(await powCheck(keysOf(2, [2]), randomBytes, 2000).isSolved(solution, ANNA, NOW)).toBe(false);
  });

  it("takes no made-up time, number, key or form", async () => {
    const solution = await solved();
    const [kid = "", expiresAt = "", random = "", number = ""] = solution.split(".");
    const made = [
      [kid, String(Number(expiresAt) + 1), random, number],
      [kid, String(NOW + 1_000_000), random, number],
      [kid, expiresAt, random, String((Number(number) + 1) % 2000)],
      [kid, expiresAt, random, `0${number}`],
      [kid, expiresAt, `${random.startsWith("_") ? "A" : "_"}${random.slice(1)}`, number],
      ["2", expiresAt, random, number],
      [kid, expiresAt, random],
    ].map((parts) => parts.join("."));
    for (const text of [...made, "", "x", ` ${solution}`, `${solution}\n`])
      expect([text, await check.isSolved(text, ANNA, NOW)]).toEqual([text, false]);
  });
});

describe("a program that solves one", () => {
  it("leaves what is no puzzle, what has no solution, and what its caller has ended", async () => {
    for (const what of [undefined, null, "pow", {}, { use: "pow" }, { use: "turnstile", siteKey: "k" }])
      expect(await solvePuzzle(what)).toBeUndefined();
    const puzzle = await check.puzzle(ANNA, NOW);
    expect(await solvePuzzle({ ...puzzle, salt: "another" })).toBeUndefined();
    expect(await solvePuzzle(puzzle, AbortSignal.abort())).toBeUndefined();
  });
});
