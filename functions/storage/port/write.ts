import type { RecipientKey } from "../../domain/recipient.ts";

/** Who writes, and when. A write that the client library repeats recognises itself by `by` and counts once. */
export interface Write {
  /** Random per invocation. */
  readonly by: string;
  /** Epoch seconds. */
  readonly now: number;
  /** The session that goes on, or the challenge that becomes one, where all others of its subject end with what is written. */
  readonly within?: SessionPlace | undefined;
}

/** Where a session, or its challenge, lies. */
export interface SessionPlace {
  readonly recipientKey: RecipientKey;
  readonly nonce: string;
}
