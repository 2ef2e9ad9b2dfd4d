import type { Clock } from "../domain/ambient.ts";
import type { LiveDifference } from "../settings/live/compare.ts";
import type { LiveGround } from "../settings/live/live-path.ts";
import { checkProposal, holdsAll, type LiveProposal } from "../settings/live/propose.ts";
import type { Stores } from "../storage/port.ts";
import { type Owner, tellOwners, type TellOwnersDependencies } from "./tell-owners.ts";

export interface ChangeSettingsDependencies extends TellOwnersDependencies {
  readonly storage: Stores<{ liveSettings: "read" | "readVersion" | "write"; notices: "open" }>;
  /** What is deployed, with the rules of its words. */
  readonly ground: LiveGround;
  readonly clock: Clock;
}

export interface ChangeSettingsInput extends LiveProposal {
  /** The version that the admin has seen: what another one has changed since is not overwritten. */
  readonly base: number;
  /** Who is told. */
  readonly owners: readonly Owner[];
  /** Whether it is only to be checked: nothing is written, and nobody is told. */
  readonly dryRun?: boolean;
}

export type ChangeSettingsOutcome =
  | {
      readonly kind: "changed" | "checked";
      readonly version: number;
      readonly differences: readonly LiveDifference[];
      /** What would be kept, where it is only checked. */
      readonly changes?: readonly unknown[];
    }
  /** Another admin was first: `version` is what there is now. */
  | { readonly kind: "conflict"; readonly version: number }
  | { readonly kind: "refused"; readonly faults: readonly string[] }
  | { readonly kind: "forbidden"; readonly places: readonly string[] };

/**
 * Changes settings without a deployment: checks what an admin wants over what is deployed, writes it if nobody was
 * first, and tells all owners. One write decides; an admin whose answer was lost asks again and is answered the same.
 */
export async function changeSettings(
  deps: ChangeSettingsDependencies,
  input: ChangeSettingsInput,
): Promise<ChangeSettingsOutcome> {
  const { storage, ground, clock } = deps;
  const { base, owners, dryRun = false } = input;
  const current = await storage.liveSettings.read();
  const now = clock();
  if (current.version === base + 1 && current.by === input.by && holdsAll(current.changes, input)) {
    // It was written, and the answer was lost: perhaps before the owners were told.
    if (!dryRun) await tellOwners(deps, owners, current.at);
    return { kind: "changed", version: current.version, differences: [] };
  }
  if (current.version !== base)
    return (await wasWritten(deps, input, current.version))
      ? { kind: "changed", version: base + 1, differences: [] }
      : { kind: "conflict", version: current.version };
  const checked = checkProposal(ground, current.changes, input, base + 1, now);
  if (checked.kind !== "fits") return checked;
  const { changes, differences } = checked;
  const version = base + 1;
  if (dryRun) return { kind: "checked", version, differences, changes };
  const written = await storage.liveSettings.write({ version, changes, by: input.by, at: now }, current);
  if (written === "conflict")
    return { kind: "conflict", version: (await storage.liveSettings.read()).version };
  await tellOwners(deps, owners, now);
  return { kind: "changed", version, differences };
}

/** Whether it was written, and another admin has changed something since. */
async function wasWritten(
  { storage }: ChangeSettingsDependencies,
  input: ChangeSettingsInput,
  current: number,
): Promise<boolean> {
  const version = input.base + 1;
  if (current <= version) return false;
  const written = await storage.liveSettings.readVersion(version);
  return written?.by === input.by && holdsAll(written.changes, input);
}
