import { type LimitName, SECONDS, TABLE_TRIES, type Values } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { World } from "./world.ts";

/** Parts of the range of keys: a partition that splits gives half of its own away. */
const SLICES = 16;

class Partition {
  readonly writes: TokenBucket;
  readonly reads: TokenBucket;
  /** The number of its shard. */
  readonly number: number;
  isSplitting = false;

  constructor({ partitionWrites, partitionReads }: Values, number: number) {
    this.number = number;
    this.writes = new TokenBucket(partitionWrites, partitionWrites);
    this.reads = new TokenBucket(partitionReads, partitionReads);
  }
}

/** The table: partitions that keys are spread over evenly, since each key is an HMAC. */
export class Table {
  readonly #slices: Partition[];
  readonly #quota: TokenBucket;
  partitions: number;
  written = 0;

  readonly #world: World;

  constructor(world: World) {
    const { values } = world;
    this.#world = world;
    this.partitions = Math.max(1, Math.ceil(values.warmWrites / values.partitionWrites));
    this.#slices = Array.from({ length: this.partitions }, (_, number) =>
      Array<Partition>(SLICES).fill(new Partition(values, number)),
    ).flat();
    this.#quota = new TokenBucket(values.tableWrites, values.tableWrites);
  }

  /** Some key's partition. */
  get somewhere(): Partition {
    const found = this.#slices[this.#world.chance.below(this.#slices.length)];
    if (!found) throw new Error("The table has no partition.");
    return found;
  }

  /** Writes one unit to so many keys, one after the other. @param then is told whether all were taken */
  write(count: number, then: (taken: boolean) => void): void {
    if (count === 0) {
      then(true);
      return;
    }
    const partition = this.somewhere;
    const take = () => {
      if (!this.#quota.take(this.#world.events.now)) return "tableWrites";
      if (!partition.writes.take(this.#world.events.now)) return "warmWrites";
      this.written += 1;
      return undefined;
    };
    this.#try(partition, take, (taken) => {
      if (taken) this.write(count - 1, then);
      else then(false);
    });
  }

  read(then: (taken: boolean) => void): void {
    const partition = this.somewhere;
    this.#try(
      partition,
      () => (partition.reads.take(this.#world.events.now) ? undefined : "warmWrites"),
      then,
    );
  }

  /** As often as the table's client does. */
  #try(
    partition: Partition,
    take: () => LimitName | undefined,
    then: (taken: boolean) => void,
    tries: number = TABLE_TRIES,
  ): void {
    const refused = take();
    if (refused === undefined) {
      then(true);
      return;
    }
    if (refused === "warmWrites") this.#heat(partition);
    if (tries === 1) {
      this.#world.strains.note(refused, this.#world.events.now);
      then(false);
      return;
    }
    const wait = this.#world.chance.between(0, SECONDS.tableRetry * 2 ** (TABLE_TRIES - tries + 1));
    this.#world.events.after(wait, () => this.#try(partition, take, then, tries - 1));
  }

  /** A partition that refuses splits after a while. */
  #heat(partition: Partition): void {
    const { events, values } = this.#world;
    if (partition.isSplitting) return;
    partition.isSplitting = true;
    events.after(values.splitSeconds, () => {
      partition.isSplitting = false;
      const own = this.#slices.flatMap((one, slice) => (one === partition ? [slice] : []));
      if (own.length < 2) return;
      const half = new Partition(values, this.partitions++);
      for (const slice of own.slice(own.length / 2)) this.#slices[slice] = half;
    });
  }
}
