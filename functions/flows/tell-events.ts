import { BUS, isWanted } from "../domain/events/event-types.ts";
import { type Happened, type OwnerEvent, ownerEvent } from "../domain/events/event.ts";
import type { EventOrder, EventQueue } from "../outbound/port.ts";
import type { Settings } from "../settings.ts";

export interface TellEventsDependencies {
  readonly eventQueue: EventQueue;
  readonly settings: Pick<Settings, "events">;
  readonly config: { readonly stage: string };
}

/**
 * Has the owner's systems told of what happened, each receiver by a message of its own. The stream delivers at least once:
 * what happened once has the same id each time.
 * @returns how many messages there are
 */
export async function tellEvents(
  { eventQueue, settings, config }: TellEventsDependencies,
  all: readonly Happened[],
): Promise<number> {
  const orders = all.flatMap((happened) => ordersOf(settings, ownerEvent(config.stage, happened)));
  if (orders.length > 0) await eventQueue.order(orders);
  return orders.length;
}

function ordersOf({ events: { bus, webhooks } }: Pick<Settings, "events">, event: OwnerEvent): EventOrder[] {
  const called = webhooks.filter(({ events }) => isWanted(event.type, events)).map(({ id }) => id);
  return [...(bus === undefined ? [] : [BUS]), ...called].map((receiver) => ({ receiver, event }));
}
