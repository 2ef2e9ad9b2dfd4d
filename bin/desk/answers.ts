/** What acts are answered, as far as commands tell it; docs/api.md has the whole. */
export interface AnsweredContact {
  readonly address?: string;
  readonly changed: boolean;
}

export interface AnsweredEnd {
  readonly sessions: number;
  readonly challenges: number;
  readonly grants: number;
}

type Counts = Readonly<Record<string, number>>;

export interface AnsweredReset {
  readonly askedAt?: string;
  readonly by?: string;
  readonly byOwner: boolean;
  readonly resetAt?: string;
  readonly canceledAt?: string;
}

export interface AnsweredAct {
  readonly act: string;
  readonly by: string;
  readonly said?: string;
  readonly about: readonly string[];
  readonly begunAt: string;
  readonly result?: string;
  readonly counts?: Counts;
}

export interface AnsweredCustomer {
  readonly customerId?: string;
  readonly address?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly status: string;
  readonly note?: string;
}

export interface AnsweredDifference {
  readonly path: string;
  readonly entry?: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly until?: string;
  readonly effect: string;
}

/** A change of settings; one that the service cannot read has a place alone, if that. */
export interface AnsweredChange {
  readonly path?: string;
  readonly entry?: string;
  readonly value?: unknown;
  readonly over?: unknown;
  readonly by?: string;
  readonly reason?: string;
  readonly at?: string;
  readonly until?: string;
  readonly state: "holds" | "ended" | "misfit";
  readonly fault?: string;
}

export interface AnsweredPath {
  readonly path: string;
  readonly what: string;
  readonly hasEntries: boolean;
  readonly now?: unknown;
  readonly deployed?: unknown;
}

interface AnsweredSetting {
  readonly version: number;
  readonly differences: readonly AnsweredDifference[];
  readonly counts: Counts;
}

export interface AnsweredImport {
  readonly outcome: string;
  readonly import?: string;
  readonly counts: Counts;
  readonly left: readonly {
    readonly line: number;
    readonly reason: string;
    readonly column?: string;
    readonly message: string;
  }[];
  readonly assumed: readonly { readonly line: number; readonly address: string; readonly country?: string }[];
  readonly unknownColumns: readonly string[];
  readonly next?: number;
}

export interface AnsweredUndo {
  readonly counts: Record<string, number>;
  readonly kept: { readonly line: number; readonly reason: string }[];
}

/** By what is done: the members beside `outcome`. */
export interface Answers {
  readonly block: { readonly contacts: readonly AnsweredContact[]; readonly ended: AnsweredEnd };
  readonly unblock: { readonly contacts: readonly AnsweredContact[] };
  readonly "sessions-end": { readonly ended: AnsweredEnd };
  readonly counted: { readonly counts: Counts };
  readonly "factors-show": {
    readonly twoStepsSince?: string;
    readonly authenticators: readonly string[];
    readonly passkeys: readonly string[];
    readonly backupCodes: number;
    readonly reset?: AnsweredReset;
  };
  readonly "factors-reset": {
    readonly told: readonly string[];
    readonly hours: number;
    readonly resetAt?: string;
  };
  readonly "contacts-add": {
    readonly address: string;
    readonly customerId: string;
    readonly status: string;
    readonly counts: Counts;
  };
  readonly "contacts-remove": { readonly address: string; readonly ended: AnsweredEnd };
  readonly "customers-find": {
    readonly customers: readonly AnsweredCustomer[];
    readonly next?: string;
    readonly tooMany?: true;
  };
  readonly invite: { readonly address: string; readonly channel: string };
  readonly "customers-export": { readonly csv: string };
  readonly "customers-import": AnsweredImport;
  readonly "customers-import-undo": AnsweredUndo;
  readonly "audit-list": { readonly acts: readonly AnsweredAct[]; readonly next?: string };
  readonly "admins-enrol": { readonly code: string; readonly expiresAt: string };
  readonly open: { readonly link: string; readonly expiresAt: string };
  readonly "settings-get": {
    readonly version: number;
    readonly changes: readonly AnsweredChange[];
    readonly paths: readonly AnsweredPath[];
    readonly permanent?: {
      readonly settings: object;
      readonly words: object;
      readonly staying: readonly string[];
    };
  };
  readonly "settings-set": AnsweredSetting;
  readonly "settings-restore": AnsweredSetting & { readonly left: readonly string[] };
  readonly "settings-versions": {
    readonly versions: readonly {
      readonly version: number;
      readonly by?: string;
      readonly at: string;
      readonly differences: readonly AnsweredDifference[];
    }[];
  };
  readonly "settings-preview": {
    readonly faults: readonly string[];
    readonly differences: readonly AnsweredDifference[];
    readonly locale: string;
    readonly messages: readonly {
      readonly purpose: string;
      readonly channel: string;
      readonly subject?: string;
      readonly text: string;
      readonly segments?: number;
      readonly encoding?: string;
    }[];
  };
  readonly "admins-list": {
    readonly admins: readonly ({ readonly role: string } & (
      { readonly recipient: string } | { readonly arn: string }
    ))[];
  };
}
