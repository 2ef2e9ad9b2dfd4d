import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../functions/domain/ambient.ts";

/** A clock that runs like the system's, and can be set forward. */
export interface MovableClock {
  readonly now: Clock;
  advance(seconds: number): void;
}

/** @param folder keeps how far the clock was set forward; forgotten without it */
export function movableClock(
  folder: string | undefined,
  system: Clock = () => Math.floor(Date.now() / 1000),
): MovableClock {
  const file = folder === undefined ? undefined : join(folder, "clock.json");
  let ahead = file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as number) : 0;
  return {
    now: () => system() + ahead,
    advance(seconds) {
      ahead += seconds;
      if (file !== undefined) writeFileSync(file, JSON.stringify(ahead));
    },
  };
}
