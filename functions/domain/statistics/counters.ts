/**
 * What is counted of codes that were asked for. An attribute of the table has the same name: `failed#<reason>` and
 * `within#<seconds>` stand beside these. Decoys and sign-ins by passkey alone are counted apart and nowhere else.
 */
export const COUNTERS = [
  /** Codes that were asked for. */
  "requested",
  /** Of these, codes that cannot be guessed, since somebody had guessed. */
  "strong",
  /** Codes of strangers in registered mode: they are never sent. */
  "decoys",
  /** Messages that were asked for after a code's first one. */
  "resent",
  /** Messages that a provider took. */
  "sent",
  "delivered",
  /** Messages that were not sent, or came back; by reason in `failed#...`. */
  "failed",
  "complained",
  /** Wrong codes. */
  "wrong",
  /** Challenges whose last attempt was a wrong code. */
  "locked",
  /** Right codes after which a second factor was waited for. */
  "proved",
  "wrongFactor",
  /** Codes that led to their end: a session, or a token. */
  "approved",
  /** Codes that were called off before they were used. */
  "canceled",
  /** Sign-ins by passkey alone. */
  "passkeys",
  /** What the sent messages cost by the owner's prices, in micro-dollars. */
  "spend",
] as const;
export type Counter = (typeof COUNTERS)[number];

/** Counts by their names, whole numbers above 0. */
export type Counts = Readonly<Record<string, number>>;

export const FAILED_FOR = "failed#";
export const SENT_WITHIN = "within#";

/** Reasons are codes of ours and of providers; what is none is not made a name of an attribute. */
export function failedFor(reason: string | undefined): string {
  return FAILED_FOR + (reason !== undefined && /^[\w.-]{1,48}$/.test(reason) ? reason : "other");
}

export function addCounts(all: Iterable<Counts>): Counts {
  const sum: Record<string, number> = {};
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
