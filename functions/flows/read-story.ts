import { inferAddressKind } from "../domain/address-kind.ts";
import type { Clock } from "../domain/ambient.ts";
import { stopGroups } from "../domain/breaker.ts";
import type { OriginKey } from "../domain/origin.ts";
import { ledgerRecipient, parseRecipient, type RecipientKey, recipientKey } from "../domain/recipient.ts";
import { spendStoppedUntil } from "../domain/spend.ts";
import { DAY_SECONDS } from "../domain/statistics/hours.ts";
import { pseudonym } from "../domain/statistics/recent-request.ts";
import { suggestAddress } from "../domain/typed/suggest-domain.ts";
import type { Keys } from "../keys/port.ts";
import { type Settings, usualCountry } from "../settings.ts";
import type { Contact } from "../storage/port/customers.ts";
import type { PersonState, PlainItem, Told, Trace } from "../storage/port/persons.ts";
import type { Stores } from "../storage/port.ts";
import type { FoundPerson } from "./find-person.ts";
import { heldLimits, type HeldLimits } from "./held-limits.ts";

export interface ReadStoryDependencies {
  readonly storage: Stores<{
    persons: "trace" | "readState" | "readSharedLedgers";
    ledgers: "list";
    devices: "list";
    spend: "read";
  }>;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
  readonly clock: Clock;
}

/** How many entries a page has. */
export const STORY_PAGE = 50;

/** So many networks that have asked in the last day are looked at for a share of the recipient's that is used up. */
const LOOKED_AT_NETWORKS = 8;

/** Where a story goes on: behind this entry. */
export interface StoryCursor {
  /** Epoch seconds. */
  readonly at: number;
  readonly id: string;
}

/**
 * How a network that asked for a code is known from the same person's other challenges, as long as the table holds them:
 * one was signed in from there before, or only asked for; all others came from elsewhere; or there is none before.
 */
export type NetworkBefore = "signed-in" | "asked" | "other" | "first" | "unnamed";

/** Something that happened. */
export interface StoryEntry {
  readonly trace: Trace;
  readonly told: Told;
  /** Names it among the person's entries alone. */
  readonly id: string;
  /** Of a challenge. */
  readonly network?: NetworkBefore;
}

/** What holds of one contact now. */
export interface StoryContact {
  readonly recipientKey: RecipientKey;
  readonly address?: string;
  readonly state: PersonState;
  /** Absent where the address is not known, in items of earlier releases. */
  readonly limits?: HeldLimits;
  /** Until when numbers there that have not been proved are sent nothing, in epoch seconds. */
  readonly stoppedUntil?: number;
  /** What was probably meant, where no customer has the address. */
  readonly meant?: string;
  /** The ledgers that lie with the bare address, where that is another one. */
  readonly sharedItems: readonly PlainItem[];
}

export interface Story {
  /** Epoch seconds. */
  readonly now: number;
  readonly contacts: readonly StoryContact[];
  /** Challenges that are sessions, and those whose code waits to be typed, the newest first. */
  readonly sessions: readonly Trace[];
  readonly open: readonly Trace[];
  /** The newest first. */
  readonly entries: readonly StoryEntry[];
  /** Absent where there are no older ones. */
  readonly next?: StoryCursor;
}

/**
 * What happened to a person, page by page, and what holds now. Each page asks for the person's items once, since the table
 * sorts challenges by random names: their lives are short, and the limits of sends keep them few. Only reads.
 */
