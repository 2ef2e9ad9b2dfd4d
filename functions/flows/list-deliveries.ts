import type { Clock } from "../domain/ambient.ts";
import { BUS } from "../domain/events/event-types.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import type { EventDelivery } from "../storage/port/deliveries.ts";

/** As many deliveries are shown of a receiver. */
export const SHOWN_DELIVERIES = 50;

export interface ListDeliveriesDependencies {
  readonly storage: Stores<{ deliveries: "newest" | "offUntil" }>;
  readonly settings: Pick<Settings, "events">;
  readonly clock: Clock;
}

/** A receiver of events, and what it was told last. */
export interface ReceiverDeliveries {
  readonly receiver: string;
  /** Until when it is told nothing, in epoch seconds; absent where it is told. */
  readonly offUntil?: number;
  /** The newest event first. */
  readonly deliveries: readonly EventDelivery[];
}

/** The receivers that the settings name, each with its last deliveries. */
export async function listDeliveries(
  { storage, settings, clock }: ListDeliveriesDependencies,
  most = SHOWN_DELIVERIES,
): Promise<readonly ReceiverDeliveries[]> {
  return Promise.all(
    receiversOf(settings).map(async (receiver) => {
      const [offUntil, deliveries] = await Promise.all([
        receiver === BUS ? 0 : storage.deliveries.offUntil(receiver),
        storage.deliveries.newest(receiver, most),
      ]);
      return { receiver, ...(offUntil > clock() && { offUntil }), deliveries };
    }),
  );
}

/** Whom events are told: the webhooks by their ids, and the bus. */
export function receiversOf({ events: { bus, webhooks } }: Pick<Settings, "events">): readonly string[] {
  return [...(bus === undefined ? [] : [BUS]), ...webhooks.map(({ id }) => id)];
}
