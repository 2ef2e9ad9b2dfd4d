import type { RecentRequest } from "../../domain/statistics/recent-request.ts";
import type { Sequence } from "../../domain/statistics/sequence.ts";

/** The requests that one batch of a shard has changed, as they were then. */
export interface RecentBatch {
  readonly shard: string;
  /** Of its first record. */
  readonly first: Sequence;
  /** When its last change happened, in epoch seconds. */
  readonly at: number;
  readonly requests: readonly RecentRequest[];
}

/** What was asked for in the last day, by when it changed. */
export interface RecentStore {
  /** Keeps what a batch has changed, for a day. A batch that comes again, cut in another way, adds nothing that misleads. */
  keep(batch: RecentBatch): Promise<void>;
  /** The batches of a UTC hour, the newest first, a page of the table at a time. */
  listHour(hour: string): AsyncGenerator<readonly Omit<RecentBatch, "first" | "shard">[], void>;
}
