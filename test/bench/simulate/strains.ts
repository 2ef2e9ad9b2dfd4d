import type { LimitName } from "./limits.ts";

/** What one limit did in a run. */
export interface Strain {
  readonly limit: LimitName;
  /** When it first refused, or held up for too long, in seconds since the start. */
  readonly first: number;
  readonly count: number;
}

/** Who was refused or held up by which limit, and since when. */
export class Strains {
  readonly #seen = new Map<LimitName, { readonly first: number; count: number }>();

  note(limit: LimitName, now: number): void {
    const seen = this.#seen.get(limit);
    if (seen) seen.count += 1;
    else this.#seen.set(limit, { first: now, count: 1 });
  }

  /** In the order in which they began; a few chances of thousands are no strain. @param least to be one */
  inOrder(least: number): Strain[] {
    return [...this.#seen]
      .map(([limit, { first, count }]) => ({ limit, first, count }))
      .filter(({ count }) => count >= least)
      .sort((one, other) => one.first - other.first);
  }
}
