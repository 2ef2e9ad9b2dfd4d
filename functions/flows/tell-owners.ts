import type { SendQueue } from "../delivery/port.ts";
import { NOTICE_SECONDS, type NoticeContact, noticeId } from "../domain/notice.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { goingOn } from "./going-on.ts";

/** An owner of the service, where they read e-mail. */
export type Owner = Pick<NoticeContact, "recipientKey" | "address" | "locale">;

export interface TellOwnersDependencies {
  readonly storage: Stores<{ notices: "open" }>;
  /** As deployed: a queue is there for what is deployed, and a change must not keep its own message back. */
  readonly ground: { readonly deployed: Pick<Settings, "channels"> };
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
  if (!ground.deployed.channels.email.enabled) return;
  const on = goingOn();
  const kind = "settings-changed";
  const id = noticeId(kind, at);
  for (const { recipientKey, address, locale } of owners)
    await on.step(async () => {
      await storage.notices.open(recipientKey, { id, kind, at, address, locale }, at + NOTICE_SECONDS);
      await queue.enqueue("email", [{ recipientKey, nonce: id, send: 1, channel: "email", notice: true }]);
    });
  on.tell();
}
