/** How long one bucket counts, in seconds. */
export const BUCKET_SECONDS = 600;

/** A bucket is judged when it is so many buckets older than the newest: people had ten minutes for their codes... */
const YOUNGEST = 2;

/** ...and as long as it is at most so many older. */
const OLDEST = 7;

/** Buckets, newest first, that a judgement can need. */
export const JUDGED_BUCKETS = OLDEST + 1;

/** Fewer sends say nothing. */
export const LEAST_SENDS = 20;

/** What of a day's ceiling a country's unused SMS have to cost before it is stopped. */
const COUNTRY_SHARE = 1 / 10;

/** How long what is stopped stays so, in seconds. */
const STOP_SECONDS = 3600;

/** SMS to numbers that are not proven, of ten minutes and of one country or one block of numbers. */
export interface Bucket {
  /** Its first second, in epoch seconds. */
  readonly startsAt: number;
  /** What was sent, each as {@link sentEntry} writes it: adding one twice adds nothing. */
  readonly sent: ReadonlySet<string>;
  /** The nonces of challenges whose code was entered. */
  readonly approved: ReadonlySet<string>;
}

export interface BreakerRules {
  /** What share of the SMS has to lead to a right code, 0 to 1. */
  readonly leastConversion: number;
  /** The day's ceiling, in micro-dollars. */
  readonly ceiling: number;
}

/** What is counted and stopped together: a country, or a block of numbers of one. */
export interface Group {
  readonly name: string;
  readonly isCountry: boolean;
}

/** The country of a number, and its block: the number without its last four digits. @param address E.164 */
export function stopGroups(country: string | undefined, address: string): Group[] {
  const block = { name: address.slice(0, -4), isCountry: false };
  return country === undefined ? [block] : [{ name: country, isCountry: true }, block];
}

/** @param at epoch seconds */
export function bucketStart(at: number): number {
  return Math.floor(at / BUCKET_SECONDS) * BUCKET_SECONDS;
}

/** One SMS: the challenge, its how manyeth send it is, and what it costs in micro-dollars. */
export function sentEntry(nonce: string, send: number, price: number): string {
  return `${nonce}.${send}.${price}`;
}

/**
 * Until when a group has to be stopped; undefined where it need not be. It is judged by the age of its buckets against
 * the newest of them, and not by a clock: records that come late, twice or in another order change nothing.
 */
export function stoppedUntil(
  group: Pick<Group, "isCountry">,
  buckets: readonly Bucket[],
  { leastConversion, ceiling }: BreakerRules,
): number | undefined {
  const newest = Math.max(...buckets.map(({ startsAt }) => startsAt));
  const judged = buckets.filter(({ startsAt }) => {
    const age = (newest - startsAt) / BUCKET_SECONDS;
    return age >= YOUNGEST && age <= OLDEST;
  });
  const approved = new Set(judged.flatMap((bucket) => [...bucket.approved]));
  const sent = judged.flatMap((bucket) => [...bucket.sent]).map(readEntry);
  const unused = sent.filter(({ nonce }) => !approved.has(nonce));
  if (sent.length < LEAST_SENDS || sent.length - unused.length >= leastConversion * sent.length)
    return undefined;
  const cost = unused.reduce((sum, { price }) => sum + price, 0);
  if (group.isCountry && cost < COUNTRY_SHARE * ceiling) return undefined;
  return newest + BUCKET_SECONDS + STOP_SECONDS;
}

function readEntry(entry: string): { readonly nonce: string; readonly price: number } {
  const [nonce = "", , price] = entry.split(".");
  return { nonce, price: Number(price) };
}
