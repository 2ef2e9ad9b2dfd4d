import type { Puzzle } from "../bot-check/port.ts";
import { traitsOf } from "../domain/channel.ts";
import { isGuessing } from "../domain/guessing.ts";
import { type HeldLane, laneKind, type LaneReference, ledgerOf, networkLane } from "../domain/lane.ts";
import type { LedgerRefusal, LedgerRules } from "../domain/ledger.ts";
import type { Network, OriginKey } from "../domain/origin.ts";
import type { Settings } from "../settings.ts";
import type { Stores, Write } from "../storage/port.ts";
import type { OriginLimits, OriginSend } from "../storage/port/origins.ts";
import { laneStopsAt, type CodeChoice, type Guessed, stopsAt } from "./choose-code.ts";
import { type AskedSend, knownRules, strangersRules } from "./lane-rules.ts";

export interface RateLimited {
  readonly kind: "rate-limited";
  readonly limit: LedgerRefusal["limit"];
  readonly retryAfterSeconds: number;
  /** The network that asked, or the one around it that refused. */
  readonly origin?: OriginKey | undefined;
  /** Whether the network could ask for more. */
  readonly canBeRaised?: boolean;
  /** What has to be solved for that. */
  readonly botCheck?: Puzzle | undefined;
}

/** A send that counts, and where. */
export interface Admitted extends Guessed {
  readonly kind: "admitted";
  /** Set where its recipient is proven, for what the send may cost. */
  readonly proven?: true;
  /** The caller's device, where it is known and its own lane had no send left. */
  readonly refusedDevice?: HeldLane["lane"];
}

export interface AdmitSendDependencies {
  readonly storage: Stores<{ origins: "count" | "waitFor"; ledgers: "admit" | "admitKnown" }>;
  readonly settings: Settings;
}

/** Whose send it is. */
export type Asker = Pick<LaneReference, "recipientKey" | "ledgerKey"> & {
  /** The networks that ask, the narrowest first; none where the owner's server asks for itself. */
  readonly networks: readonly Network[];
};

type Channel = AskedSend["channel"];

/**
 * Admits the send of a new challenge. A known device is asked first, then the browser of a click: where one admits the
 * send, the network is not touched, so that no stranger behind the same address keeps a user waiting. One that is unknown,
 * or has had its sends, goes the strangers' way. Whatever refuses there, a network on which the recipient was proven has
 * sends of its own, and so has that of the last click.
 * @param own the lanes that the caller's device names, in the order in which they are asked
 */
export async function admitRequest(
  deps: AdmitSendDependencies,
  asker: Asker,
  own: readonly HeldLane[],
  { channel, choice }: { readonly channel: Channel; readonly choice: CodeChoice },
  write: Write,
): Promise<Admitted | RateLimited> {
  const { storage, settings } = deps;
  const rules = knownRules(settings, { opens: true, channel }, laneStopsAt(settings, choice));
  let kept: Pick<Admitted, "refusedDevice"> = {};
  /** What the lanes of a user who is known have refused. */
  const refused: { readonly retryAfterSeconds: number }[] = [];
  for (const { lane, holder } of own) {
    const ledger = { ...ledgerOf({ ...asker, lane }), holder };
    const known = await storage.ledgers.admitKnown(ledger, rules, write);
    if (known.kind === "admitted") return { ...known, ...kept, lane, networkGuesses: false };
    // A double click: the first one has sent a code.
    if (known.kind === "refused" && known.refusal.limit === "cooldown")
      return { kind: "rate-limited", ...known.refusal };
    if (known.kind === "refused") {
      if (laneKind(lane) === "device") kept = { refusedDevice: lane };
      refused.push(known.refusal);
    }
  }
  const stranger = await admitStranger(deps, asker, channel, write, stopsAt(settings, choice));
  // A double click: the first one has sent a code. A test recipient's code is known, so its limits have no way around.
  if (stranger.kind === "admitted") return { ...stranger, ...kept };
  if (stranger.limit === "cooldown" || choice.test) return stranger;
  const [network] = asker.networks;
  if (network) {
    const lanes = [{ lane: networkLane(network.key) }, { lane: "clicked", holder: network.key }] as const;
    const known = await admitOnNetworkLane(deps, asker, lanes, channel, rules, write);
    if (known.kind === "admitted") return { ...known, ...kept };
    if (known.kind === "rate-limited") refused.push(known);
  }
  // A user who is known need not wait for the strangers' limits. What else the refusal says is theirs.
  const waits = [stranger, ...refused].map(({ retryAfterSeconds }) => retryAfterSeconds);
  return { ...stranger, retryAfterSeconds: Math.min(...waits) };
}

/** A network has counted all that it counts in this hour for recipients who are known there. */
interface Full {
  readonly kind: "full";
  readonly refusal: RateLimited;
}

