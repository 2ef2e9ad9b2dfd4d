import { SECONDS, SPREAD, type Values } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { World } from "./world.ts";

/** What of an account's functions works at the same time. */
export class Account {
  busy = 0;
  mostBusy = 0;
  readonly calls: TokenBucket;
  /** Seconds of work of all functions between these two instants. */
  worked = 0;
  readonly #from: number;
  readonly #to: number;

  /** @param counted instants between which work is counted, in seconds since the start */
  constructor({ concurrency, callsPerConcurrency }: Values, counted: readonly [number, number]) {
    [this.#from, this.#to] = counted;
    const calls = concurrency * callsPerConcurrency;
    this.calls = new TokenBucket(calls, calls);
  }

  /** Counts one call's work. */
  count(begun: number, ended: number): void {
    this.worked += Math.max(0, Math.min(ended, this.#to) - Math.max(begun, this.#from));
  }

  /** How many were at work on average. */
  get mean(): number {
    return this.worked / (this.#to - this.#from);
  }
}

/** One function: its environments, those that wait and those that work. */
export class LambdaFunction {
  readonly #new: TokenBucket;
  #idle: number;
  /** Calls whose environment had to be made. */
  cold = 0;

  readonly #world: World;
  readonly #account: Account;

  /** @param warm environments that are there at first */
  constructor(world: World, account: Account, warm: number) {
    const { newEnvironments } = world.values;
    this.#world = world;
    this.#account = account;
    this.#new = new TokenBucket(newEnvironments / 10, newEnvironments);
    this.#idle = warm;
  }

  /**
   * @param seconds of work
   * @param work is what is done after them; the function is free again when it says so
   * @returns false where Lambda refuses
   */
  call(seconds: number, work: (free: () => void) => void): boolean {
    const { chance, events, strains, values } = this.#world;
    const account = this.#account;
    const { now } = events;
    if (account.busy >= values.concurrency || !account.calls.take(now)) {
      strains.note("concurrency", now);
      return false;
    }
    let lasts = chance.between(seconds * (1 - SPREAD), seconds * (1 + SPREAD));
    if (this.#idle > 0) this.#idle -= 1;
    else if (this.#new.take(now)) {
      this.cold += 1;
      lasts += SECONDS.coldStart;
    } else {
      strains.note("warmEnvironments", now);
      return false;
    }
    account.busy += 1;
    account.mostBusy = Math.max(account.mostBusy, account.busy);
    events.after(lasts, () =>
      work(() => {
        account.busy -= 1;
        account.count(now, events.now);
        this.#idle += 1;
      }),
    );
    return true;
  }
}
