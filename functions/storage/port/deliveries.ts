import type { OwnerEvent } from "../../domain/events/event.ts";

/** An event, and how its receiver answered last. Instants are epoch seconds. */
export interface EventDelivery {
  readonly event: OwnerEvent;
  /** So often it was told, or was to be. */
  readonly tries: number;
  /** A status of HTTP, or a stable code: never the receiver's words. */
  readonly answer: string;
  readonly answeredAt: number;
  /** When it was first taken; absent as long as it was not. */
  readonly deliveredAt?: number;
}

/** What the receivers of events have answered: for a week, each event of each of them once. */
export interface DeliveryStore {
  /** Writes down an answer. The same event told once more is one more try. */
  record(
    receiver: string,
    event: OwnerEvent,
    answered: { readonly answer: string; readonly taken: boolean; readonly now: number },
  ): Promise<void>;
  /** The deliveries of the newest events, the newest first. */
  newest(receiver: string, most: number): Promise<readonly EventDelivery[]>;
  /** Tells it nothing until then. @returns whether it was told before */
  switchOff(receiver: string, until: number, now: number): Promise<boolean>;
  switchOn(receiver: string): Promise<void>;
  /** Until when it is told nothing, in epoch seconds; 0 where it is told. */
  offUntil(receiver: string): Promise<number>;
}
