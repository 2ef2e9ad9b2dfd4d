/** What the item of a network says, as the write that counts a send returns it. */
export interface OriginCounts {
  /** Of this clock hour, this one included. */
  readonly sends: number;
  /** Epoch seconds, ahead of the clock by as many shares of an hour as wrong guesses have not been outlived; 0 without. */
  readonly wrongUntil: number;
  /** Whether this send is beyond what the network may ask for without a bot check. */
  readonly beyond: boolean;
}

/** What decides how much may be guessed at the codes that one network asks for. */
export interface GuessingRules {
  /** Wrong guesses an hour, on average. */
  readonly wrongPerHour: number;
  /** Guesses that each of its codes takes. */
  readonly maxAttempts: number;
}

const HOUR = 3600;
const DAY = 86_400;

/** By so much a wrong guess moves `wrongUntil` on, in seconds; rounded up, since instants are whole seconds. */
export function secondsPerGuess({ wrongPerHour }: Pick<GuessingRules, "wrongPerHour">): number {
  return Math.ceil(HOUR / wrongPerHour);
}

/**
 * The most wrong guesses at short codes of one network in any 24 hours: what a day outlives, what counts when the last
 * short codes are asked for, and what is open then.
 */
export function mostGuessesPerDay({ wrongPerHour }: Pick<GuessingRules, "wrongPerHour">): number {
  return (24 + 1 + OPEN_HOURS) * wrongPerHour;
}

/** What may be open beyond an hour's guesses, in hours' guesses. */
const OPEN_HOURS = 12.5;

/**
 * How many short codes a network may ask for in a clock hour, once one of them was guessed at. A code lives for ten
 * minutes at most, so those of two hours can be open at once.
 */
export function shortCodesPerHour({ wrongPerHour, maxAttempts }: GuessingRules): number {
  return Math.floor((OPEN_HOURS * wrongPerHour) / (2 * maxAttempts));
}

/**
 * Whether codes that a network asks for have to be such that cannot be guessed: its wrong guesses are an hour's or more
 * ahead, or some were made within a day and it has asked for {@link shortCodesPerHour} in this hour, or it asks for more
 * than its hour's sends.
 * @param now epoch seconds
 */
export function isGuessing(
  { sends, wrongUntil, beyond }: OriginCounts,
  rules: GuessingRules,
  now: number,
): boolean {
  // What a bot check admits must not raise the guesses.
  if (beyond) return true;
  if (wrongUntil >= now + HOUR) return true;
  return wrongUntil > now - DAY && sends > shortCodesPerHour(rules);
}
