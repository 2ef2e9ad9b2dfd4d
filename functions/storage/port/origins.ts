import type { OriginCounts } from "../../domain/guessing.ts";
import type { OriginKey } from "../../domain/origin.ts";
import type { Write } from "./write.ts";

export interface OriginLimits {
  readonly perHour: number;
  /** How many of them may be messages that have a price. */
  readonly paidPerHour: number;
  /** Whether these are the sends to recipients who are known there, which are counted apart. */
  readonly inLanes?: boolean;
  /** How many times `perHour` and `paidPerHour` are allowed. @default once */
  readonly raised?: number;
  /** Whether `perHour` refuses nothing: it still says from which send on codes cannot be guessed. @default no */
  readonly unlimited?: true;
}

/** A send that a network asks for. */
export interface OriginSend extends Write {
  /** Whether its message has a price. */
  readonly paid: boolean;
}

/** A wrong guess at a code that a network asked for. */
export interface WrongGuess extends Write {
  /** Whether it is likely not the network's first for a while; being wrong here costs one more write. */
  readonly again: boolean;
}

/** What one network asks for, and how often codes were guessed that it asked for. */
export interface OriginStore {
  count(
    origin: OriginKey,
    limits: OriginLimits,
    send: OriginSend,
  ): Promise<
    | { readonly kind: "counted"; readonly counts: OriginCounts }
    | { readonly kind: "refused"; readonly retryAfterSeconds: number }
  >;
  /**
   * Looks when a send would be counted. Others may come first: only {@link OriginStore.count} decides.
   * @returns seconds; 0 where it would be now, or is already
   */
  waitFor(origin: OriginKey, limits: OriginLimits, send: OriginSend): Promise<number>;
  /**
   * Moves the network's `wrongUntil` on by its share of an hour, from now at least.
   * @returns how many were counted in this clock hour, this one included; 0 where so many were made that none counts further
   */
  countWrong(
    origin: OriginKey,
    limits: { readonly wrongPerHour: number },
    guess: WrongGuess,
  ): Promise<number>;
  /**
   * Takes so many sends from what the network may still ask for in this hour, whatever is left of it. It does so once in
   * 3600 seconds at most: clicks on one's own mail must not close a network that others share.
   */
  strike(origin: OriginKey, sends: number, now: number): Promise<void>;
}
