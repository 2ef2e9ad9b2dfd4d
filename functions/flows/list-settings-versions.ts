import { applyChanges, type Standing } from "../settings/live/apply.ts";
import type { Clock } from "../domain/ambient.ts";
import { compareChanges, type LiveDifference } from "../settings/live/compare.ts";
import type { LiveGround } from "../settings/live/live-path.ts";
import type { Stores } from "../storage/port.ts";

/** How many versions are shown. */
const SHOWN = 50;

export interface ListSettingsVersionsDependencies {
  readonly storage: Stores<{ liveSettings: "read" | "list" }>;
  readonly ground: LiveGround;
  readonly clock: Clock;
}

export interface SettingsVersion {
  readonly version: number;
  readonly by?: string | undefined;
  /** Epoch seconds. */
  readonly at: number;
  /** What it made different, over what is deployed now. */
  readonly differences: readonly LiveDifference[];
}

export interface SettingsVersions {
  readonly current: number;
  /** Each change that is there now, and whether it holds. */
  readonly standings: readonly Standing[];
  /** The newest first. The oldest that is shown is compared with nothing before it. */
  readonly versions: readonly SettingsVersion[];
}

/** Tells what is changed live, whether it holds, and how it came to be. */
export async function listSettingsVersions({
  storage,
  ground,
  clock,
}: ListSettingsVersionsDependencies): Promise<SettingsVersions> {
  const current = await storage.liveSettings.read();
  const earlier = await storage.liveSettings.list(SHOWN);
  const all =
    current.version === 0 ? [] : [current, ...earlier.filter(({ version }) => version < current.version)];
  return {
    current: current.version,
    standings: applyChanges(ground, current.changes, clock()).standings,
    versions: all.map(({ version, by, at, changes }, index) => ({
      version,
      by,
      at,
      differences: compareChanges(ground, all[index + 1]?.changes ?? [], changes, at),
    })),
  };
}
