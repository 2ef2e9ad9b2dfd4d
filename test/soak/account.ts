/** What is compared with the service's statistics, by the names that it has there. */
export const COUNTED = ["requested", "resent", "approved", "wrong", "locked", "canceled"] as const;
export type Counted = (typeof COUNTED)[number];

/** What happened by the words of the answers alone, kept outside the service. */
export interface Account {
  /** What was answered, so that it happened. */
  readonly sure: Record<Counted, number>;
  /** What may have happened beside: calls whose answer was lost. */
  readonly unsure: Record<Counted, number>;
  /** Messages that arrived, and codes that the service said it could not deliver. */
  delivered: number;
  failed: number;
  /** What must not be, in words. */
  readonly faults: string[];
  /** Sign-ins that are over, however they went. */
  finished: number;
}

export function newAccount(): Account {
  const zeros = () => ({ requested: 0, resent: 0, approved: 0, wrong: 0, locked: 0, canceled: 0 });
  return { sure: zeros(), unsure: zeros(), delivered: 0, failed: 0, faults: [], finished: 0 };
}

/** One thing that has to be so, and what was compared. */
export interface Invariant {
  readonly name: string;
  readonly held: boolean;
  readonly compared: string;
}

/** The service's numbers beside the account's. */
export function compareCounts(
  { sure, unsure }: Account,
  seen: Readonly<Partial<Record<string, number>>>,
): readonly Invariant[] {
  return COUNTED.map((name) => {
    const count = seen[name] ?? 0;
    const [least, most] = [sure[name], sure[name] + unsure[name]];
    return {
      name,
      held: count >= least && count <= most,
      compared: `${count} counted, ${least === most ? least : `${least} to ${most}`} answered`,
    };
  });
}
