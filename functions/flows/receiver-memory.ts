/** Calls in a row without an answer after which a receiver is left alone... */
const SILENCES = 5;

/** ...for this long, in seconds. */
const ALONE_SECONDS = 30;

/** How long a process believes that a receiver is told, or is told nothing, in seconds. */
const BELIEVED_SECONDS = 60;

/**
 * What a process remembers of the receivers of events, so that one that hangs does not take the time of all others, and
 * none costs a read with each event.
 */
export interface ReceiverMemory {
  /** Whether it has been silent so often that it is not called for the moment. */
  isLeftAlone(receiver: string, now: number): boolean;
  heard(receiver: string, answered: boolean, now: number): void;
  /** Until when it is told nothing. @param read asks the table */
  offUntil(receiver: string, read: () => Promise<number>, now: number): Promise<number>;
  switched(receiver: string, offUntil: number, now: number): void;
}

export function receiverMemory(): ReceiverMemory {
  const silent = new Map<string, { count: number; since: number }>();
  const off = new Map<string, { until: number; readAt: number }>();
  return {
    isLeftAlone(receiver, now) {
      const { count, since } = silent.get(receiver) ?? { count: 0, since: 0 };
      return count >= SILENCES && now < since + ALONE_SECONDS;
    },
    heard(receiver, answered, now) {
      if (answered) silent.delete(receiver);
      else silent.set(receiver, { count: (silent.get(receiver)?.count ?? 0) + 1, since: now });
    },
    async offUntil(receiver, read, now) {
      const known = off.get(receiver);
      if (known && now < known.readAt + BELIEVED_SECONDS) return known.until;
      const until = await read();
      off.set(receiver, { until, readAt: now });
      return until;
    },
    switched: (receiver, until, now) => void off.set(receiver, { until, readAt: now }),
  };
}
