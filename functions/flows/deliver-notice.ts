import type { ComposeNotice, Message, Provider, Providers, SendOrder } from "../delivery/port.ts";
import { segmentsOf } from "../delivery/segments.ts";
import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { type Channel, isPriced } from "../domain/channel.ts";
import { KEEP_FACTORS } from "../domain/factors-reset.ts";
import {
  isOfDesk,
  MOST_PAID_NOTICES,
  type Notice,
  type NoticeKind,
  type NoticeOfReset,
} from "../domain/notice.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { effectiveNames } from "../settings/live/channel-paths.ts";
import { asksFactors, type Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { type NoticeWay, noticeWay, settingsOfNotices } from "./notice-way.ts";
import { purseOf } from "./purse.ts";
import { type AccountFault, tryProviders } from "./try-providers.ts";

export interface DeliverNoticeDependencies {
  readonly storage: Stores<{
    notices: "claim" | "settle" | "release" | "countPaid";
    suppressions: "read";
    factors: "read" | "startReset";
    messages: "keep";
    spend: "add";
  }>;
  readonly settings: Settings;
  /** What is deployed: a change that is made live keeps its own message neither back nor silent. */
  readonly config: { readonly settings: Settings };
  readonly providers: Providers;
  readonly composeNotice: ComposeNotice;
  /** Writes with the deployed words and brand. */
  readonly deployedNotice: ComposeNotice;
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

/** The reason of a notice that its recipient's number is sent no more today. */
const TOO_MANY = "too-many";

/** The reason of one that the settings have no way for, by now. */
const NO_WAY = "not-allowed";

/**
 * Sends a notice, as a passcode is sent: claims it, writes the words, asks the providers in turn, and records what became
 * of it. What they cannot take now is tried again for as long as the queue brings it. One that costs money is sent only
 * where it is counted: for its number's day, and in the day's money.
 */
export async function deliverNotice(
  given: DeliverNoticeDependencies,
  order: SendOrder,
): Promise<DeliverNoticeOutcome> {
  const { storage, clock, random } = given;
  const { nonce: id, channel } = order;
  const recipientKey = order.recipientKey as RecipientKey;
  const now = clock();
  const claimed = await storage.notices.claim(recipientKey, id, { by: invocationId(random), now });
  if (claimed === undefined) return { kind: "needless" };
  if (claimed === "busy") return { kind: "retry", reason: "busy" };
  const { kind: notice, reset } = claimed;
  const deps = byWhatIsTold(given, notice);
  if (reset && !(await isStillAsked(deps, reset, now))) {
    await storage.notices.settle(recipientKey, id, "needless", now);
    return { kind: "needless", notice };
  }
  const over = async (kind: "failed" | "suppressed", reason: string): Promise<DeliverNoticeOutcome> => {
    await storage.notices.settle(recipientKey, id, kind, clock());
    return { kind, notice, reason };
  };
  const suppression = await storage.suppressions.read(recipientKey, now);
  if (suppression) return over("suppressed", suppression.reason);
  const way = noticeWay(deps.settings, claimed.address);
  if (way?.channel !== channel) return over("failed", NO_WAY);
  if (!(await isCounted(deps, recipientKey, way, claimed))) return over("failed", TOO_MANY);
  const message = write(deps, claimed, order);
  const purse = purseOf(
    deps,
    // As a stranger's code: the last of the day's money is for users who ask for one on a device that is known. And for a
    // reset, which who has used up the rest must not keep from its user.
    {
      ...{ ...way, locale: claimed.locale, lane: "strangers", isReserved: reset !== undefined },
      parts: segmentsOf(message.text).segments,
    },
    message,
    !claimed.paid,
  );
  const tried = await tryProviders(providersFor(deps, way, claimed).map(purse.paying), message);
  const { result, provider, receipts, accountFaults, thrown } = tried;
  const told = { notice, accountFaults, thrown };
  if (result.kind === "sent") {
    // Its hours count from now on. First, so that a crash has one contact told twice, and never none in time.
    if (reset) await storage.factors.startReset(reset.at, reset.id, clock() + reset.hours * 3600);
    await storage.notices.settle(recipientKey, id, "sent", clock());
    // Its provider's report finds whose it is, and else would be taken for one that comes too early.
    if (receipts)
      await storage.messages.keep(provider, result.messageId, { recipientKey, nonce: id, send: 1 }, clock());
    return { kind: "sent", ...told };
  }
  if (result.fault === "message") return { ...(await over("failed", result.reason)), ...told };
  await storage.notices.release(recipientKey, id, isPriced(channel) && !purse.isSpent());
  return { kind: "retry", reason: result.reason, ...told };
}

/** Admins are told of changes of settings, and of their own sign-in, by what is deployed alone: by what was changed, they could be told otherwise. */
function byWhatIsTold(deps: DeliverNoticeDependencies, kind: NoticeKind): DeliverNoticeDependencies {
  const { settings: deployed } = deps.config;
  return kind === "settings-changed" || isOfDesk(kind)
    ? { ...deps, settings: deployed, composeNotice: deps.deployedNotice }
    : { ...deps, settings: settingsOfNotices(deps.settings, deployed) };
}

/** Whether one that costs money is among those that its number may be sent today. A reset is an admin's act, and always told. */
async function isCounted(
  { storage, clock, random }: DeliverNoticeDependencies,
  recipientKey: RecipientKey,
  { channel }: NoticeWay,
  { reset, paid }: Notice,
): Promise<boolean> {
  if (!isPriced(channel) || reset !== undefined || paid) return true;
  const write = { by: invocationId(random), now: clock() };
  return storage.notices.countPaid(recipientKey, MOST_PAID_NOTICES, write);
}

function write(
  { composeNotice, publicUrl }: DeliverNoticeDependencies,
  notice: Notice,
  order: SendOrder,
): Message {
  const { channel } = order;
  const { address, locale } = notice;
  const words = composeNotice({ ...notice, channel, ...linkOf(publicUrl, notice, channel) });
  return { channel, address, locale, order, ...words, secondsLeft: 3600 };
}

/** The channel's providers that serve the number's country, and can say anything but a code; of a test the one that it is of. */
function providersFor(
  { providers, settings, config }: DeliverNoticeDependencies,
  { channel, country }: NoticeWay,
  { provider }: Notice,
): readonly Provider[] {
  const carriers = (of: Settings) => of.channels[channel].providers;
  const names = effectiveNames(carriers(config.settings), carriers(settings));
  return (providers[channel] ?? []).filter(
    ({ countries, codeAlone }, index) =>
      !codeAlone &&
      (provider === undefined || names[index] === provider) &&
      (countries === undefined || (country !== undefined && countries.includes(country))),
  );
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

/** An invitation leads to the page that asks for the address: it names none, and proves nothing. */
function linkOf(publicUrl: string, { kind, reset }: Notice, channel: Channel): { readonly link?: string } {
  if (kind === "invited") return { link: `${publicUrl}/otp/request?channel=${channel}` };
  return reset?.token === undefined ? {} : { link: `${publicUrl}${KEEP_FACTORS}?t=${reset.token}` };
}
