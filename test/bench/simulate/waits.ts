/** Waits, counted in steps of ten milliseconds: a million of them need no million numbers. */
export class Waits {
  readonly #steps = new Map<number, number>();
  count = 0;
  #sum = 0;

  /** @param seconds of one wait */
  add(seconds: number): void {
    const step = Math.round(seconds * 100);
    this.#steps.set(step, (this.#steps.get(step) ?? 0) + 1);
    this.count += 1;
    this.#sum += seconds;
  }

  get mean(): number {
    return this.#sum / this.count;
  }

  /** In seconds, below which this share of the waits lies; undefined without waits. */
  quantile(share: number): number | undefined {
    let left = Math.min(this.count - 1, Math.floor(share * this.count));
    for (const [step, count] of [...this.#steps].sort(([one], [other]) => one - other)) {
      if (left < count) return step / 100;
      left -= count;
    }
    return undefined;
  }
}
