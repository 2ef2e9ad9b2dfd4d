import { describe, expect, it } from "@jest/globals";
import {
  besiege,
  clickedInKnownBrowser,
  clickedLink,
  daily,
  greedy,
  hiding,
  knownBrowser,
  patient,
  privateWindow,
} from "../../support/factor-siege.ts";

const DAYS = 60;
/** A month after the thief's last guess the owner comes before the next one. */
const BEFORE = { totp: 1 };
const HABITS = [
  ["in a known browser", knownBrowser, { totp: DAYS }],
  ["in private windows", privateWindow, { ...BEFORE, "backup-code": DAYS - 1 }],
  ["by links of messages that they did not ask for", clickedLink, { ...BEFORE, "backup-code": DAYS - 1 }],
  ["in a known browser where such links are clicked", clickedInKnownBrowser, { totp: DAYS }],
] as const;

describe("an owner with two steps who signs in daily for two months, whose mailbox a thief reads", () => {
  it.each(HABITS)(
    "signs in each day %s, beside one who guesses as much as is evaluated",
    async (_, habit, ways) => {
      const play = await besiege(habit, greedy, { days: daily(DAYS) });
      expect(play).toEqual({ ways, total: 40, most: 20 });
    },
    240_000,
  );

  it.each(HABITS.map(([name, habit]) => [name, habit] as const))(
    "signs in by authenticator each day %s, beside one who stays below what is noticed",
    async (_, habit) => {
      const play = await besiege(habit, hiding, { days: daily(DAYS) });
      expect(play).toEqual({ ways: { totp: DAYS }, total: 38, most: 19 });
    },
    240_000,
  );

  it("needs backup codes from the twentieth day on, beside one who guesses once a day", async () => {
    const play = await besiege(privateWindow, patient, { days: daily(DAYS) });
    // Twenty days, a month in which none is evaluated, and what is left.
    expect(play).toEqual({ ways: { totp: 19 + 11, "backup-code": 30 }, total: 20 + 11, most: 20 });
  }, 240_000);

  it.each([
    ["in private windows", privateWindow],
    ["by links of messages that they did not ask for", clickedLink],
  ] as const)(
    "signs in by passkey each day %s",
    async (_, habit) => {
      const play = await besiege(habit, greedy, { days: daily(DAYS), withPasskey: true });
      expect(play).toEqual({ ways: { ...BEFORE, passkey: DAYS - 1 }, total: 40, most: 20 });
    },
    240_000,
  );
});
