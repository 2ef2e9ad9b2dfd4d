import * as z from "zod/mini";
import { restoreSettings } from "../../flows/restore-settings.ts";
import { acting, type Aimed, type NotAimed } from "../act.ts";
import type { Admin } from "../admins.ts";
import { groundOf, changesLive, LIVE_OFF, type LiveOff, nameOf, ownersOf } from "../live/ground.ts";
import { isSuspended, lockoutFaults } from "../live/guards.ts";
import { base } from "../live/inputs.ts";
import { auditedBefore, auditedPlace, type ShownDifference } from "../live/shown.ts";
import type { DeskServices } from "../services.ts";
import { type ChangedMeanwhile, meanwhile, shownAll } from "./settings.ts";

export type SettingsRestoreAnswer =
  | {
      readonly outcome: "restored";
      /** Of the changes that hold now: a restored version is a new one. */
      readonly version: number;
      readonly differences: readonly ShownDifference[];
      /** The changes of that version that do not fit any more, or have ended, in words. */
      readonly left: readonly string[];
      readonly counts: Readonly<Record<string, number>>;
    }
  | ChangedMeanwhile
  | LiveOff
  | { readonly outcome: "no-such-version" };

const wish = z.strictObject({
  base,
  /** Whose changes are to hold again; 0 takes all back. */
  version: z.int().check(z.gte(0)),
});

export const settingsRestore = acting({
  what: "Has the changes of an earlier version hold again; version 0 takes all back",
  least: "owner",
  input: wish,
  aim: (services, input, admin) => aimAt(services, admin, input),
});

async function aimAt(
  services: DeskServices,
  admin: Admin,
  wanted: z.infer<typeof wish>,
): Promise<Aimed<SettingsRestoreAnswer> | SettingsRestoreAnswer | NotAimed> {
  if (!changesLive(services)) return LIVE_OFF;
  if (await isSuspended(services, admin)) return { kind: "forbidden", reason: "suspended" };
  const deps = { ...services, ground: groundOf(services) };
  const input = { ...wanted, by: nameOf(admin), may: "open", owners: await ownersOf(services) } as const;
  const checked = await restoreSettings(deps, { ...input, dryRun: true });
  if (checked.kind === "conflict") return meanwhile(checked.version);
  if (!("differences" in checked)) return { outcome: "no-such-version" };
  const faults = await lockoutFaults(services, admin, checked);
  if (faults.length > 0)
    return { kind: "invalid", errors: faults.map((message) => ({ path: "version", message })) };
  return {
    kind: "aimed",
    persons: [],
    about: [`version ${wanted.version}`, ...checked.differences.map(auditedPlace)],
    before: auditedBefore(checked.differences),
    async run() {
      const outcome = await restoreSettings(deps, input);
      if (outcome.kind === "conflict") return meanwhile(outcome.version);
      if (!("differences" in outcome)) return { outcome: "no-such-version" };
      const { version, differences, left } = outcome;
      const counts = { version, places: differences.length, told: input.owners.length };
      return { outcome: "restored", version, differences: shownAll(differences), left, counts };
    },
  };
}
