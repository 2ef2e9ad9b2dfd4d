import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../domain/ambient.ts";
import { mac } from "../domain/sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { Asking, BotCheck, PowPuzzle } from "./port.ts";

/** How long a puzzle may be solved, in seconds: time for a slow phone. */
export const PUZZLE_SECONDS = 120;

/** `kid.expiresAt.random` and the number. */
const SOLUTION = /^((\d{1,3})\.(\d{1,12})\.[\w-]{16})\.(\d{1,10})$/;

/**
 * A price, and no proof: a browser pays it in a second, a farm of them by the request. The number is derived from what the
 * puzzle is for, so nothing is stored until it is solved.
 * @param cost numbers to try at most
 */
export function powCheck(
  keys: Pick<Keys, "current" | "find">,
  random: Random,
  cost: number,
): BotCheck<PowPuzzle> {
  return {
    async puzzle(asking, now) {
      const { kid, key } = await keys.current("form");
      const salt = `${kid}.${now + PUZZLE_SECONDS}.${random(12).toString("base64url")}`;
      const solution = `${salt}.${numberOf(key, salt, asking, cost)}`;
      return { use: "pow", salt, challenge: createHash("sha256").update(solution).digest("base64url"), cost };
    },

    async isSolved(solution, asking, now) {
      const [, salt, kid, expiresAt, number] = SOLUTION.exec(solution) ?? [];
      if (salt === undefined || Number(expiresAt) <= now || Number(expiresAt) > now + PUZZLE_SECONDS)
        return false;
      const found = await keys.find("form", Number(kid));
      if (!found) return false;
      const [right, given] = [String(numberOf(found.key, salt, asking, cost)), number ?? ""];
      return right.length === given.length && timingSafeEqual(Buffer.from(right), Buffer.from(given));
    },
  };
}

function numberOf(key: Uint8Array, salt: string, asking: Asking, cost: number): number {
  const { origin, recipient, repeats } = asking;
  const bound = [salt, origin, recipient, ...(repeats === undefined ? [] : [repeats])].join("|");
  return mac(key, "bot-check|", bound).readUIntBE(0, 6) % cost;
}
