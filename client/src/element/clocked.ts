import type { Challenge } from "../client.ts";

/** A challenge with its ends by this browser's clock, in milliseconds since 1970: its counts are as old as its answer. */
export interface Clocked {
  readonly challenge: Challenge;
  readonly expiresAt: number;
  readonly resendAt: number;
}

/** Starts the clocks of a challenge that has just been answered. */
export function clocked(challenge: Challenge): Clocked {
  const now = Date.now();
  return {
    challenge,
    expiresAt: now + challenge.expiresIn * 1000,
    resendAt: now + challenge.resendIn * 1000,
  };
}

/** The challenge as it is by now. */
export function asOfNow({ challenge, expiresAt, resendAt }: Clocked): Challenge {
  const now = Date.now();
  const left = (until: number) => Math.max(0, Math.ceil((until - now) / 1000));
  return { ...challenge, expiresIn: left(expiresAt), resendIn: left(resendAt) };
}
