import * as z from "zod/mini";
import {
  changeSettings,
  type ChangeSettingsInput,
  type ChangeSettingsOutcome,
} from "../../flows/change-settings.ts";
import type { LiveDifference } from "../../settings/live/compare.ts";
import type { LiveEdit } from "../../settings/live/propose.ts";
import { acting, type Aimed, type NotAimed } from "../act.ts";
import type { Admin } from "../admins.ts";
import { groundOf, changesLive, LIVE_OFF, type LiveOff, nameOf, ownersOf } from "../live/ground.ts";
import { isSuspended, lockoutFaults } from "../live/guards.ts";
import { base, type Edit, edits, endOf, places, reason } from "../live/inputs.ts";
import {
  auditedBefore,
  auditedPlace,
  editErrors,
  type ShownDifference,
  shownDifference,
  wholeEntry,
} from "../live/shown.ts";
import type { DeskServices } from "../services.ts";

/** Another admin was first: look at `version`, and ask again over it. */
export interface ChangedMeanwhile {
  readonly outcome: "changed-meanwhile";
  readonly version: number;
}

export type SettingsSetAnswer =
  | {
      readonly outcome: "changed";
      /** Of the changes that hold now. */
      readonly version: number;
      readonly differences: readonly ShownDifference[];
      /** `told`: how many owners are told by message. */
      readonly counts: Readonly<Record<string, number>>;
    }
  | ChangedMeanwhile
  | LiveOff
  /** What fitted a moment ago does not any more. */
  | { readonly outcome: "refused"; readonly faults: readonly string[] };

interface Wanted {
  readonly list: "edits" | "places";
  readonly edits: readonly LiveEdit[];
  readonly base: number;
  readonly reason: string;
}

async function aimAt(
  services: DeskServices,
  admin: Admin,
  wanted: Wanted,
): Promise<Aimed<SettingsSetAnswer> | SettingsSetAnswer | NotAimed> {
  if (!changesLive(services)) return LIVE_OFF;
  if (await isSuspended(services, admin)) return { kind: "forbidden", reason: "suspended" };
  const input: ChangeSettingsInput = {
    edits: wanted.edits,
    base: wanted.base,
    by: nameOf(admin),
    reason: wanted.reason,
    may: admin.role === "owner" ? "open" : "close",
    from: admin.from ?? "",
    owners: await ownersOf(services),
  };
  const deps = { ...services, ground: groundOf(services) };
  const checked = await changeSettings(deps, { ...input, dryRun: true });
  if (checked.kind === "forbidden") return { kind: "forbidden", reason: "opens", places: checked.places };
  if (checked.kind === "conflict") return meanwhile(checked.version);
  const faults = checked.kind === "refused" ? checked.faults : await lockoutFaults(services, admin, checked);
  if (faults.length > 0) return { kind: "invalid", errors: editErrors(wanted.list, wanted.edits, faults) };
  return {
    kind: "aimed",
    persons: [],
    about: wanted.edits.map(auditedPlace),
    before: auditedBefore("differences" in checked ? checked.differences : []),
    run: async () => answerOf(await changeSettings(deps, input), input.owners.length),
  };
}

/** @param told how many owners are told */
function answerOf(outcome: ChangeSettingsOutcome, told: number): SettingsSetAnswer {
  switch (outcome.kind) {
    case "conflict":
      return meanwhile(outcome.version);
    case "refused":
      return { outcome: "refused", faults: outcome.faults };
    case "forbidden":
      return { outcome: "refused", faults: outcome.places.map((place) => `${place}: opens`) };
    case "changed":
    case "checked": {
      const { version, differences } = outcome;
      const counts = { version, places: differences.length, told };
      return { outcome: "changed", version, differences: shownAll(differences), counts };
    }
  }
}

export function meanwhile(version: number): ChangedMeanwhile {
  return { outcome: "changed-meanwhile", version };
}

export function shownAll(differences: readonly LiveDifference[]): readonly ShownDifference[] {
  return differences.map((one) => shownDifference(wholeEntry, one));
}

/** As the flow has it. */
export function liveEdit({ path, entry, value, until }: Edit): LiveEdit {
  return { path, entry, value, until: endOf(until) };
}

export const settingsSet = acting({
  what: "Changes settings without a deployment: what closes is an operator's, what opens an owner's",
  least: "operator",
  input: z.strictObject({ base, reason, edits }),
  aim: (services, { edits: wanted, ...more }, admin) =>
    aimAt(services, admin, { ...more, list: "edits", edits: wanted.map(liveEdit) }),
});

export const settingsRemove = acting({
  what: "Takes changes of settings back: what is deployed holds again",
  least: "operator",
  input: z.strictObject({ base, reason, places }),
  aim: (services, { places: wanted, ...more }, admin) =>
    aimAt(services, admin, { ...more, list: "places", edits: wanted }),
});
