import {
  type Bucket,
  bucketStart,
  BUCKET_SECONDS,
  sentEntry,
  stopGroups,
  stoppedUntil,
} from "../../../functions/domain/breaker.ts";
import { MICRO_USD, priceIn } from "../../../functions/domain/prices/price-list.ts";
import { SMS_PRICES } from "../../../functions/domain/prices/sms.ts";
import { isOverspent, spendAsk, spendStoppedUntil } from "../../../functions/domain/spend.ts";
import { settingsSchema } from "../../../functions/settings/schema.ts";
import { Chance } from "./chance.ts";
import { Events } from "./events.ts";

/** Which of the stage's defences of money are on. */
export interface Defences {
  readonly networks: boolean;
  readonly ceiling: boolean;
  readonly breaker: boolean;
}

/** Who asks for an SMS. */
export const ASKERS = ["attacker", "known", "new", "new there"] as const;
export type Asker = (typeof ASKERS)[number];

type Refusal = "network" | "ceiling" | "breaker";

/** What a wave did: asked = sent + late + each refusal, for each of those who ask. */
export interface Wave {
  readonly asked: Readonly<Record<Asker, number>>;
  readonly sent: Readonly<Record<Asker, number>>;
  readonly refused: Readonly<Record<Refusal, Readonly<Record<Asker, number>>>>;
  /** In US dollars, by those for whom it was spent. */
  readonly usd: Readonly<Record<Asker, number>>;
  /** When each first refused, in seconds since the start. */
  readonly first: Readonly<Partial<Record<Refusal, number>>>;
}

/** An attacker who earns by SMS to one country, from many networks, beside people who sign in. All of it is assumed. */
export const PUMPING = {
  ...{ seconds: 7200, networks: 1000, blocks: 20 },
  ...{ peoplePerSecond: 0.5, knownShare: 0.7, thereShare: 0.1 },
  ...{ home: "DE", there: "TJ" },
  /** Half as much again as those people cost on a usual day. */
  dailyUsd: 6000,
  /** A person types the code after so many seconds, and one in twenty never does. */
  ...{ typingSeconds: 20, gaveUpShare: 0.05 },
} as const;

/** How often the stream's records are booked: its second consumer's window. */
const BOOKED_SECONDS = 60;

type Rules = {
  readonly [Name in keyof typeof PUMPING]: (typeof PUMPING)[Name] extends number ? number : string;
};

const none = () => Object.fromEntries(ASKERS.map((asker) => [asker, 0])) as Record<Asker, number>;

