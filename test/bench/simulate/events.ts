/** What happens at an instant of the simulated time. */
type Act = () => void;

/** Instants in their order; those of the same time in the order in which they were set. */
export class Events {
  /** Seconds since the start. */
  now = 0;
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #acts: Act[] = [];
  #serial = 0;

  /** @param time in seconds since the start; one that is past means now */
  at(time: number, act: Act): void {
    let index = this.#times.length;
    this.#put(index, Math.max(time, this.now), this.#serial++, act);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isEarlier(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** @param seconds from now */
  after(seconds: number, act: Act): void {
    this.at(this.now + seconds, act);
  }

  /** Until nothing is left to happen. */
  run(): void {
    for (let act = this.#take(); act; act = this.#take()) act();
  }

  #take(): Act | undefined {
    const act = this.#acts[0];
    if (!act) return undefined;
    this.now = this.#times[0] ?? this.now;
    const last = this.#times.length - 1;
    this.#swap(0, last);
    this.#times.pop();
    this.#orders.pop();
    this.#acts.pop();
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      if (left >= last) break;
      const child = right < last && this.#isEarlier(right, left) ? right : left;
      if (!this.#isEarlier(child, index)) break;
      this.#swap(child, index);
      index = child;
    }
    return act;
  }

  #put(index: number, time: number, order: number, act: Act): void {
    this.#times[index] = time;
    this.#orders[index] = order;
    this.#acts[index] = act;
  }

  #isEarlier(one: number, other: number): boolean {
    const difference = (this.#times[one] ?? 0) - (this.#times[other] ?? 0);
    return difference < 0 || (difference === 0 && (this.#orders[one] ?? 0) < (this.#orders[other] ?? 0));
  }

  #swap(one: number, other: number): void {
    const time = this.#times[one] ?? 0;
    const order = this.#orders[one] ?? 0;
    const act = this.#acts[one];
    if (!act) return;
    const otherAct = this.#acts[other];
    if (!otherAct) return;
    this.#put(one, this.#times[other] ?? 0, this.#orders[other] ?? 0, otherAct);
    this.#put(other, time, order, act);
  }
}
