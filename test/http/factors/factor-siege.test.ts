import { describe, expect, it } from "@jest/globals";
import {
  besiege,
  clickedInKnownBrowser,
  clickedLink,
  greedy,
  knownBrowser,
  privateWindow,
} from "../../support/factor-siege.ts";

/** Before and after a count ends: the quick play of `daily-factor-guessing`. */
const DAYS = [0, 1, 29, 31, 32];

describe("an owner with two steps whose mailbox a thief reads, who guesses as much as is evaluated", () => {
  it.each([
    ["in a known browser", knownBrowser, { totp: 5 }],
    ["in private windows", privateWindow, { "backup-code": 5 }],
    ["by links of messages that they did not ask for", clickedLink, { "backup-code": 5 }],
    ["in a known browser where such links are clicked", clickedInKnownBrowser, { totp: 5 }],
  ] as const)(
    "signs in each day %s",
    async (_, habit, ways) => {
      expect(await besiege(habit, greedy, { days: DAYS })).toEqual({ ways, total: 40, most: 20 });
    },
    120_000,
  );

  it("signs in by passkey where codes of authenticators are taken no more", async () => {
    const play = besiege(privateWindow, greedy, { days: DAYS, withPasskey: true });
    expect(await play).toEqual({ ways: { passkey: 5 }, total: 40, most: 20 });
  }, 120_000);
});
