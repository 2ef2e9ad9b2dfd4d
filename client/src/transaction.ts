/** What a code confirms: what its message and its token say. */
export interface Transaction {
  readonly amount: string;
  readonly payee: string;
  /** Your own name for it: in the token, and in no message. */
  readonly reference?: string | undefined;
}

/**
 * Whether a token confirms exactly this: the same members, each the same text, character for character. Two amounts that
 * look alike are two amounts.
 */
export function isSameTransaction(confirmed: unknown, expected: unknown): boolean {
  const [theirs, ours] = [membersOf(confirmed), membersOf(expected)];
  if (!theirs || theirs.size !== ours?.size) return false;
  return [...ours].every(([name, text]) => theirs.get(name) === text);
}

/** The members of a transaction; undefined for what is none. One that is undefined is not there. */
function membersOf(transaction: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof transaction !== "object" || transaction === null) return undefined;
  const members = new Map<string, unknown>(
    Object.entries(transaction).filter(([, text]) => text !== undefined),
  );
  const named = members.has("amount") && members.has("payee");
  return named && [...members.values()].every((text) => typeof text === "string") ? members : undefined;
}
