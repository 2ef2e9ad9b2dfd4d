import type { Notice } from "../../domain/notice.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Write } from "./write.ts";

/** Messages to contacts about what happened, in their recipients' partitions. */
export interface NoticeStore {
  /** Keeps one; repeating it changes nothing, but for one of a reset that failed, which waits again. @param until when it is worth sending no more, in epoch seconds */
  open(recipientKey: RecipientKey, notice: Notice, until: number): Promise<void>;
  /**
   * Takes the lease of one: not done, still worth it, and no other deliverer at it.
   * @returns `busy` while another one is, undefined where there is nothing to send any more
   */
  claim(recipientKey: RecipientKey, id: string, write: Write): Promise<Notice | "busy" | undefined>;
  /** Records its result, and keeps no link any more. */
  settle(recipientKey: RecipientKey, id: string, outcome: string, now: number): Promise<void>;
  /** Gives the lease back after a fault that will pass. @param paid whether it was paid for, and surely not sent */
  release(recipientKey: RecipientKey, id: string, paid?: boolean): Promise<void>;
  /**
   * Counts one that costs money, of the recipient's day in UTC; a write that the client library repeats recognises itself.
   * @returns whether there were fewer than `most`
   */
  countPaid(recipientKey: RecipientKey, most: number, write: Write): Promise<boolean>;
  /** The same of invitations, whatever they cost. */
  countInvitation(recipientKey: RecipientKey, most: number, write: Write): Promise<boolean>;
}
