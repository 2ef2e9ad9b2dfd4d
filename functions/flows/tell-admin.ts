import type { SendQueue } from "../delivery/port.ts";
import { NOTICE_SECONDS, type NoticeContact, noticeId, type NoticeKind } from "../domain/notice.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { noticeWay } from "./notice-way.ts";

export interface TellAdminDependencies {
  readonly storage: Stores<{ notices: "open" }>;
  /** As deployed: what is changed live keeps no admin from hearing of their own sign-in. */
  readonly config: { readonly settings: Settings };
  readonly queue: SendQueue;
}

/**
 * Tells an admin what happened to their sign-in to the desk, where no change of their factors has the stream tell it.
 * @param at when, in epoch seconds
 * @returns whether a message is on its way; not where the settings have no way to the address
 */
export async function tellAdmin(
  { storage, config, queue }: TellAdminDependencies,
  { recipientKey, address, locale }: Pick<NoticeContact, "recipientKey" | "address" | "locale">,
  kind: NoticeKind,
  at: number,
): Promise<boolean> {
  const channel = noticeWay(config.settings, address)?.channel;
  if (channel === undefined) return false;
  const id = noticeId(kind, at);
  await storage.notices.open(recipientKey, { id, kind, at, address, locale }, at + NOTICE_SECONDS);
  await queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
  return true;
}
