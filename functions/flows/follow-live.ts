import type { Clock } from "../domain/ambient.ts";
import type { Observer } from "../observability/port.ts";
import { type Applied, applyChanges } from "../settings/live/apply.ts";
import type { LiveGround } from "../settings/live/live-path.ts";
import type { Stores } from "../storage/port.ts";
import type { LiveVersion } from "../storage/port/live-settings.ts";

/** What was read stands for so long, in seconds: a change holds everywhere half a minute after it was made. */
const FRESH_SECONDS = 30;

/** How long a table out of reach is not asked again where something was read before, in seconds. */
const PATIENCE_SECONDS = 5;

export interface FollowLiveDependencies {
  readonly storage: Stores<{ liveSettings: "read" }>;
  readonly ground: LiveGround;
  readonly clock: Clock;
  readonly observer: Pick<Observer, "audit" | "fault" | "measure">;
}

/** Tells what holds now. The same object as long as nothing becomes different by time or by an admin. */
export type FollowLive = () => Promise<Applied>;

/**
 * Reads what admins have changed, once in half a minute for all that ask. What cannot be read for the first time is served
 * by nothing: a deployed country may be stopped. What was read before holds on for as long as the table is out of reach:
 * what it closed stays closed, and what it opened ends at its end.
 */
export function followLive({ storage, ground, clock, observer }: FollowLiveDependencies): FollowLive {
  let version: LiveVersion | undefined;
  let applied: Applied | undefined;
  let readAgainAt = -Infinity;
  let reading: Promise<void> | undefined;

  const read = async () => {
    try {
      const found = await storage.liveSettings.read();
      readAgainAt = clock() + FRESH_SECONDS;
      const isNew = found.version !== version?.version;
      version = found;
      if (isNew || applied === undefined) applied = apply(found, isNew);
      const misfits = applied.standings.filter(({ state }) => state === "misfit").length;
      if (misfits > 0) observer.measure("LiveMisfits", misfits);
    } catch (error) {
      if (applied === undefined) throw error;
      readAgainAt = clock() + PATIENCE_SECONDS;
      observer.fault("live-settings", error);
    }
  };

  const apply = (found: LiveVersion, tells: boolean): Applied => {
    const next = applyChanges(ground, found.changes, clock());
    if (tells)
      for (const { state, change } of next.standings)
        // What it is about may be a person.
        if (state === "misfit") observer.audit("live-misfit", { path: change?.path, version: found.version });
    return next;
  };

  return async () => {
    if (clock() >= readAgainAt) await (reading ??= read().finally(() => (reading = undefined)));
    if (applied === undefined || version === undefined)
      throw new Error("unreachable: a read that fails throws");
    if (applied.nextEndAt !== undefined && applied.nextEndAt <= clock()) applied = apply(version, false);
    return applied;
  };
}
