import { applyChanges } from "../settings/live/apply.ts";
import { isSameValue, placeText } from "../settings/live/change.ts";
import { compareChanges, type LiveDifference } from "../settings/live/compare.ts";
import type { Stores } from "../storage/port.ts";
import type { ChangeSettingsDependencies } from "./change-settings.ts";
import { type Owner, tellOwners } from "./tell-owners.ts";

export type RestoreSettingsDependencies = Omit<ChangeSettingsDependencies, "storage"> & {
  readonly storage: Stores<{ liveSettings: "read" | "readVersion" | "write"; notices: "open" }>;
};

export interface RestoreSettingsInput {
  /** The version whose changes are to hold again; 0 takes all back. */
  readonly version: number;
  /** The version that the admin has seen. */
  readonly base: number;
  readonly by: string;
  /** Restoring may open, so it is an owner's. */
  readonly may: "close" | "open";
  readonly owners: readonly Owner[];
  readonly dryRun?: boolean;
}

export type RestoreSettingsOutcome =
  | {
      readonly kind: "restored" | "checked";
      readonly version: number;
      readonly differences: readonly LiveDifference[];
      /** What would be kept, where it is only checked. */
      readonly changes?: readonly unknown[];
      /** The changes of that version that do not fit any more, or have ended, and stay away. */
      readonly left: readonly string[];
    }
  | { readonly kind: "conflict"; readonly version: number }
  | { readonly kind: "unknown" | "forbidden" };

/** Has the changes of an earlier version hold again, as a version of its own: what was done in between stays to be read. */
export async function restoreSettings(
  deps: RestoreSettingsDependencies,
  { version: wanted, base, by, may, owners, dryRun = false }: RestoreSettingsInput,
): Promise<RestoreSettingsOutcome> {
  if (may !== "open") return { kind: "forbidden" };
  const { storage, ground, clock } = deps;
  const current = await storage.liveSettings.read();
  const changes = wanted === 0 ? [] : (await storage.liveSettings.readVersion(wanted))?.changes;
  if (changes === undefined) return { kind: "unknown" };
  const now = clock();
  const { standings } = applyChanges(ground, changes, now);
  const held = standings.flatMap(({ state, kept }) => (state === "holds" ? [kept] : []));
  const left = standings.flatMap((one) =>
    one.state === "holds" ? [] : [one.state === "misfit" ? one.fault : `${placeText(one.change)}: has ended`],
  );
  if (current.version === base + 1 && current.by === by && isSameValue(current.changes, held)) {
    // It was written, and the answer was lost: perhaps before the owners were told.
    if (!dryRun) await tellOwners(deps, owners, current.at);
    return { kind: "restored", version: current.version, differences: [], left };
  }
  if (current.version !== base)
    return (await wasWritten(deps, { base, by, held }, current.version))
      ? { kind: "restored", version: base + 1, differences: [], left }
      : { kind: "conflict", version: current.version };
  const differences = compareChanges(ground, current.changes, held, now);
  const version = base + 1;
  if (dryRun) return { kind: "checked", version, differences, changes: held, left };
  const written = await storage.liveSettings.write({ version, changes: held, by, at: now }, current);
  if (written === "conflict")
    return { kind: "conflict", version: (await storage.liveSettings.read()).version };
  await tellOwners(deps, owners, now);
  return { kind: "restored", version, differences, left };
}

/** Whether it was written, and another admin has changed something since. */
async function wasWritten(
  { storage }: RestoreSettingsDependencies,
  { base, by, held }: Pick<RestoreSettingsInput, "base" | "by"> & { readonly held: readonly unknown[] },
  current: number,
): Promise<boolean> {
  const version = base + 1;
  if (current <= version) return false;
  const written = await storage.liveSettings.readVersion(version);
  return written?.by === by && isSameValue(written.changes, held);
}
