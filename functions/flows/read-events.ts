import type { Clock } from "../domain/ambient.ts";
import { DAY_SECONDS, daysBetween } from "../domain/statistics/hours.ts";
import type { EventKind } from "../domain/statistics/security-event.ts";
import type { Stores } from "../storage/port.ts";
import type { KeptEvent } from "../storage/port/events.ts";

export interface ReadEventsDependencies {
  readonly storage: Stores<{ events: "list" }>;
  readonly clock: Clock;
}

export interface EventsAsked {
  /** How many UTC days back, today among them: at most 30. @default 1 */
  readonly days?: number;
  /** All without it. */
  readonly kinds?: readonly EventKind[];
}

/** Security events, the newest first. The same thing that happened to one person within ten minutes is one. Only reads. */
export async function readEvents(
  { storage, clock }: ReadEventsDependencies,
  { days = 1, kinds }: EventsAsked = {},
): Promise<readonly KeptEvent[]> {
  const now = clock();
  const names = daysBetween(now - (Math.min(days, 30) - 1) * DAY_SECONDS, now + 1);
  const found = await Promise.all(names.map((day) => storage.events.list(day, kinds)));
  return found.flat().sort((one, other) => other.lastAt - one.lastAt);
}
