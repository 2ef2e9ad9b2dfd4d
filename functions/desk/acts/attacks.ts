import * as z from "zod/mini";
import { ATTACK_HOURS, ATTACKS_PAGE, readAttacks } from "../../flows/read-attacks.ts";
import {
  type ChannelConversion,
  type Conversion,
  type CountryConversion,
  readConversion,
} from "../../flows/read-conversion.ts";
import { reading, type Seen } from "../act.ts";
import { cursor, cursorOf, timeZone } from "../inputs.ts";
import { isoText } from "../shown.ts";

/** A network that guessed, or asked for more than it may. Instants are ISO 8601. */
export interface ShownNetwork {
  /** A pseudonym. */
  readonly network: string;
  /** Wrong guesses at least: they are noted at 10, 20, 40 and so on. */
  readonly wrong: number;
  /** In how many hours its sends were refused. */
  readonly refusedHours: number;
  /** The first instant of the first hour in which it stood out. */
  readonly since: string;
  readonly lastAt: string;
}

/** What was sent to a country today, and whether something has stopped it. */
export interface ShownCountry extends Omit<CountryConversion, "stoppedUntil"> {
  readonly stoppedUntil?: string;
}

/** Today, by country and by channels that cost money: the service stops where hardly a code is used. */
export interface ShownBreaker extends Pick<Conversion, "leastConversion" | "stopsByItself"> {
  readonly countries: readonly ShownCountry[];
  readonly blocks: readonly { readonly block: string; readonly until: string }[];
}

export interface AttacksAnswer {
  readonly outcome: "listed";
  readonly hours: number;
  /** Of the newest notes of them: the one with the most wrong guesses first. */
  readonly networks: readonly ShownNetwork[];
  /** What to ask for older ones with, as `before`. */
  readonly next?: string;
  readonly breaker: ShownBreaker;
}

export type { ChannelConversion };

export const attackList = reading({
  what: "Networks that guessed, or asked for more than they may, and how much of what is sent to each country is used",
  least: "viewer",
  input: z.strictObject({
    hours: z._default(z.int().check(z.gte(1), z.lte(ATTACK_HOURS)), 24),
    before: z.optional(cursor),
    most: z._default(z.int().check(z.gte(1), z.lte(ATTACKS_PAGE)), ATTACKS_PAGE),
    timeZone: z._default(timeZone, "UTC"),
  }),
  async read(services, { hours, before, most, timeZone: zone }): Promise<Seen<AttacksAnswer>> {
    const [{ networks, next }, conversion] = await Promise.all([
      readAttacks(services, hours, cursorOf(before ?? ""), most),
      readConversion(services, zone),
    ]);
    return {
      answer: {
        ...{ outcome: "listed", hours },
        networks: networks.map(({ network, wrong, refusedHours, firstHour, lastAt }) => ({
          ...{ network, wrong, refusedHours },
          since: `${firstHour}:00:00.000Z`,
          lastAt: isoText(lastAt),
        })),
        ...(next && { next: `${isoText(next.at)}/${next.id}` }),
        breaker: shownBreaker(conversion),
      },
    };
  },
});

function shownBreaker({ countries, blocks, ...rule }: Conversion): ShownBreaker {
  return {
    ...rule,
    countries: countries.map(({ stoppedUntil, ...one }) => ({
      ...one,
      ...(stoppedUntil !== undefined && { stoppedUntil: isoText(stoppedUntil) }),
    })),
    blocks: blocks.map(({ block, until }) => ({ block, until: isoText(until) })),
  };
}
