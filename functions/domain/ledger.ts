/** What a ledger remembers of the last sends of a kind: as many as it has length. */
export interface Register {
  /** What the attributes of its times begin with. */
  readonly name: string;
  readonly length: number;
}

/** All sends, new challenges, and sends that cost money. */
export const SENDS: Register = { name: "s", length: 10 };
export const CHALLENGES: Register = { name: "c", length: 3 };
export const PAID: Register = { name: "p", length: 5 };

/** "n sends in w seconds", in one of the registers of a ledger. */
export interface SendLimit {
  readonly name: "cooldown" | "recipient" | "origin";
  /** 1 to as many as the register holds. */
  readonly sends: number;
  readonly seconds: number;
  /** @default that of all sends */
  readonly of?: Register;
}

/** The register that a limit looks at. */
export function registerOf({ of = SENDS }: SendLimit): Register {
  return of;
}

/** The rules for one send: those that do not concern it are left out. */
export interface LedgerRules {
  readonly sends: readonly SendLimit[];
  /** Wrong guesses count until so long has passed without one, in seconds. */
  readonly forgetSeconds: number;
  /** From so many wrong guesses on nothing is admitted, for a code that could be guessed; without it they refuse nothing. */
  readonly stopsAt?: number | undefined;
}

/** A recipient's memory, which outlives every challenge. */
export interface Ledger {
  /** The times of registers by their names: epoch seconds, newest first. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  /** Wrong guesses, without those of challenges that were approved. */
  readonly failures: number;
  /** Epoch seconds. */
  readonly lastFailureAt: number;
}

export interface LedgerRefusal {
  readonly limit: SendLimit["name"] | "locked";
  readonly retryAfterSeconds: number;
}

/** How long the register remembers, and so how long wrong guesses can count. */
export const LEDGER_SECONDS = 90 * 86_400;

/** How long a recipient may ask from a network after they were proven there, in seconds: 30 days. */
export const NETWORK_SECONDS = 30 * 86_400;

type Failures = Pick<Ledger, "failures" | "lastFailureAt">;

/** Whether so long has passed since the last wrong guess that none counts any more. @param now epoch seconds */
export function isForgotten(
  { lastFailureAt }: Pick<Ledger, "lastFailureAt">,
  { forgetSeconds }: Pick<LedgerRules, "forgetSeconds">,
  now: number,
): boolean {
  return lastFailureAt <= now - forgetSeconds;
}

/** The wrong guesses that count now. @param now epoch seconds */
export function failuresAt(ledger: Failures, rules: Pick<LedgerRules, "forgetSeconds">, now: number): number {
  return isForgotten(ledger, rules, now) ? 0 : ledger.failures;
}

/**
 * Why a send is not admitted now, or undefined if it is. The database decides with the same rules in one conditional
 * write; this tells the reason afterwards, and the exact time to wait.
 * @param now epoch seconds
 */
export function ledgerRefusal(ledger: Ledger, rules: LedgerRules, now: number): LedgerRefusal | undefined {
  const waits: LedgerRefusal[] = rules.sends.map((limit) => {
    const { name, sends, seconds } = limit;
    const sentAt = ledger.times[registerOf(limit).name]?.[sends - 1] ?? 0;
    return { limit: name, retryAfterSeconds: sentAt === 0 ? 0 : sentAt + seconds - now };
  });
  if (failuresAt(ledger, rules, now) >= (rules.stopsAt ?? Infinity))
    waits.push({ limit: "locked", retryAfterSeconds: ledger.lastFailureAt + rules.forgetSeconds - now });
  const longest = waits.reduce((a, b) => (b.retryAfterSeconds > a.retryAfterSeconds ? b : a));
  return longest.retryAfterSeconds > 0 ? longest : undefined;
}
