import { type Channel, traitsOf } from "../domain/channel.ts";
import { KNOWN_LIMITS, type LaneReference } from "../domain/lane.ts";
import { CHALLENGES, type LedgerRules, PAID, type SendLimit } from "../domain/ledger.ts";
import type { OriginKey } from "../domain/origin.ts";
import { slotOf } from "../domain/slot.ts";
import type { Settings } from "../settings.ts";

/** What a lane has to know of a send. */
export interface AskedSend {
  /** Whether it opens a challenge, and is no repetition. */
  readonly opens: boolean;
  readonly channel: Channel;
}

/**
 * The limits of everybody's ledger: one send per cooldown (by request or resend), then per hour, then per day.
 * @param stopsAt the wrong guesses from which on no further code is sent, where it could be guessed
 */
export function ledgerRules(settings: Settings, stopsAt?: number): LedgerRules {
  const { limits } = settings;
  return rulesOf(settings, stopsAt, [
    { name: "recipient", sends: limits.recipientPerHour, seconds: 3600 },
    { name: "recipient", sends: limits.recipientPerDay, seconds: 86_400 },
  ]);
}

/** How many sends of a day are kept for the spelling of an address that a mailbox is called by. */
const KEPT_FOR_BARE = 3;

/**
 * The same for one caller: at most so many of a day's sends by one network, and by other spellings of the address. So one
 * network never uses them up, and the bare address always gets a few messages, and their links.
 */
export function strangersRules(
  settings: Settings,
  {
    recipientKey,
    ledgerKey,
    origin,
  }: Pick<LaneReference, "recipientKey" | "ledgerKey"> & { readonly origin: OriginKey | undefined },
  stopsAt?: number,
): LedgerRules {
  const { originPerRecipientPerDay: sends, recipientPerDay } = settings.limits;
  const rules = ledgerRules(settings, stopsAt);
  const spelled = Math.max(1, recipientPerDay - KEPT_FOR_BARE);
  return {
    ...rules,
    sends: [
      ...rules.sends,
      ...(origin === undefined
        ? []
        : [{ name: "origin", sends, seconds: 86_400, of: slotOf(ledgerKey, origin, sends) } as const]),
      ...(recipientKey === ledgerKey
        ? []
        : [{ name: "recipient", sends: spelled, seconds: 86_400 } as const]),
    ],
  };
}

/** The limits of a ledger that an approval opened: a challenge that was opened there is sent again without an hour's limit. */
export function knownRules(settings: Settings, { opens, channel }: AskedSend, stopsAt?: number): LedgerRules {
  const { challengesPerHour, sendsPerDay, paidPerDay } = KNOWN_LIMITS;
  const day = { name: "recipient", seconds: 86_400 } as const;
  return rulesOf(settings, stopsAt, [
    ...(opens
      ? [{ name: "recipient", sends: challengesPerHour, seconds: 3600, of: CHALLENGES } as const]
      : []),
    { ...day, sends: sendsPerDay },
    ...(traitsOf(channel).paid ? [{ ...day, sends: paidPerDay, of: PAID } as const] : []),
  ]);
}

function rulesOf(
  { passcode, limits }: Settings,
  stopsAt: number | undefined,
  sends: readonly SendLimit[],
): LedgerRules {
  return {
    sends: [{ name: "cooldown", sends: 1, seconds: passcode.resendAfterSeconds }, ...sends],
    forgetSeconds: limits.strongForDays * 86_400,
    stopsAt,
  };
}
