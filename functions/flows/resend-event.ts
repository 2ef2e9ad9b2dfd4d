import type { Clock, Random } from "../domain/ambient.ts";
import { TEST_EVENT } from "../domain/events/event-types.ts";
import { ownerEvent } from "../domain/events/event.ts";
import type { EventQueue } from "../outbound/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { receiversOf, SHOWN_DELIVERIES } from "./list-deliveries.ts";

export interface ResendEventDependencies {
  readonly storage: Stores<{ deliveries: "newest" }>;
  readonly settings: Pick<Settings, "events">;
  readonly eventQueue: EventQueue;
}

export interface TestReceiverDependencies extends Pick<ResendEventDependencies, "settings" | "eventQueue"> {
  readonly config: { readonly stage: string };
  readonly clock: Clock;
  readonly random: Random;
}

export type ResendEventOutcome =
  | { readonly kind: "ordered"; readonly eventIds: readonly string[] }
  | { readonly kind: "unknown-receiver" }
  /** It is none of the deliveries that are shown. */
  | { readonly kind: "unknown-event" };

/**
 * Tells a receiver once more of one of its last events, under the same id, or of all of them that it did not take. It is
 * told also where it is told nothing for the moment: an admin believes that it is back.
 * @param eventId `"missed"` for all that it did not take
 */
export async function resendEvent(
  { storage, settings, eventQueue }: ResendEventDependencies,
  receiver: string,
  eventId: string,
): Promise<ResendEventOutcome> {
  if (!receiversOf(settings).includes(receiver)) return { kind: "unknown-receiver" };
  const shown = await storage.deliveries.newest(receiver, SHOWN_DELIVERIES);
  const meant = shown.filter(({ event, deliveredAt }) =>
    eventId === "missed" ? deliveredAt === undefined : event.id === eventId,
  );
  if (meant.length === 0 && eventId !== "missed") return { kind: "unknown-event" };
  // The oldest first, as they happened.
  const events = meant.map(({ event }) => event).reverse();
  await eventQueue.order(events.map((event) => ({ receiver, event, forced: true })));
  return { kind: "ordered", eventIds: events.map(({ id }) => id) };
}

/** Tells a receiver an event that means nothing, so that an owner sees whether it is heard. */
export async function testReceiver(
  { settings, eventQueue, config, clock, random }: TestReceiverDependencies,
  receiver: string,
): Promise<ResendEventOutcome> {
  if (!receiversOf(settings).includes(receiver)) return { kind: "unknown-receiver" };
  const of = [random(12).toString("base64url")];
  const event = ownerEvent(config.stage, { type: TEST_EVENT, of, at: clock(), data: { receiver } });
  await eventQueue.order([{ receiver, event, forced: true }]);
  return { kind: "ordered", eventIds: [event.id] };
}
