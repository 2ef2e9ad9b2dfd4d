import type { Receipt } from "../../domain/receipt.ts";
import type { ChallengeLocation } from "./challenges.ts";

/** What providers say afterwards of the messages that they took. */
export interface ReceiptStore {
  /**
   * Writes the state of a send, forward only: a repeated receipt, one that comes after a stronger one, and one of an
   * older send than the newest change nothing.
   * @returns `older` where it changed nothing, `gone` where there is no such challenge any more
   */
  record(
    at: ChallengeLocation,
    send: number,
    receipt: Receipt,
    now: number,
  ): Promise<"recorded" | "older" | "gone">;
}
