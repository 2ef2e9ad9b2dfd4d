import { segmentsOf } from "../delivery/segments.ts";
import type { Message, Provider, SendResult } from "../delivery/port.ts";
import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { traitsOf } from "../domain/channel.ts";
import type { Challenge } from "../domain/challenge.ts";
import { Fault } from "../domain/errors.ts";
import { laneKind } from "../domain/lane.ts";
import { microUsd } from "../domain/prices/price-list.ts";
import { OVERSPENT } from "../domain/service-fault.ts";
import { spendAsk } from "../domain/spend.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { expectedParts, partPrice, type PricedSend } from "./price-send.ts";

export interface PurseDependencies {
  readonly storage: Stores<{ spend: "add" }>;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
}

/** The money for one message, whichever providers are asked to send it. */
export interface Purse {
  /** The provider, which is asked only when its call is paid for. */
  readonly paying: (provider: Provider) => Provider;
  /** Whether what the request paid is used up: some call may have been charged. */
  isSpent(): boolean;
}

/**
 * The request has paid one message of the usual length. What is sent beyond that is counted before it is sent, and not
 * sent where the day has no money for it: more parts, and each call after one that may have been charged.
 * @param send `isReserved` where the last of the day's money is for it, as for users on devices that are known
 * @param maybeSent whether an earlier try may have been charged
 */
export function purseOf(
  { storage, settings, clock, random }: PurseDependencies,
  send: PricedSend & Pick<Challenge, "lane" | "unproven"> & { readonly isReserved?: boolean },
  { text }: Pick<Message, "text">,
  maybeSent: boolean,
): Purse {
  const price = partPrice(settings, send);
  if (price === undefined) return { paying: (provider) => provider, isSpent: () => true };
  const parts = traitsOf(send.channel).priced === "part" ? segmentsOf(text).segments : 1;
  const whole = price * parts;
  let paid = maybeSent ? 0 : price * expectedParts(settings, send);
  const top = async (): Promise<boolean> => {
    if (paid >= whole) return true;
    const ask = spendAsk(microUsd(settings.channels.sms.spend.dailyUsd), whole - paid, {
      known: laneKind(send.lane) === "device" || send.isReserved === true,
      unproven: send.unproven === true,
    });
    const { kind } = await storage.spend.add(ask, { by: invocationId(random), now: clock() });
    if (kind === "added") paid = whole;
    return kind === "added";
  };
  return {
    paying: (provider) => ({
      ...provider,
      async send(message): Promise<SendResult> {
        if (!(await top())) return { kind: "failed", fault: "message", reason: OVERSPENT };
        const before = paid;
        paid = 0;
        try {
          const result = await provider.send(message);
          if (result.kind === "failed" && !result.maybeSent) paid = before;
          return result;
        } catch (error) {
          // A login that is missing: nothing was asked.
          if (error instanceof Fault) paid = before;
          throw error;
        }
      },
    }),
    isSpent: () => paid === 0,
  };
}
