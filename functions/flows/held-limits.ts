import { inferAddressKind } from "../domain/address-kind.ts";
import { usualChannel } from "../domain/channel.ts";
import { isKnown } from "../domain/known-devices.ts";
import { laneKind, type LaneKind } from "../domain/lane.ts";
import { failuresAt, ledgerRefusal, type LedgerRefusal, type LedgerRules } from "../domain/ledger.ts";
import type { OriginKey } from "../domain/origin.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { digitsUntil } from "../settings/guesses.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import type { KnownLedger } from "../storage/port/ledgers.ts";
import { knownRules, strangersRules } from "./lane-rules.ts";

export interface HeldLimitsDependencies {
  readonly storage: Stores<{ ledgers: "list"; devices: "list" }>;
  readonly settings: Settings;
}

/** A limit that keeps the next code of a lane back. */
export interface HeldLimit {
  /** Whom it holds: anyone, or who asks on a device or network that is known. */
  readonly lane: LaneKind;
  readonly limit: Exclude<LedgerRefusal["limit"], "locked">;
  /** From then on the next code may be asked for, in epoch seconds. */
  readonly until: number;
  /** The one network that is held. */
  readonly network?: OriginKey;
}

/** Wrong guesses that count on a lane. */
export interface CountedGuesses {
  readonly lane: LaneKind;
  readonly failures: number;
  /** Epoch seconds. */
  readonly lastAt: number;
}

/** Who may ask for a recipient's next code, and when. */
export interface HeldLimits {
  readonly held: readonly HeldLimit[];
  readonly guesses: readonly CountedGuesses[];
  /** Whether anyone's next code is one that cannot be guessed, since some were. */
  readonly isStrong: boolean;
  /** Until when a client that takes digits alone gets no code, in epoch seconds. */
  readonly digitsStoppedUntil?: number;
  /** On so many devices the recipient is known. */
  readonly knownDevices: number;
}

/** Where a recipient's sends are counted. */
export interface CountedRecipient {
  readonly recipientKey: RecipientKey;
  /** Whose strangers' ledger counts. */
  readonly ledgerKey: RecipientKey;
  readonly address: string;
}

/**
 * What holds a recipient's next code back now, by the rules by which the table decides. Requests that were refused leave
 * nothing behind: this says why they were, as long as it holds. Only reads.
 * @param networks those that have asked of late, the newest first
 */
export async function heldLimits(
  { storage, settings }: HeldLimitsDependencies,
  { recipientKey, ledgerKey, address }: CountedRecipient,
  networks: readonly OriginKey[],
  now: number,
): Promise<HeldLimits> {
  const channel = usualChannel(inferAddressKind(address));
  const of = (origin: OriginKey | undefined) => strangersRules(settings, { recipientKey, ledgerKey, origin });
  const known = knownRules(settings, { opens: true, channel });
  const read = { sends: [of(undefined), ...networks.map(of), known].flatMap(({ sends }) => sends) };
  const [own, shared, devices] = await Promise.all([
    storage.ledgers.list(recipientKey, read),
    recipientKey === ledgerKey ? [] : storage.ledgers.list(ledgerKey, read),
    storage.devices.list(recipientKey),
  ]);
  const isShared = ({ lane }: KnownLedger) => ["strangers", "click"].includes(laneKind(lane));
  const all =
    recipientKey === ledgerKey ? own : [...own.filter((one) => !isShared(one)), ...shared.filter(isShared)];
  const live = all.filter(({ isVoid }) => !isVoid);
  const strangers = live.find(({ lane }) => lane === "strangers");
  const rules = of(undefined);
  const failures = strangers ? failuresAt(strangers, rules, now) : 0;
  const { strongAfterFailures, strong } = settings.limits;
  const stops = digitsUntil(settings.passcode, settings.limits);
  return {
    held: [
      ...(strangers ? heldOf("strangers", strangers, rules, now) : []),
      ...(strangers ? networks.flatMap((network) => heldNetwork(strangers, of(network), network, now)) : []),
      ...live
        .filter((one) => one !== strangers)
        .flatMap((one) => heldOf(laneKind(one.lane), one, known, now)),
    ],
    guesses: live.flatMap((one) => {
      const counted = failuresAt(one, rules, now);
      return counted === 0
        ? []
        : [{ lane: laneKind(one.lane), failures: counted, lastAt: one.lastFailureAt }];
    }),
    isStrong: strong === "always" || (strongAfterFailures !== "off" && failures >= strongAfterFailures),
    ...(strangers &&
      failures >= stops && { digitsStoppedUntil: strangers.lastFailureAt + rules.forgetSeconds }),
    knownDevices: devices.filter((one) => isKnown(one, now)).length,
  };
}

function heldOf(lane: LaneKind, ledger: KnownLedger, rules: LedgerRules, now: number): HeldLimit[] {
  const refusal = ledgerRefusal(ledger, rules, now);
  return refusal && refusal.limit !== "locked"
    ? [{ lane, limit: refusal.limit, until: now + refusal.retryAfterSeconds }]
    : [];
}

/** A network's share of the recipient's day. */
function heldNetwork(ledger: KnownLedger, rules: LedgerRules, network: OriginKey, now: number): HeldLimit[] {
  const share = { ...rules, sends: rules.sends.filter(({ name }) => name === "origin") };
  return share.sends.length === 0
    ? []
    : heldOf("strangers", ledger, share, now).map((one) => ({ ...one, network }));
}
