import type { OriginKey } from "../domain/origin.ts";
import type { RecipientKey } from "../domain/recipient.ts";

/** A puzzle of SHA-256: the number below `cost` with SHA-256(`salt.number`) = `challenge`, in base64url. */
export interface PowPuzzle {
  readonly use: "pow";
  readonly salt: string;
  readonly challenge: string;
  /** Numbers to try at most; half as many on average. */
  readonly cost: number;
}

/** A widget of Cloudflare's that gives a page a token. */
export interface TurnstilePuzzle {
  readonly use: "turnstile";
  /** Names the owner's widget; it is public. */
  readonly siteKey: string;
  /** What the widget has to be told that the token is for. */
  readonly action: string;
}

/** What a caller has to solve. */
export type Puzzle = PowPuzzle | TurnstilePuzzle;

/** For whom a puzzle is made: its solution is worth nothing to others. */
export interface Asking {
  /** The network, of IPv6 the /64. */
  readonly origin: OriginKey;
  /** Exactly as it is spelled: a tag of the same mailbox is another one. */
  readonly recipient: RecipientKey;
  /** What the request's `Idempotency-Key` stands for, where it has one: with another key a solution is worth nothing. */
  readonly repeats?: string | undefined;
}

/** Tells a person's browser from a program, as far as that can be told. */
export interface BotCheck<Made extends Puzzle = Puzzle> {
  /** @param now epoch seconds */
  puzzle(asking: Asking, now: number): Promise<Made>;
  /**
   * Whether this solves a puzzle for this network and recipient, and is not over. Asked again of the same solution and the
   * same caller, it says the same for as long as the solution is good: a repeated request finds its challenge.
   * @param now epoch seconds
   */
  isSolved(solution: string, asking: Asking, now: number): Promise<boolean>;
}
