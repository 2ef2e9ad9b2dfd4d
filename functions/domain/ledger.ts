/** "n sends in w seconds", in the register of a recipient's last ten sends. */
export interface SendLimit {
  readonly name: "cooldown" | "recipient";
  /** 1 to 10. */
  readonly sends: number;
  readonly seconds: number;
}

/** From this many consecutive failures on, a pause of this many seconds after the last one. */
export interface LockStep {
  readonly failures: number;
  readonly seconds: number;
}

export interface LedgerRules {
  readonly sends: readonly SendLimit[];
  /** Ascending. */
  readonly lock: readonly LockStep[];
  /** From here on no pause helps: another factor or an admin has to. */
  readonly hardStopFailures: number;
}

/** A recipient's memory, which outlives every challenge. */
export interface Ledger {
  /** Epoch seconds, newest first, at most ten. */
  readonly sendTimes: readonly number[];
  /** Consecutive wrong guesses, cleared by a success. */
  readonly failures: number;
  /** Epoch seconds. */
  readonly lastFailureAt: number;
}

export interface LedgerRefusal {
  readonly limit: "cooldown" | "recipient" | "locked";
  readonly retryAfterSeconds: number;
}

/** How long the register remembers, and so how long a hard stop lasts at most. */
export const LEDGER_SECONDS = 90 * 86_400;

/** Sends are admitted while fewer than `below` failures have happened and the last is `quietSeconds` old. */
export interface LockWindow {
  readonly below: number;
  readonly quietSeconds: number;
}

/** The lock is derived, never written: these windows, any of which admits, say the same as the steps. */
export function lockWindows({ lock, hardStopFailures }: LedgerRules): readonly LockWindow[] {
  return [{ failures: 0, seconds: 0 }, ...lock].map((step, index) => ({
    below: lock[index]?.failures ?? hardStopFailures,
    quietSeconds: step.seconds,
  }));
}

/**
 * Why a send is not admitted now, or undefined if it is. The database decides with the same rules in one conditional
 * write; this tells the reason afterwards, and the exact time to wait.
 * @param now epoch seconds
 */
export function ledgerRefusal(ledger: Ledger, rules: LedgerRules, now: number): LedgerRefusal | undefined {
  const waits: LedgerRefusal[] = rules.sends.map(({ name, sends, seconds }) => {
    const sentAt = ledger.sendTimes[sends - 1] ?? 0;
    return { limit: name, retryAfterSeconds: sentAt === 0 ? 0 : sentAt + seconds - now };
  });
  waits.push({ limit: "locked", retryAfterSeconds: lockedUntil(ledger, rules) - now });
  const longest = waits.reduce((a, b) => (b.retryAfterSeconds > a.retryAfterSeconds ? b : a));
  return longest.retryAfterSeconds > 0 ? longest : undefined;
}

function lockedUntil({ failures, lastFailureAt }: Ledger, rules: LedgerRules): number {
  const window = lockWindows(rules).find(({ below }) => failures < below);
  return lastFailureAt + (window ? window.quietSeconds : LEDGER_SECONDS);
}
