import { inferAddressKind } from "../../domain/address-kind.ts";
import { recipientKey } from "../../domain/recipient.ts";
import type { Owner } from "../../flows/tell-owners.ts";
import type { LiveGround } from "../../settings/live/live-path.ts";
import { takesLiveChanges } from "../../settings.ts";
import type { Admin } from "../admins.ts";
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

/** Who is told of each change: the owners who have addresses. */
export async function ownersOf({ settings, keys }: DeskServices): Promise<readonly Owner[]> {
  const secret = await keys.recipient();
  return (settings.desk?.admins ?? []).flatMap((one) => {
    if (one.role !== "owner" || !("recipient" in one)) return [];
    const address = one.recipient;
    const key = recipientKey(secret, { addressKind: inferAddressKind(address), address });
    return [{ recipientKey: key, address, locale: settings.defaultLocale }];
  });
}

/** As a change and its version name who made it. */
export function nameOf({ id }: Admin): string {
  // As long as a change may have it.
  return id.slice(0, 320);
}
