import * as z from "zod/mini";
import { listSettingsVersions } from "../../flows/list-settings-versions.ts";
import { applyChanges, deployedValue } from "../../settings/live/apply.ts";
import type { Effective } from "../../settings/live/facts.ts";
import type { LiveGround, LivePath } from "../../settings/live/live-path.ts";
import { whatOf } from "../../settings/live/path-words.ts";
import { LIVE_PATHS } from "../../settings/live/paths.ts";
import { providerNames } from "../../settings/live/channel-paths.ts";
import type { SettledChannel } from "../../domain/channel.ts";
import { type Permanent, permanentOf } from "../../settings/live/permanent.ts";
import { reading, type Seen } from "../act.ts";
import { groundOf, changesLive, LIVE_OFF, type LiveOff } from "../live/ground.ts";
import {
  maskedEntry,
  type ShownChange,
  type ShownDifference,
  shownDifference,
  shownStanding,
  type UnreadableChange,
  wholeEntry,
} from "../live/shown.ts";
import { isoText } from "../shown.ts";

/** A setting that may be changed live. */
export interface ShownPath {
  readonly path: string;
  /** What it is about, in a few words. */
  readonly what: string;
  /** Whether its things are changed one by one: a country, a network, an app, a text. */
  readonly hasEntries: boolean;
  /** What may stand in its list, or which of its things are deployed, where that is known. */
  readonly choices?: readonly string[];
  /** What holds now, and what is deployed; absent where it has entries. */
  readonly now?: unknown;
  readonly deployed?: unknown;
  /** Whether a change of it has to end. */
  readonly needsEnd: boolean;
  /** Whether it is an owner's, whatever a change does. */
  readonly ownersOnly: boolean;
}

export type SettingsGetAnswer =
  | {
      readonly outcome: "shown";
      /** The `base` of the next change. */
      readonly version: number;
      /** The service's clock, ISO 8601. */
      readonly now: string;
      readonly changes: readonly (ShownChange | UnreadableChange)[];
      readonly paths: readonly ShownPath[];
      /** What to deploy so that all of it is permanent; for owners. */
      readonly permanent?: Permanent;
    }
  | LiveOff;

/** One version, the newest first. */
export interface ShownVersion {
  readonly version: number;
  readonly by?: string;
  readonly at: string;
  /** What it made different, over what is deployed now. */
  readonly differences: readonly ShownDifference[];
}

export type SettingsVersionsAnswer =
  | { readonly outcome: "listed"; readonly current: number; readonly versions: readonly ShownVersion[] }
  | LiveOff;

export const settingsGet = reading({
  what: "What is changed without a deployment, by whom, why, and whether it holds; and what may be",
  least: "operator",
  input: z.strictObject({}),
  async read(services, _, { role }): Promise<Seen<SettingsGetAnswer>> {
    if (!changesLive(services)) return { answer: LIVE_OFF };
    const { version, changes } = await services.storage.liveSettings.read();
    const ground = groundOf(services);
    const now = services.clock();
    const applied = applyChanges(ground, changes, now);
    const show = role === "owner" ? wholeEntry : maskedEntry;
    return {
      answer: {
        outcome: "shown",
        version,
        now: isoText(now),
        changes: applied.standings.map((one) => shownStanding(show, one)),
        ...(role === "owner" && { permanent: permanentOf(ground, changes, now) }),
        paths: [...LIVE_PATHS.values()].map((path) => shownPath(ground, applied, path)),
      },
    };
  },
});

function shownPath(ground: LiveGround, applied: Effective, path: LivePath): ShownPath {
  const hasEntries = path.entryFault !== undefined;
  const choices = choicesOf(ground, path.path);
  return {
    path: path.path,
    what: whatOf(path.path),
    hasEntries,
    ...(choices && { choices }),
    ...(!hasEntries && {
      now: path.read(applied, "", ground) ?? null,
      deployed: deployedValue(ground, path, ""),
    }),
    needsEnd: path.needsEnd === true,
    ownersOnly: path.ownersOnly === true,
  };
}

function choicesOf({ deployed }: LiveGround, path: string): readonly string[] | undefined {
  if (path === "channels.sms.countries") return deployed.channels.sms.countries;
  if (path === "clients.suspended") return deployed.clients.map(({ id }) => id);
  if (path === "limits.strong") return ["after-failures", "always"];
  const [, channel] = /^channels\.(\w+)\.providers$/.exec(path) ?? [];
  return channel === undefined
    ? undefined
    : providerNames(deployed.channels[channel as SettledChannel].providers);
}

export const settingsVersions = reading({
  what: "The versions of what is changed without a deployment, and what each made different",
  least: "owner",
  input: z.strictObject({}),
  async read(services): Promise<Seen<SettingsVersionsAnswer>> {
    if (!changesLive(services)) return { answer: LIVE_OFF };
    const { current, versions } = await listSettingsVersions({ ...services, ground: groundOf(services) });
    return {
      answer: {
        outcome: "listed",
        current,
        versions: versions.map(({ version, by, at, differences }) => ({
          version,
          ...(by !== undefined && { by }),
          at: isoText(at),
          differences: differences.map((one) => shownDifference(wholeEntry, one)),
        })),
      },
    };
  },
});