/** Admits one more send of a challenge, on the lane that it was opened on. */
export async function admitResend(
  deps: AdmitSendDependencies,
  asker: Asker & Pick<LaneReference, "lane">,
  channel: Channel,
  write: Write,
): Promise<Admitted | RateLimited> {
  const { lane } = asker;
  const kind = laneKind(lane);
  if (kind === "strangers") return admitStranger(deps, asker, channel, write);
  const rules = knownRules(deps.settings, { opens: false, channel });
  if (kind === "network") {
    const known = await admitOnNetworkLane(deps, asker, [{ lane }], channel, rules, write);
    if (known.kind === "full") return known.refusal;
    return known.kind === "unknown" ? admitStranger(deps, asker, channel, write) : known;
  }
  const known = await deps.storage.ledgers.admitKnown(ledgerOf(asker), rules, write);
  // Void or too old by now.
  if (known.kind === "unknown") return admitStranger(deps, asker, channel, write);
  if (known.kind === "refused") return { kind: "rate-limited", ...known.refusal };
  return { ...known, lane, networkGuesses: false };
}

/**
 * Admits a send on the first lane of a network that does. The networks are looked at first: where they are full the lane keeps its send.
 * They are counted last: a send that the lane refuses, or for which there is none, must not use up what others have there.
 * @returns `full` where it was not asked, so that nothing is said of whether there is such a lane
 */
async function admitOnNetworkLane(
  deps: AdmitSendDependencies,
  asker: Asker,
  lanes: readonly HeldLane[],
  channel: Channel,
  rules: LedgerRules,
  write: Write,
): Promise<Admitted | RateLimited | { readonly kind: "unknown" } | Full> {
  const { storage, settings } = deps;
  for (const network of asker.networks) {
    const [limits, send] = sendOf(settings, network, channel, write, "lanes");
    const wait = await storage.origins.waitFor(network.key, limits, send);
    if (wait > 0) return { kind: "full", refusal: networkRefusal(network, wait) };
  }
  let refused: RateLimited | undefined;
  for (const { lane, holder } of lanes) {
    const ledger = { ...ledgerOf({ ...asker, lane }), holder };
    const known = await storage.ledgers.admitKnown(ledger, rules, write);
    if (known.kind === "admitted") {
      const counted = await countNetworks(deps, asker, channel, write, "lanes");
      return counted.kind === "counted" ? { ...known, lane, networkGuesses: false } : counted;
    }
    if (known.kind === "refused") refused ??= { kind: "rate-limited", ...known.refusal };
  }
  return refused ?? { kind: "unknown" };
}

/**
 * Counts a send against the networks that ask, then against the recipient: in this order, so that a limited network
 * cannot use up a stranger's sends, and nothing is sent that the ledger refused.
 */
async function admitStranger(
  deps: AdmitSendDependencies,
  asker: Asker,
  channel: Channel,
  write: Write,
  stop?: number,
): Promise<Admitted | RateLimited> {
  const counted = await countNetworks(deps, asker, channel, write, "strangers");
  if (counted.kind === "rate-limited") return counted;
  const { storage, settings } = deps;
  const [network] = asker.networks;
  const lane = "strangers";
  const rules = strangersRules(settings, { ...asker, origin: network?.key }, stop);
  const admitted = await storage.ledgers.admit(ledgerOf({ ...asker, lane }), rules, write);
  return admitted.kind === "refused"
    ? { kind: "rate-limited", ...admitted.refusal, origin: network?.key }
    : { ...admitted, lane, networkGuesses: counted.networkGuesses };
}

/** Counts a send against the hour of the networks that ask. */
async function countNetworks(
  { storage, settings }: AdmitSendDependencies,
  { networks }: Asker,
  channel: Channel,
  write: Write,
  whose: Whose,
): Promise<{ readonly kind: "counted"; readonly networkGuesses: boolean } | RateLimited> {
  const { maxAttempts } = settings.passcode;
  let networkGuesses = false;
  for (const network of networks) {
    const [limits, send] = sendOf(settings, network, channel, write, whose);
    const counted = await storage.origins.count(network.key, limits, send);
    if (counted.kind === "refused") return networkRefusal(network, counted.retryAfterSeconds);
    const wrongPerHour = settings.limits.originWrongPerHour * network.times;
    networkGuesses ||= isGuessing(counted.counts, { wrongPerHour, maxAttempts }, write.now);
  }
  return { kind: "counted", networkGuesses };
}

/** Strangers' sends, and those to recipients who are known on the network, which are counted apart. */
type Whose = "strangers" | "lanes";

/** A send as a network counts it, and how many of them it may ask for. */
function sendOf(
  { limits }: Settings,
  { times, raised, unlimited }: Network,
  channel: Channel,
  write: Write,
  whose: Whose,
): readonly [OriginLimits, OriginSend] {
  const inLanes = whose === "lanes";
  return [
    {
      perHour: limits.originPerHour * times,
      paidPerHour: limits.originPaidPerHour * times,
      inLanes,
      ...(raised !== undefined && { raised }),
      ...(unlimited && { unlimited }),
    },
    // The same item has counted this request as a stranger's: a mark of its own, or it would pass for a repetition.
    { ...write, by: inLanes ? `${write.by}-lane` : write.by, paid: traitsOf(channel).paid },
  ];
}

function networkRefusal({ key, raised }: Network, retryAfterSeconds: number): RateLimited {
  return {
    kind: "rate-limited",
    limit: "origin",
    retryAfterSeconds,
    origin: key,
    canBeRaised: raised === undefined,
  };
}
