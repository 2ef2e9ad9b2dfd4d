import type { Delivery } from "../../domain/challenge.ts";
import type { ChallengeLocation, Done, Refused } from "./challenges.ts";
import type { Write } from "./write.ts";

/** The steps of a send, taken by a deliverer. */
export interface SendStore {
  /**
   * Takes the lease of the n-th send: pending, enough time left, not done, no newer send claimed, and no other deliverer at it. From then on a
   * provider may have been asked, until the lease is given back by {@link release} of one that was not.
   */
  claim(at: ChallengeLocation, send: number, write: Write): Promise<Claimed | RefusedSend>;
  /** Records the state of a send; a done send is never claimed again. */
  settle(at: ChallengeLocation, send: number, delivery: Delivery, now: number): Promise<void>;
  /**
   * Records that a send failed because it would come too late: pending, too little time left, not done, no deliverer at it.
   * @returns `refused` also when it was recorded before, so that it is told of once
   */
  giveUp(at: ChallengeLocation, send: number, now: number): Promise<Done | Refused>;
  /**
   * Gives the lease back after a fault that will pass.
   * @param unsent whether no provider can have sent it
   */
  release(
    at: ChallengeLocation,
    send: number,
    delivery: Delivery,
    now: number,
    unsent?: boolean,
  ): Promise<void>;
}

export interface Claimed extends Done {
  /** Whether a provider may have sent this very send before. */
  readonly maybeSent: boolean;
}

export interface RefusedSend extends Refused {
  /** Set where a newer send of the challenge has been claimed. */
  readonly superseded?: true;
}
