import type { SendQueue } from "../delivery/port.ts";
import { NOTICE_SECONDS, type NoticeContact, noticeId } from "../domain/notice.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { noticeWay } from "./notice-way.ts";
import { goingOn } from "./going-on.ts";

/** An owner of the service, and where they are told of something. */
export type Owner = Pick<NoticeContact, "recipientKey" | "address" | "locale">;

export interface TellOwnersDependencies {
  readonly storage: Stores<{ notices: "open" }>;
  /** As deployed: a queue is there for what is deployed, and a change must not keep its own message back. */
  readonly ground: { readonly deployed: Settings };
  readonly queue: SendQueue;
}

/**
 * Tells all owners that settings were changed live: those of ten minutes in one message, and each message once.
 * @param at when, in epoch seconds
 * @throws the first fault, once all others are told
 */
export async function tellOwners(
  { storage, ground, queue }: TellOwnersDependencies,
  owners: readonly Owner[],
  at: number,
): Promise<void> {
  const on = goingOn();
  const kind = "settings-changed";
  const id = noticeId(kind, at);
  for (const { recipientKey, address, locale } of owners)
    await on.step(async () => {
      const channel = noticeWay(ground.deployed, address)?.channel;
      if (channel === undefined) return;
      await storage.notices.open(recipientKey, { id, kind, at, address, locale }, at + NOTICE_SECONDS);
      await queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
    });
  on.tell();
}
