import { describe, expect, it } from "@jest/globals";
import {
  isGuessing,
  mostGuessesPerDay,
  secondsPerGuess,
  shortCodesPerHour,
} from "../../functions/domain/guessing.ts";

const RULES = { wrongPerHour: 20, maxAttempts: 5 };
const NOW = 1_795_425_000;
const after = (wrongUntil: number, sends = 1) => isGuessing({ sends, wrongUntil, beyond: false }, RULES, NOW);

describe("a network", () => {
  it("is guessing from an hour's wrong guesses on, to the second", () => {
    expect([after(0), after(NOW - 1), after(NOW + 3599), after(NOW + 3600)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("that has guessed within a day is sent no more than so many short codes in an hour", () => {
    expect(shortCodesPerHour(RULES)).toBe(25);
    expect([after(NOW - 86_399, 25), after(NOW - 86_399, 26)]).toEqual([false, true]);
    expect([after(NOW - 86_400, 26), after(0, 1_000_000)]).toEqual([false, false]);
  });

  it("is taken for one where a bot check admits more than its hour's sends", () => {
    expect(isGuessing({ sends: 31, wrongUntil: 0, beyond: true }, RULES, NOW)).toBe(true);
  });

  it("may guess 480 times a day, and 750 times in any 24 hours, as settings are without a word of the owner", () => {
    expect((86_400 / secondsPerGuess(RULES)) | 0).toBe(480);
    expect(mostGuessesPerDay(RULES)).toBe(750);
    // An hour's guesses that count, and what two hours' codes hold that are open then.
    const open = 2 * shortCodesPerHour(RULES) * RULES.maxAttempts;
    expect(480 + 20 + open).toBe(750);
  });

  it.each([1, 7, 20, 160, 3600])("may guess never more than %i an hour by rounding", (wrongPerHour) => {
    expect(3600 / secondsPerGuess({ wrongPerHour })).toBeLessThanOrEqual(wrongPerHour);
  });
});
