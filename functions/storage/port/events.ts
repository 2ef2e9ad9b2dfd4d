import type { EventKind, SecurityEvent } from "../../domain/statistics/security-event.ts";
import type { Sequence } from "../../domain/statistics/sequence.ts";

/** The same thing that happened to the same person within ten minutes. */
export interface KeptEvent extends SecurityEvent {
  readonly count: number;
  /** When it happened first and last, in epoch seconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface EventPlace {
  readonly event: SecurityEvent;
  readonly shard: string;
}

export interface EventOccurrence {
  readonly sequence: Sequence;
  /** Epoch seconds. */
  readonly at: number;
}

/** Security events, for 30 days. */
export interface EventStore {
  /** Adds occurrences of one event within the same ten minutes, each once however often its record comes. */
  count(place: EventPlace, occurrences: readonly EventOccurrence[]): Promise<void>;
  /** Those of a UTC day, in no order. @param kinds all without it */
  list(day: string, kinds?: readonly EventKind[]): Promise<readonly KeptEvent[]>;
}

/** Within so many seconds the same thing is told once, with a count. */
export const EVENT_SLOT_SECONDS = 600;
