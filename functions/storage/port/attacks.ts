import type { OriginKey } from "../../domain/origin.ts";

/** A network that guessed, or asked for more than it may, in one hour. Instants are epoch seconds. */
export interface Attack {
  readonly network: OriginKey;
  /** Wrong guesses at codes that it asked for, at least: noted at 10, 20, 40 and so on. */
  readonly wrong: number;
  /** When its sends were first refused in the hour; absent where none was noted. */
  readonly refusedAt?: number;
  readonly lastAt: number;
}

export interface AttackPage {
  readonly attacks: readonly Attack[];
  /** The network behind which there may be more; absent where the hour is at its end. */
  readonly next?: string;
}

/** Networks that stand out, by the UTC hour. */
export interface AttackStore {
  /** Notes how many wrong guesses a network has, where that says more than what is noted. */
  noteWrong(network: OriginKey, wrong: number, now: number): Promise<void>;
  /** Notes that a network's sends were refused: once an hour in one process. */
  noteRefused(network: OriginKey, now: number): Promise<void>;
  /**
   * Networks of a UTC hour, so many at most, in an order that says nothing.
   * @param after where the list goes on: behind this network
   */
  list(
    hour: string,
    page: { readonly most: number; readonly after?: string | undefined },
  ): Promise<AttackPage>;
}
