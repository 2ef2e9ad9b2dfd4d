import type { Clock } from "../domain/ambient.ts";
import type { OriginKey } from "../domain/origin.ts";
import { hourOf, hoursBetween, hourStart } from "../domain/statistics/hours.ts";
import type { Attack } from "../storage/port/attacks.ts";
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

/** Where a list goes on: in the hour of `at`, behind this network; without one in the hours before `at`, in epoch seconds. */
export interface AttacksCursor {
  readonly at: number;
  readonly id: string;
}

export interface AttacksPage {
  /** The one with the most wrong guesses first. */
  readonly networks: readonly AttackingNetwork[];
  /** Absent where there is nothing older within the hours. */
  readonly next?: AttacksCursor;
}

/** What a page is made of: so many notes, each of one network and hour. */
export const ATTACKS_PAGE = 200;

/** How far back it can be looked. */
export const ATTACK_HOURS = 720;

/** Hours that are read at once. */
const AT_ONCE = 24;

interface Note extends Attack {
  readonly hour: string;
}

/**
 * Networks that stood out in the last hours: the newest notes of them, the worst network of these first. An attack of
 * thousands of networks is read page by page, and a network that stood out in older hours, too, is on a later page again.
 * Only reads.
 * @param hours at most {@link ATTACK_HOURS}
 */
export async function readAttacks(
  { storage, clock }: ReadAttacksDependencies,
  hours = 24,
  before?: AttacksCursor,
  most: number = ATTACKS_PAGE,
): Promise<AttacksPage> {
  const now = clock();
  const oldest = now - (Math.min(hours, ATTACK_HOURS) - 1) * 3600;
  const newest = Math.min(now, before ? before.at - (before.id === "" ? 1 : 0) : now);
  const names = hoursBetween(oldest, newest + 1).toReversed();
  const after = (hour: string) => (before?.id && hour === hourOf(before.at) ? before.id : undefined);
  const notes: Note[] = [];
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const pages = await Promise.all(
      names.slice(start, start + AT_ONCE).map(async (hour) => {
        // One more than is shown says whether there are older ones.
        const page = await storage.attacks.list(hour, { most: most + 1, after: after(hour) });
        return { ...page, hour };
      }),
    );
    for (const { hour, attacks, next } of pages) {
      for (const attack of attacks) {
        if (notes.length === most) return pageOf(notes, notes.at(-1));
        notes.push({ ...attack, hour });
      }
      if (next !== undefined) return pageOf(notes, { hour, network: next });
    }
  }
  return pageOf(notes);
}

function pageOf(
  notes: readonly Note[],
  last?: { readonly hour: string; readonly network: string },
): AttacksPage {
  const networks = [...Map.groupBy(notes, ({ network }) => network)].map(([network, all]) => ({
    network,
    wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
    refusedHours: all.filter(({ refusedAt }) => refusedAt !== undefined).length,
    firstHour: all.at(-1)?.hour ?? "",
    lastAt: Math.max(...all.map(({ lastAt }) => lastAt)),
  }));
  return {
    networks: networks.sort((one, other) => other.wrong - one.wrong || other.lastAt - one.lastAt),
    ...(last && { next: { at: hourStart(last.hour), id: last.network } }),
  };
}
