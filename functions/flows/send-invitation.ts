import type { SendQueue } from "../delivery/port.ts";
import { inviteNoticeId, MOST_INVITATIONS, NOTICE_SECONDS } from "../domain/notice.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { noticeWay } from "./notice-way.ts";

export interface InviteDependencies {
  readonly storage: Stores<{
    notices: "open" | "countInvitation";
    suppressions: "read";
    customers: "read";
  }>;
  readonly settings: Settings;
  readonly queue: SendQueue;
}

export interface Invited {
  readonly recipientKey: RecipientKey;
  readonly address: string;
  /** Names the invitation, so that it is sent once however often it is tried. */
  readonly id: string;
  /** When it was first tried, in epoch seconds. */
  readonly at: number;
}

export type InviteOutcome =
  | { readonly kind: "invited"; readonly channel: "email" | "sms" }
  | {
      readonly kind:
        | "not-found"
        | "is-blocked"
        /** The address takes no messages, or its person wants none. */
        | "is-suppressed"
        /** Nothing is sent there: by the settings, or because it is a test recipient. */
        | "no-way"
        /** It was invited so often today. */
        | "too-many";
    };

export type InviteRefusal = Exclude<InviteOutcome, { readonly kind: "invited" }>;

/**
 * Whether an invitation would go out, whoever the address is: it is counted with this, once for each act, so that what comes
 * before it is not done for nothing.
 */
export async function admitInvitation(
  { storage, settings }: Omit<InviteDependencies, "queue">,
  { recipientKey, address, id: act, at }: Invited,
): Promise<InviteRefusal | { readonly kind: "admitted"; readonly channel: "email" | "sms" }> {
  if (await storage.suppressions.read(recipientKey, at)) return { kind: "is-suppressed" };
  const channel = noticeWay(settings, address)?.channel;
  if (channel === undefined) return { kind: "no-way" };
  const isCounted = await storage.notices.countInvitation(recipientKey, MOST_INVITATIONS, {
    ...{ by: act, now: at },
  });
  return isCounted ? { kind: "admitted", channel } : { kind: "too-many" };
}

/**
 * Has a person told by e-mail or SMS where to sign in: by a notice like all others, with the same suppression, money and
 * limits. It holds no code and proves nothing: its link leads to the page that asks for the address.
 */
export async function sendInvitation(deps: InviteDependencies, invited: Invited): Promise<InviteOutcome> {
  const { storage, settings, queue } = deps;
  const { recipientKey, address, id: act, at } = invited;
  const contact = await storage.customers.read(recipientKey);
  if (settings.registration === "registered" && !contact) return { kind: "not-found" };
  if (contact && contact.status !== "active") return { kind: "is-blocked" };
  const admitted = await admitInvitation(deps, invited);
  if (admitted.kind !== "admitted") return admitted;
  const { channel } = admitted;
  const id = inviteNoticeId(act);
  const locale = contact?.locale ?? settings.defaultLocale;
  await storage.notices.open(recipientKey, { id, kind: "invited", at, address, locale }, at + NOTICE_SECONDS);
  await queue.enqueue(channel, [{ recipientKey, nonce: id, send: 1, channel, notice: true }]);
  return { kind: "invited", channel };
}
