import type { SendReference } from "../../domain/receipt.ts";

/** Which send a provider's message was, for providers whose receipts name the message alone. */
export interface MessageStore {
  /** Keeping a message again changes nothing. */
  keep(provider: string, messageId: string, of: SendReference, now: number): Promise<void>;
  find(provider: string, messageId: string): Promise<SendReference | undefined>;
}