export async function readStory(
  deps: ReadStoryDependencies,
  { contacts, isCustomer }: Pick<FoundPerson, "contacts" | "isCustomer">,
  before?: StoryCursor,
  most: number = STORY_PAGE,
): Promise<Story> {
  const { storage, clock } = deps;
  const now = clock();
  const traced = await Promise.all(
    contacts.map(async (contact) => {
      const { recipientKey: key } = contact;
      const [traces, state] = await Promise.all([storage.persons.trace(key), storage.persons.readState(key)]);
      return { contact, traces, state };
    }),
  );
  const all = traced
    .flatMap(({ traces }) => traces)
    .map((trace) => ({ trace, id: idOf(trace) }))
    .sort((one, other) => other.trace.at - one.trace.at || (one.id < other.id ? 1 : -1));
  const behind = before ? all.filter((one) => isBehind(one, before)) : all;
  const page = behind.slice(0, most);
  const last = page.at(-1);
  const states = await Promise.all(traced.map((one) => stateOf(deps, one, isCustomer, now)));
  const challenges = all.flatMap(({ trace }) => (trace.kind === "challenge" ? [trace] : []));
  return {
    now,
    contacts: states,
    sessions: challenges.filter(
      ({ status, sessionEndsAt = 0 }) => status === "approved" && sessionEndsAt > now,
    ),
    open: challenges.filter(
      ({ status, expiresAt = 0, decoy }) => status === "pending" && expiresAt > now && decoy !== true,
    ),
    entries: page.map(({ trace, id }) => ({
      ...{ trace, id, told: trace.told() },
      ...(trace.kind === "challenge" && { network: networkBefore(trace, challenges) }),
    })),
    ...(behind.length > most && last && { next: { at: last.trace.at, id: last.id } }),
  };
}

function idOf({ recipientKey: key, name }: Trace): string {
  return pseudonym("story", `${key}|${name}`);
}

function isBehind(
  { trace: { at }, id }: { readonly trace: Trace; readonly id: string },
  cursor: StoryCursor,
) {
  return at < cursor.at || (at === cursor.at && id < cursor.id);
}

/** @param challenges the newest first */
function networkBefore({ at, origin, name }: Trace, challenges: readonly Trace[]): NetworkBefore {
  if (origin === undefined) return "unnamed";
  const earlier = challenges.filter((one) => one.at < at && one.name !== name);
  if (earlier.length === 0) return "first";
  const there = earlier.filter((one) => one.origin === origin);
  if (there.length === 0) return "other";
  return there.some(({ approvedAt }) => approvedAt !== undefined) ? "signed-in" : "asked";
}

interface TracedContact {
  readonly contact: Contact;
  readonly traces: readonly Trace[];
  readonly state: PersonState;
}

async function stateOf(
  deps: ReadStoryDependencies,
  { contact: { recipientKey: key, address }, traces, state }: TracedContact,
  isCustomer: boolean,
  now: number,
): Promise<StoryContact> {
  const { storage, settings } = deps;
  if (address === undefined) return { recipientKey: key, state, sharedItems: [] };
  const addressKind = inferAddressKind(address);
  const shared = ledgerRecipient({ addressKind, address }, settings.registration);
  const ledgerKey = recipientKey(await deps.keys.recipient(), shared);
  const networks = networksOf(traces, now);
  const [limits, sharedItems, stoppedUntil] = await Promise.all([
    heldLimits(deps, { recipientKey: key, ledgerKey, address }, networks, now),
    ledgerKey === key ? [] : storage.persons.readSharedLedgers(ledgerKey),
    addressKind === "phone" ? stopOf(deps, address, now) : undefined,
  ]);
  const meant = !isCustomer && addressKind === "email" ? suggestAddress(address) : undefined;
  return {
    ...{ recipientKey: key, address, state, limits, sharedItems },
    ...(stoppedUntil !== undefined && { stoppedUntil }),
    ...(meant !== undefined && { meant }),
  };
}

/** Those that have asked in the last day, the newest first. */
function networksOf(traces: readonly Trace[], now: number): OriginKey[] {
  const asked = traces
    .filter(({ at, origin }) => origin !== undefined && at > now - DAY_SECONDS)
    .sort((one, other) => other.at - one.at);
  return [...new Set(asked.flatMap(({ origin }) => origin ?? []))].slice(0, LOOKED_AT_NETWORKS);
}

async function stopOf(
  { storage, settings }: Pick<ReadStoryDependencies, "storage" | "settings">,
  address: string,
  now: number,
): Promise<number | undefined> {
  const parsed = parseRecipient(address, "phone", usualCountry(settings));
  const country = parsed.kind === "recipient" ? parsed.recipient.country : undefined;
  const groups = stopGroups(country, address).map(({ name }) => name);
  return spendStoppedUntil(await storage.spend.read(now), { price: 0, most: 0, groups }, now);
}
