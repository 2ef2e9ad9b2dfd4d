import type { AttackStore } from "./port/attacks.ts";
import type { AuditStore } from "./port/audit.ts";
import type { BreakerStore } from "./port/breaker.ts";
import type { ChallengeStore } from "./port/challenges.ts";
import type { CustomerStore } from "./port/customers.ts";
import type { DeliveryStore } from "./port/deliveries.ts";
import type { DeviceStore } from "./port/devices.ts";
import type { EventStore } from "./port/events.ts";
import type { FactorStore } from "./port/factors.ts";
import type { GrantStore } from "./port/grants.ts";
import type { IdempotencyStore } from "./port/idempotency.ts";
import type { LedgerStore } from "./port/ledgers.ts";
import type { LiveSettingsStore } from "./port/live-settings.ts";
import type { MessageStore } from "./port/messages.ts";
import type { NoticeStore } from "./port/notices.ts";
import type { OriginStore } from "./port/origins.ts";
import type { PasskeyStore } from "./port/passkeys.ts";
import type { PersonStore } from "./port/persons.ts";
import type { PushStore } from "./port/pushes.ts";
import type { ReceiptStore } from "./port/receipts.ts";
import type { RecentStore } from "./port/recents.ts";
import type { SendStore } from "./port/sends.ts";
import type { SpendStore } from "./port/spend.ts";
import type { StatisticsStore } from "./port/statistics.ts";
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
  readonly devices: DeviceStore;
  readonly origins: OriginStore;
  readonly spend: SpendStore;
  readonly breaker: BreakerStore;
  readonly idempotency: IdempotencyStore;
  readonly customers: CustomerStore;
  readonly grants: GrantStore;
  readonly factors: FactorStore;
  readonly passkeys: PasskeyStore;
  readonly pushes: PushStore;
  readonly notices: NoticeStore;
  readonly statistics: StatisticsStore;
  readonly recents: RecentStore;
  readonly events: EventStore;
  readonly attacks: AttackStore;
  readonly liveSettings: LiveSettingsStore;
  readonly deliveries: DeliveryStore;
  readonly audit: AuditStore;
  readonly persons: PersonStore;
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

type Effect = "reads" | "writes";

/**
 * What each verb of each store does to the table: the one place that says which verbs write. A verb of a port that is
 * missing here does not compile.
 */
export const EFFECTS = {
  challenges: {
    open: "writes",
    approve: "writes",
    prove: "writes",
    proveAgain: "writes",
    approveProved: "writes",
    raise: "writes",
    follow: "writes",
    countWrongFactor: "writes",
    endUnproved: "writes",
    countWrong: "writes",
    countSend: "writes",
    end: "writes",
    endShown: "writes",
    cancel: "writes",
    read: "reads",
    forgive: "writes",
    openApproved: "writes",
    list: "reads",
    listApproved: "reads",
    listOpen: "reads",
  },
  sends: { claim: "writes", settle: "writes", giveUp: "writes", release: "writes" },
  receipts: { record: "writes" },
  messages: { keep: "writes", find: "reads" },
  suppressions: { keep: "writes", lift: "writes", read: "reads" },
  ledgers: {
    admit: "writes",
    admitKnown: "writes",
    keepNetwork: "writes",
    countFailure: "writes",
    takeBack: "writes",
    prove: "writes",
    isProven: "reads",
    list: "reads",
    forgetSends: "writes",
  },
  devices: {
    list: "reads",
    readClick: "reads",
    open: "writes",
    renew: "writes",
    give: "writes",
    void: "writes",
  },
  origins: { count: "writes", waitFor: "reads", countWrong: "writes", strike: "writes" },
  spend: { add: "writes", stop: "writes", read: "reads" },
  breaker: { count: "writes", newest: "reads" },
  idempotency: { reserve: "writes" },
  customers: {
    read: "reads",
    put: "writes",
    putImported: "writes",
    readImported: "reads",
    setFactorsOf: "writes",
    endMove: "writes",
    listContacts: "reads",
    isContactOf: "reads",
    setStatus: "writes",
    find: "reads",
    describe: "writes",
    remove: "writes",
    readRemoved: "reads",
  },
  grants: {
    keep: "writes",
    give: "writes",
    rotate: "writes",
    end: "writes",
    markTold: "writes",
    read: "reads",
    listOpen: "reads",
  },
  factors: {
    read: "reads",
    takeOver: "writes",
    rename: "writes",
    release: "writes",
    clear: "writes",
    forget: "writes",
    askReset: "writes",
    startReset: "writes",
    cancelReset: "writes",
    endReset: "writes",
    change: "writes",
    proveTotp: "writes",
    keepLane: "writes",
    proveBackupCode: "writes",
    countWrong: "writes",
  },
  passkeys: { add: "writes", remove: "writes", rename: "writes", used: "writes", proved: "writes" },
  pushes: { add: "writes", remove: "writes", drop: "writes" },
  notices: {
    open: "writes",
    claim: "writes",
    settle: "writes",
    release: "writes",
    countPaid: "writes",
    countInvitation: "writes",
  },
  statistics: {
    openShard: "writes",
    countHour: "writes",
    countDay: "writes",
    readHours: "reads",
    readDays: "reads",
  },
  recents: { keep: "writes", listHour: "reads" },
  events: { count: "writes", list: "reads" },
  attacks: { noteWrong: "writes", noteRefused: "writes", list: "reads" },
  liveSettings: { read: "reads", write: "writes", list: "reads", readVersion: "reads" },
  deliveries: {
    record: "writes",
    newest: "reads",
    switchOff: "writes",
    switchOn: "writes",
    offUntil: "reads",
  },
  audit: { begin: "writes", read: "reads", end: "writes", list: "reads" },
  persons: {
    forget: "writes",
    isEmpty: "reads",
    trace: "reads",
    readState: "reads",
    readSharedLedgers: "reads",
    readSubject: "reads",
  },
} as const satisfies { readonly [Name in keyof Storage]: Readonly<Record<keyof Storage[Name], Effect>> };

type ReadingVerbs<Name extends keyof Storage> = {
  [Verb in keyof Storage[Name]]: Verb extends keyof (typeof EFFECTS)[Name]
    ? (typeof EFFECTS)[Name][Verb] extends "reads"
      ? Verb
      : never
    : never;
}[keyof Storage[Name]];

/** The reading half of every store: what a GET is given, so that it cannot change what it shows. */
export type ReadingStorage = Stores<{ readonly [Name in keyof Storage]: ReadingVerbs<Name> }>;
