/** What messages of one channel cost, in millionths of a US dollar ("micro-dollars"), which are whole. */
export interface PriceList {
  /** By ISO 3166 country. */
  readonly byCountry: ReadonlyMap<string, number>;
  /** For a country that is not listed: a new price is rather too high than too low. */
  readonly dearest: number;
}

export const MICRO_USD = 1_000_000;

/** Reads a list that is written as pairs of a country and its price. */
export function readPrices(pairs: string): PriceList {
  const byCountry = new Map(
    [...pairs.matchAll(/([A-Z]{2}) (\d+)/g)].map(([, country = "", price]) => [country, Number(price)]),
  );
  return { byCountry, dearest: Math.max(...byCountry.values()) };
}

/** What one message, or one part of it, costs in a country. @param own the owner's own prices, in US dollars */
export function priceIn(
  list: PriceList,
  country: string | undefined,
  own: Readonly<Partial<Record<string, number>>> = {},
): number {
  const owned = country === undefined ? undefined : own[country];
  if (owned !== undefined) return microUsd(owned);
  return list.byCountry.get(country ?? "") ?? list.dearest;
}

/** Whole micro-dollars of an amount in US dollars. */
export function microUsd(usd: number): number {
  return Math.round(usd * MICRO_USD);
}
