import { expect, it } from "@jest/globals";
import type { Asking, BotCheck, Puzzle } from "../../functions/bot-check/port.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";

export const ANNA: Asking = { origin: "network" as OriginKey, recipient: "anna" as RecipientKey };
export const NOW = 1_795_425_000;

/** A bot check, and what solves its puzzles. */
export interface Checked {
  readonly check: BotCheck;
  readonly solve: (puzzle: Puzzle) => Promise<string>;
}

/** What flows may rely on, whichever way puzzles are solved. */
export function botCheckContract(make: () => Promise<Checked>): void {
  const solved = async ({ check, solve }: Checked, asking: Asking) => solve(await check.puzzle(asking, NOW));

  it("takes a solution, and takes it again of the same caller", async () => {
    const made = await make();
    const solution = await solved(made, ANNA);
    for (let times = 0; times < 3; times++)
      expect(await made.check.isSolved(solution, ANNA, NOW + times)).toBe(true);
  });

  it("takes a used solution of no other network and for no other recipient", async () => {
    const made = await make();
    const solution = await solved(made, ANNA);
    expect(await made.check.isSolved(solution, ANNA, NOW)).toBe(true);
    for (const other of [{ origin: "other" as OriginKey }, { recipient: "other" as RecipientKey }])
      expect(await made.check.isSolved(solution, { ...ANNA, ...other }, NOW)).toBe(false);
  });

  it("takes nothing that is no solution", async () => {
    const { check } = await make();
    for (const text of ["", "x", "made up", "1.2.3.4", "\n", "a".repeat(2049), "ünïcode"])
      expect([text, await check.isSolved(text, ANNA, NOW)]).toEqual([text, false]);
  });

  it("shows in a puzzle nothing of whom it is for", async () => {
    const { check } = await make();
    expect(JSON.stringify(await check.puzzle(ANNA, NOW))).not.toMatch(/anna|network/);
  });
}