/** Plays the wave with the domain's own rules of money. */
export function pump(attacksPerSecond: number, defences: Defences, seed = 1, rules: Rules = PUMPING): Wave {
  const { limits, channels } = settingsSchema.parse({});
  const { leastConversion } = channels.sms.spend;
  const ceiling = rules.dailyUsd * MICRO_USD;
  const [events, chance] = [new Events(), new Chance(seed)];
  const day = { spent: 0, spentNew: 0, stops: new Map<string, number>() };
  const books = new Map<
    string,
    { readonly isCountry: boolean; readonly buckets: Map<number, WritableBucket> }
  >();
  const perNetwork = new Map<string, number>();
  const [asked, sent, usd] = [none(), none(), none()];
  const refused = { network: none(), ceiling: none(), breaker: none() };
  const first: Partial<Record<Refusal, number>> = {};
  let serial = 0;

  const refuse = (refusal: Refusal, asker: Asker) => {
    refused[refusal][asker] += 1;
    first[refusal] ??= events.now;
  };

  /** Whether the network has had its hour's messages that cost money. */
  const isWornOut = (): boolean => {
    const key = `${chance.below(rules.networks)} ${Math.floor(events.now / 3600)}`;
    const count = perNetwork.get(key) ?? 0;
    if (count >= limits.originPaidPerHour) return true;
    perNetwork.set(key, count + 1);
    return false;
  };

  const bucketOf = (group: { readonly name: string; readonly isCountry: boolean }): WritableBucket => {
    let book = books.get(group.name);
    if (!book) books.set(group.name, (book = { isCountry: group.isCountry, buckets: new Map() }));
    const startsAt = bucketStart(events.now);
    let bucket = book.buckets.get(startsAt);
    if (!bucket) book.buckets.set(startsAt, (bucket = { startsAt, sent: new Set(), approved: new Set() }));
    return bucket;
  };

  const ask = (asker: Asker) => {
    asked[asker] += 1;
    const [unproven, known] = [asker !== "known", asker === "known"];
    const country = asker === "attacker" || asker === "new there" ? rules.there : rules.home;
    const groups = stopGroups(country, addressOf(asker, chance, rules));
    if (defences.networks && asker === "attacker" && isWornOut()) {
      refuse("network", asker);
      return;
    }
    const price = priceIn(SMS_PRICES, country);
    const names = groups.map(({ name }) => name);
    const payment = spendAsk(defences.ceiling ? ceiling : Infinity, price, { known, unproven }, names);
    if (isOverspent(day, payment)) {
      refuse("ceiling", asker);
      return;
    }
    if (defences.breaker && spendStoppedUntil(day, payment, events.now)) {
      refuse("breaker", asker);
      return;
    }
    day.spent += price;
    if (unproven) day.spentNew += price;
    usd[asker] += price / MICRO_USD;
    sent[asker] += 1;
    if (!unproven) return;
    const nonce = `${++serial}`;
    const buckets = groups.map(bucketOf);
    for (const bucket of buckets) bucket.sent.add(sentEntry(nonce, 1, price));
    if (asker === "attacker" || chance.next() < rules.gaveUpShare) return;
    // In the bucket of its request, as `bookkeep` does it.
    events.after(chance.wait(rules.typingSeconds), () => {
      for (const bucket of buckets) bucket.approved.add(nonce);
    });
  };

  const judge = () => {
    for (const [name, { isCountry, buckets }] of books) {
      const until = stoppedUntil({ isCountry }, [...buckets.values()], { leastConversion, ceiling });
      if (until !== undefined) day.stops.set(name, until);
      for (const startsAt of buckets.keys())
        if (startsAt < events.now - 8 * BUCKET_SECONDS) buckets.delete(startsAt);
    }
  };

  const come = (perSecond: number, who: () => Asker, at = 0) => {
    const next = at + chance.wait(1 / perSecond);
    if (next >= rules.seconds) return;
    events.at(next, () => {
      ask(who());
      come(perSecond, who, next);
    });
  };
  come(attacksPerSecond, () => "attacker");
  come(rules.peoplePerSecond, () => {
    if (chance.next() < rules.knownShare) return "known";
    return chance.next() < rules.thereShare ? "new there" : "new";
  });
  if (defences.breaker)
    for (let at = BOOKED_SECONDS; at < rules.seconds; at += BOOKED_SECONDS) events.at(at, judge);
  events.run();
  return { asked, sent, refused, usd, first };
}

type WritableBucket = Bucket & { readonly sent: Set<string>; readonly approved: Set<string> };

/** An attacker has some blocks of numbers; people have numbers all over their country. */
function addressOf(asker: Asker, chance: Chance, { blocks }: Rules): string {
  const last = String(chance.below(10_000)).padStart(4, "0");
  if (asker === "attacker") return `+99290${String(chance.below(blocks)).padStart(3, "0")}${last}`;
  const block = String(chance.below(100_000)).padStart(5, "0");
  return asker === "new there" ? `+9929${block}${last}` : `+49151${block}${last}`;
}

/** A wave that is over in minutes, and one that lasts. Requests a second. */
export const WAVES = { fast: 10, slow: 0.5 } as const;

/** From no defence of money to all of them. */
export const STEPS: readonly { readonly name: string; readonly defences: Defences }[] = [
  { name: "none", defences: { networks: false, ceiling: false, breaker: false } },
  { name: "networks' limits", defences: { networks: true, ceiling: false, breaker: false } },
  { name: "and the day's ceiling", defences: { networks: true, ceiling: true, breaker: false } },
  { name: "and the breaker", defences: { networks: true, ceiling: true, breaker: true } },
];
