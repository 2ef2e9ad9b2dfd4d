import type { RecipientKey } from "../domain/recipient.ts";
import type { AddressKind } from "../domain/address-kind.ts";
import { type Channel, isPriced } from "../domain/channel.ts";
import { stopGroups } from "../domain/breaker.ts";
import type { Challenge } from "../domain/challenge.ts";
import { Fault } from "../domain/errors.ts";
import { microUsd } from "../domain/prices/price-list.ts";
import {
  type DaySpend,
  isOverspent,
  type Payer,
  spendAsk,
  type SpendAsk,
  spendDayEndsAt,
  spendStoppedUntil,
} from "../domain/spend.ts";
import { enabledChannels, type Settings } from "../settings.ts";
import type { Stores, Write } from "../storage/port.ts";
import type { LedgerAdmitted } from "../storage/port/ledgers.ts";
import { expectedParts, partPrice, type PricedSend } from "./price-send.ts";
import type { SpendMemory } from "./spend-memory.ts";

export interface PaySendDependencies {
  readonly storage: Stores<{ spend: "add"; ledgers: "isProven" }>;
  readonly settings: Settings;
  readonly spendMemory: SpendMemory;
}

/** Nothing is sent this way for now where a caller asks like this. */
export interface ChannelUnavailable {
  readonly kind: "channel-unavailable";
  readonly channel: Channel;
  /** The day's money is used up, too few SMS to that country or block lead to a right code, or neither can be read. */
  readonly limit: "spend" | "breaker" | "spend-unread";
  readonly retryAfterSeconds: number;
  /** The ways that are left, which the ceiling does not count. */
  readonly channels: readonly Channel[];
  /** As in {@link Paid}. */
  readonly spentPercent?: number;
  /** Why the day's money cannot be read: an operator should know. */
  readonly thrown?: unknown;
}

export interface Paid {
  readonly kind: "paid";
  /** How much of what this caller may make the day cost is used, in percent; absent where the send costs nothing. */
  readonly spentPercent?: number;
}

/** What a send costs, and whether there is money for it. */
export interface SendPayment {
  /**
   * Refuses what a moment ago was refused, before a limit of the caller or the recipient is touched. Where that depends
   * on whether the recipient is proven, its ledger is read.
   */
  check(known: boolean, ledger: RecipientKey): Promise<ChannelUnavailable | undefined>;
  /** Counts the price before anything is sent. What cannot be counted is not sent. */
  pay(payer: Payer, write: Write): Promise<Paid | ChannelUnavailable>;
}

/** How long to wait where the day's money could not be read, in seconds. */
const UNREAD_SECONDS = 5;

/** Prepares the payment of one send; one that has no price is always paid. */
export function paymentOf(
  { storage, settings, spendMemory }: PaySendDependencies,
  send: PricedSend & Pick<Challenge, "address">,
  now: number,
): SendPayment {
  const price = partPrice(settings, send);
  if (price === undefined) return FREE;
  const ceiling = microUsd(settings.channels.sms.spend.dailyUsd);
  const groups = stopGroups(send.country, send.address).map(({ name }) => name);
  const askOf = (payer: Payer): SpendAsk =>
    spendAsk(ceiling, price * expectedParts(settings, send), payer, groups);
  const refused = (limit: ChannelUnavailable["limit"], retryAfterSeconds: number): ChannelUnavailable => ({
    ...{ kind: "channel-unavailable", channel: send.channel, limit, retryAfterSeconds },
    channels: enabledChannels(settings).filter((channel) => !isPriced(channel)),
  });
  const full = () => ({ ...refused("spend", spendDayEndsAt(now) - now), spentPercent: 100 });
  const refusalOf = (day: DaySpend, ask: SpendAsk): ChannelUnavailable | undefined => {
    if (isOverspent(day, ask)) return full();
    const until = spendStoppedUntil(day, ask, now);
    return until === undefined ? undefined : refused("breaker", until - now);
  };
  return {
    async check(known, ledger) {
      const day = spendMemory.recall(now);
      if (!day) return undefined;
      const everyone = refusalOf(day, askOf({ known, unproven: false }));
      const unproven = settings.registration === "open" && refusalOf(day, askOf({ known, unproven: true }));
      if (everyone || !unproven) return everyone;
      return (await storage.ledgers.isProven({ recipientKey: ledger, lane: "strangers" }, now))
        ? undefined
        : unproven;
    },
    async pay(payer, write) {
      const ask = askOf(payer);
      // A repeated request may ask for another language, and another price: each price is paid.
      const by = `${write.by}.${ask.price}`;
      const added = await storage.spend.add(ask, { ...write, by }).catch(unread);
      if (added.kind === "unread")
        return { ...refused("spend-unread", UNREAD_SECONDS), thrown: added.thrown };
      if (added.kind === "added") return { kind: "paid", spentPercent: percentOf(added.day, ask) };
      spendMemory.note(added.day, now);
      return refusalOf(added.day, ask) ?? full();
    },
  };
}

/**
 * Whether a recipient counts among those whose number is not proven. In registered mode no recipient does: a customer and
 * a stranger must be answered alike.
 */
export function isUnproven(
  { registration }: Pick<Settings, "registration">,
  addressKind: AddressKind,
  { proven }: Pick<LedgerAdmitted, "proven">,
): boolean {
  return registration === "open" && addressKind === "phone" && !proven;
}

const FREE: SendPayment = {
  check: () => Promise.resolve(undefined),
  pay: () => Promise.resolve({ kind: "paid" }),
};

/** A table that is out of reach, or an item that is damaged: what cannot be counted must not be spent. */
function unread(thrown: unknown): { readonly kind: "unread"; readonly thrown: unknown } {
  if (thrown instanceof Fault) return { kind: "unread", thrown };
  throw thrown;
}

function percentOf({ spent, spentNew }: DaySpend, { most, mostNew }: SpendAsk): number {
  return Math.floor(100 * Math.max(spent / most, mostNew === undefined ? 0 : spentNew / mostNew));
}
