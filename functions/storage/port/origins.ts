import type { OriginKey } from "../../domain/origin.ts";
import type { RecipientKey } from "../../domain/recipient.ts";
import type { Write } from "./write.ts";

export interface OriginLimits {
  readonly perHour: number;
  readonly perRecipientPerHour: number;
}

/** What one network may ask for in one hour. */
export interface OriginStore {
  count(
    origin: OriginKey,
    recipient: RecipientKey,
    limits: OriginLimits,
    write: Write,
  ): Promise<{ readonly kind: "counted" } | { readonly kind: "refused"; readonly retryAfterSeconds: number }>;
  /** Takes so many sends from what the network may still ask for in this hour, whatever is left of it. */
  strike(
    origin: OriginKey,
    /** The ledger whose owner complains. */
    recipient: RecipientKey,
    strike: { readonly sends: number; readonly perHour: number },
    write: Write,
  ): Promise<void>;
}
