import { BATCH, SECONDS } from "./limits.ts";
import type { LambdaFunction } from "./lambda.ts";
import type { World } from "./world.ts";

/** A change that `dispatch` is told of. @param free ends the record's part of the batch */
export type Change = () => void;

/** A change that waits longer is held up. */
const PATIENCE_SECONDS = 5;

/** What a change asks of `dispatch`: orders go to the queue ten in a call, and each approval is written by itself. */
type Kind = "order" | "approval";

interface Lane {
  readonly waiting: { readonly since: number; readonly kind: Kind; readonly change: Change }[];
  works: boolean;
}

/** The table's stream and its first consumer: of each shard so many batches at once, and one person always in the same. */
export class Stream {
  readonly #lanes = new Map<number, Lane>();
  /** Changes that waited too long. */
  late = 0;
  longestWait = 0;

  readonly #world: World;
  readonly #dispatch: LambdaFunction;

  constructor(world: World, dispatch: LambdaFunction) {
    this.#world = world;
    this.#dispatch = dispatch;
  }

  put(shard: number, kind: Kind, change: Change): void {
    const { chance, events, values } = this.#world;
    const number = shard * values.lanes + chance.below(values.lanes);
    let lane = this.#lanes.get(number);
    if (!lane) this.#lanes.set(number, (lane = { waiting: [], works: false }));
    lane.waiting.push({ since: events.now, kind, change });
    this.#look(lane, chance.between(0, SECONDS.poll));
  }

  #look(lane: Lane, seconds: number): void {
    if (lane.works || lane.waiting.length === 0) return;
    lane.works = true;
    this.#world.events.after(seconds, () => this.#take(lane));
  }

  #take(lane: Lane): void {
    const batch = lane.waiting.slice(0, BATCH.dispatch);
    const orders = batch.filter(({ kind }) => kind === "order").length;
    const calls = Math.ceil(orders / BATCH.orders) + batch.length - orders;
    const seconds = SECONDS.dispatchCall + SECONDS.callOfDispatch * calls;
    const begun = this.#dispatch.call(seconds, (free) => {
      lane.waiting.splice(0, batch.length);
      free();
      lane.works = false;
      for (const { since, change } of batch) {
        const waited = this.#world.events.now - since;
        this.longestWait = Math.max(this.longestWait, waited);
        if (waited > PATIENCE_SECONDS) this.late += 1;
        change();
      }
      // Where there is more, Lambda goes on at once.
      this.#look(lane, 0);
    });
    if (begun) return;
    // A stream's batch that Lambda refuses comes again.
    this.#world.events.after(0.5, () => this.#take(lane));
  }
}
