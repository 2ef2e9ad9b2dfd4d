/** So many a second, and so many at once: what API Gateway, Lambda, a partition and a provider count by. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at = 0;

  /** Full at first. */
  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** @returns whether there were so many; if not, none is taken */
  take(now: number, count = 1): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perSecond);
    this.#at = now;
    // What many small additions of time lose.
    if (this.#tokens < count - 1e-9) return false;
    this.#tokens -= count;
    return true;
  }
}
