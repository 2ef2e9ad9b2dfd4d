import type { Clock } from "../domain/ambient.ts";
import type { OriginKey } from "../domain/origin.ts";
import { hoursBetween } from "../domain/statistics/hours.ts";
import type { Stores } from "../storage/port.ts";

export interface ReadAttacksDependencies {
  readonly storage: Stores<{ attacks: "list" }>;
  readonly clock: Clock;
}

/** A network that guessed, or asked for more than it may. Instants are epoch seconds. */
export interface AttackingNetwork {
  readonly network: OriginKey;
  /** Wrong guesses at codes that it asked for, at least: they are noted at 10, 20, 40 and so on in an hour. */
  readonly wrong: number;
  /** In how many hours its sends were refused. */
  readonly refusedHours: number;
  readonly firstHour: string;
  readonly lastAt: number;
}

/** Networks that stood out in the last hours, the one with the most wrong guesses first. Only reads. @param hours at most 720 */
export async function readAttacks(
  { storage, clock }: ReadAttacksDependencies,
  hours = 24,
): Promise<readonly AttackingNetwork[]> {
  const now = clock();
  const names = hoursBetween(now - (Math.min(hours, 720) - 1) * 3600, now + 1);
  const found = await Promise.all(
    names.map(async (hour) => (await storage.attacks.list(hour)).map((attack) => ({ ...attack, hour }))),
  );
  const networks = [...Map.groupBy(found.flat(), ({ network }) => network)].map(([network, all]) => ({
    network,
    wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
    refusedHours: all.filter(({ refusedAt }) => refusedAt !== undefined).length,
    firstHour: all[0]?.hour ?? "",
    lastAt: Math.max(...all.map(({ lastAt }) => lastAt)),
  }));
  return networks.sort((one, other) => other.wrong - one.wrong || other.lastAt - one.lastAt);
}
