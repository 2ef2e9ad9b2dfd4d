import type { ComposeNotice, Providers, SendOrder } from "../delivery/port.ts";
import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { KEEP_FACTORS } from "../domain/factors-reset.ts";
import type { NoticeKind, NoticeOfReset } from "../domain/notice.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { asksFactors, type Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { type AccountFault, tryProviders } from "./try-providers.ts";

export interface DeliverNoticeDependencies {
  readonly storage: Stores<{
    notices: "claim" | "settle" | "release";
    suppressions: "read";
    factors: "read" | "startReset";
  }>;
  readonly settings: Pick<Settings, "secondFactor">;
  readonly providers: Providers;
  readonly composeNotice: ComposeNotice;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

export interface DeliverNoticeOutcome {
  /** `needless`: it was sent, or is too old, or its reset is over; `retry`: no provider took it, or another deliverer is at it. */
  readonly kind: "sent" | "failed" | "suppressed" | "needless" | "retry";
  readonly notice?: NoticeKind;
  readonly reason?: string;
  readonly accountFaults?: readonly AccountFault[];
  readonly thrown?: readonly unknown[];
}

/**
 * Sends a notice, as a passcode is sent: claims it, writes the words, asks the providers in turn, and records what became
 * of it. What they cannot take now is tried again for as long as the queue brings it.
 */
export async function deliverNotice(
  deps: DeliverNoticeDependencies,
  order: SendOrder,
): Promise<DeliverNoticeOutcome> {
  const { storage, providers, composeNotice, publicUrl, clock, random } = deps;
  const { nonce: id, channel } = order;
  const recipientKey = order.recipientKey as RecipientKey;
  const now = clock();
  const claimed = await storage.notices.claim(recipientKey, id, { by: invocationId(random), now });
  if (claimed === undefined) return { kind: "needless" };
  if (claimed === "busy") return { kind: "retry", reason: "busy" };
  const { kind: notice, address, locale, reset } = claimed;
  if (reset && !(await isStillAsked(deps, reset, now))) {
    await storage.notices.settle(recipientKey, id, "needless", now);
    return { kind: "needless", notice };
  }
  const suppression = await storage.suppressions.read(recipientKey, now);
  if (suppression) {
    await storage.notices.settle(recipientKey, id, "suppressed", now);
    return { kind: "suppressed", notice, reason: suppression.reason };
  }
  const message = {
    channel,
    address,
    locale,
    order,
    ...composeNotice({ ...claimed, ...linkOf(publicUrl, reset) }),
  };
  const tried = await tryProviders(providers[channel] ?? [], { ...message, secondsLeft: 3600 });
  const { result, accountFaults, thrown } = tried;
  const told = { notice, accountFaults, thrown };
  if (result.kind === "sent") {
    // Its hours count from now on. First, so that a crash has one contact told twice, and never none in time.
    if (reset) await storage.factors.startReset(reset.at, reset.id, clock() + reset.hours * 3600);
    await storage.notices.settle(recipientKey, id, "sent", clock());
    return { kind: "sent", ...told };
  }
  const { reason } = result;
  if (result.fault === "message") {
    await storage.notices.settle(recipientKey, id, "failed", clock());
    return { kind: "failed", reason, ...told };
  }
  await storage.notices.release(recipientKey, id);
  return { kind: "retry", reason, ...told };
}

/**
 * Whether a reset is still to be told of: not one that was canceled, or that another one has replaced. Nor where second
 * factors were switched off meanwhile: then a code alone signs in, and this function has no right to set the hour.
 */
async function isStillAsked(
  { storage, settings }: Pick<DeliverNoticeDependencies, "storage" | "settings">,
  { at, id }: NoticeOfReset,
  now: number,
): Promise<boolean> {
  if (!asksFactors(settings)) return false;
  const reset = (await storage.factors.read(at, now))?.reset;
  return reset?.id === id && reset.canceledAt === undefined;
}

function linkOf(publicUrl: string, reset: NoticeOfReset | undefined) {
  return reset?.token === undefined ? {} : { link: `${publicUrl}${KEEP_FACTORS}?t=${reset.token}` };
}
