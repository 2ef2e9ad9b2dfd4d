import { noticeWay } from "../../flows/notice-way.ts";
import type { Owner } from "../../flows/tell-owners.ts";
import type { LiveGround } from "../../settings/live/live-path.ts";
import { takesLiveChanges } from "../../settings.ts";
import { type Admin, adminPersons } from "../admins.ts";
import type { DeskServices } from "../services.ts";

/** Where settings are changed by a deployment alone. */
export interface LiveOff {
  readonly outcome: "live-off";
}

export const LIVE_OFF: LiveOff = { outcome: "live-off" };

export function changesLive({ config }: Pick<DeskServices, "config">): boolean {
  return takesLiveChanges(config.settings);
}

/** What is deployed, with the rules of its words. */
export function groundOf({ config, liveWords }: Pick<DeskServices, "config" | "liveWords">): LiveGround {
  return { deployed: config.settings, words: liveWords };
}

/** Who is told of each change: the owners who have addresses to which what is deployed sends notices. */
export async function ownersOf({ settings, config, keys }: DeskServices): Promise<readonly Owner[]> {
  return adminPersons(settings, await keys.recipient()).flatMap(({ role, recipientKey, address }) =>
    role === "owner" && noticeWay(config.settings, address) !== undefined
      ? [{ recipientKey, address, locale: settings.defaultLocale }]
      : [],
  );
}

/** As a change and its version name who made it. */
export function nameOf({ id }: Admin): string {
  // As long as a change may have it.
  return id.slice(0, 320);
}
