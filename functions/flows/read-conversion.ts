import type { Clock } from "../domain/ambient.ts";
import { CHANNELS, isPriced, type PricedChannel } from "../domain/channel.ts";
import { addCounts } from "../domain/statistics/counters.ts";
import { NONE } from "../domain/statistics/tally.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { readTallies } from "./read-statistics.ts";

export interface ReadConversionDependencies {
  readonly storage: Stores<{ statistics: "readHours" | "readDays"; spend: "read" }>;
  /** What holds now. */
  readonly settings: Settings;
  /** What is deployed: a country that is missing now was stopped by an admin. */
  readonly config: { readonly settings: Settings };
  readonly clock: Clock;
}

/** Codes of today that went one way, which costs money. */
export interface ChannelConversion {
  readonly channel: PricedChannel;
  /** Messages that a provider took. */
  readonly sent: number;
  /** Codes that were used. */
  readonly approved: number;
  /** What part of the messages led to a right code, 0 to 1; absent where there were none. */
  readonly share?: number;
}

/** A country, with what was sent there today, and whether something has stopped it. */
export interface CountryConversion {
  readonly country: string;
  readonly channels: readonly ChannelConversion[];
  /** Until when the breaker lets numbers there be sent nothing that are not proven, in epoch seconds. */
  readonly stoppedUntil?: number;
  readonly stoppedByAdmin?: true;
}

export interface Conversion {
  /** What is stopped first, then where the most was sent. */
  readonly countries: readonly CountryConversion[];
  /** Blocks of numbers that are stopped: a number without its last four digits. The one that is stopped longest first. */
  readonly blocks: readonly { readonly block: string; readonly until: number }[];
  /** What share has to lead to a right code; 0 stops none. */
  readonly leastConversion: number;
  /** Whether the service stops anything by itself: it does not where only customers are sent codes. */
  readonly stopsByItself: boolean;
}

/** So many blocks are listed. */
const MOST_BLOCKS = 100;

/**
 * What was sent today to each country by channels that cost money, how much of it was used, and what is stopped: the
 * figures of the statistics, and the stops that hold, which sends read too. The breaker's own books are not needed.
 * @param timeZone whose midnight today begins at
 */
export async function readConversion(
  { storage, settings, config, clock }: ReadConversionDependencies,
  timeZone: string,
): Promise<Conversion> {
  const now = clock();
  const [{ tallies }, { stops }] = await Promise.all([
    readTallies(storage, "today", now, timeZone),
    storage.spend.read(now),
  ]);
  const { spend, countries: open } = settings.channels.sms;
  const closed = config.settings.channels.sms.countries.filter((country) => !open.includes(country));
  const stopped = [...stops].filter(([, until]) => until > now);
  const priced = tallies.filter(({ group }) => isPriced(group.channel) && group.country !== NONE);
  const byCountry = Map.groupBy(priced, ({ group }) => group.country);
  const stoppedCountries = stopped.filter(([group]) => !isBlock(group));
  const names = new Set([...closed, ...stoppedCountries.map(([country]) => country), ...byCountry.keys()]);
  const countries = [...names].map((country): CountryConversion => {
    const until = stops.get(country) ?? 0;
    const byChannel = Map.groupBy(byCountry.get(country) ?? [], ({ group }) => group.channel);
    return {
      country,
      channels: CHANNELS.filter(isPriced).flatMap((channel) => {
        const { sent = 0, approved = 0 } = addCounts(
          (byChannel.get(channel) ?? []).map(({ counts }) => counts),
        );
        const share = sent > 0 ? { share: Math.min(1, approved / sent) } : {};
        return sent + approved > 0 ? [{ channel, sent, approved, ...share }] : [];
      }),
      ...(until > now && { stoppedUntil: until }),
      ...(closed.includes(country) && { stoppedByAdmin: true as const }),
    };
  });
  return {
    countries: countries.sort(byStopAndSent),
    blocks: stopped
      .filter(([group]) => isBlock(group))
      .map(([block, until]) => ({ block, until }))
      .sort((one, other) => other.until - one.until)
      .slice(0, MOST_BLOCKS),
    leastConversion: spend.leastConversion,
    stopsByItself: settings.registration === "open" && spend.leastConversion > 0,
  };
}

/** The names of countries have letters. */
function isBlock(group: string): boolean {
  return group.startsWith("+");
}

function byStopAndSent(one: CountryConversion, other: CountryConversion): number {
  return Number(isStopped(other)) - Number(isStopped(one)) || sentTo(other) - sentTo(one);
}

function isStopped({ stoppedUntil, stoppedByAdmin }: CountryConversion): boolean {
  return stoppedUntil !== undefined || stoppedByAdmin === true;
}

function sentTo({ channels }: CountryConversion): number {
  return channels.reduce((sum, { sent }) => sum + sent, 0);
}
