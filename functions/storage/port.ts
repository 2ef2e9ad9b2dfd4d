import type { ChallengeStore } from "./port/challenges.ts";
import type { CustomerStore } from "./port/customers.ts";
import type { GrantStore } from "./port/grants.ts";
import type { IdempotencyStore } from "./port/idempotency.ts";
import type { LedgerStore } from "./port/ledgers.ts";
import type { MessageStore } from "./port/messages.ts";
import type { OriginStore } from "./port/origins.ts";
import type { ReceiptStore } from "./port/receipts.ts";
import type { SendStore } from "./port/sends.ts";
import type { SuppressionStore } from "./port/suppressions.ts";

export type { ChallengeChange, ChallengeLocation } from "./port/challenges.ts";
export type { Write } from "./port/write.ts";

/** Everything that the service keeps. A store is reached by its name, so that two of them may have the same verb. */
export interface Storage {
  readonly challenges: ChallengeStore;
  readonly sends: SendStore;
  readonly receipts: ReceiptStore;
  readonly messages: MessageStore;
  readonly suppressions: SuppressionStore;
  readonly ledgers: LedgerStore;
  readonly origins: OriginStore;
  readonly idempotency: IdempotencyStore;
  readonly customers: CustomerStore;
  readonly grants: GrantStore;
}

/** What may be asked of which store: its verbs, by its name. */
type Verbs = { readonly [Name in keyof Storage]?: keyof Storage[Name] };

/**
 * The part of the storage with these verbs alone: `Stores<{ challenges: "read" | "end"; grants: "keep" }>`. What a flow
 * does to the table stands in its type, and a caller that has less cannot run it.
 */
export type Stores<Needed extends Verbs> = {
  readonly [Name in keyof Needed & keyof Storage]: Pick<Storage[Name], Needed[Name] & keyof Storage[Name]>;
};
