import type { Challenge, EndCause } from "../domain/challenge.ts";
import { type Side, sideOf } from "../domain/desk-purposes.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import type { OpenGrant } from "../storage/port/grants.ts";
import type { Stores } from "../storage/port.ts";
import { type GoingOn, goingOn } from "./going-on.ts";

/** As many writes are under way at the same time: a recipient may have a thousand grants. */
const AT_ONCE = 25;

export type EndRecipientStorage = Stores<{
  challenges: "list" | "end" | "cancel";
  grants: "listOpen" | "end";
}>;

/** How much there was to end. */
export interface EndedOfRecipient {
  /** Sessions, and codes of other purposes that were proved. */
  readonly sessions: number;
  /** Challenges that were waiting for their code, or for a second factor. */
  readonly challenges: number;
  /** What apps had been granted. */
  readonly grants: number;
}

/** Why all that a recipient has ends, and the one session that does not. */
export interface Ending {
  readonly cause: EndCause;
  readonly besides?: Pick<Challenge, "nonce"> | undefined;
  /** Only what was proved before, in epoch seconds, and nothing that waits: for who comes late. */
  readonly before?: number;
  /** As a user, or as an admin of the desk: what ends one leaves the other as it is. */
  readonly side: Side;
}

/**
 * Ends all that a recipient has on one side: cancels pending challenges, ends those that were proved, and what apps were granted, also
 * what outlives a plain sign-out. The sessions end as by a sign-out everywhere, so that the stream has apps told, and makes
 * the recipient's devices unknown. A repetition meets only what is left.
 * @throws the first fault, once all is done that can be
 */
export async function endRecipient(
  storage: EndRecipientStorage,
  recipientKey: RecipientKey,
  now: number,
  side: Side = "users",
): Promise<EndedOfRecipient> {
  const on = goingOn();
  const ended = await endWithin(storage, recipientKey, { cause: "everywhere", side }, now, on);
  on.tell();
  return ended;
}

/** The same for one cause or another, as one of several steps. */
export async function endWithin(
  storage: EndRecipientStorage,
  recipientKey: RecipientKey,
  ending: Ending,
  now: number,
  on: GoingOn,
): Promise<EndedOfRecipient> {
  const { cause, besides, before, side } = ending;
  const found = await on.step(() => storage.challenges.list(recipientKey));
  on.note(found?.damaged ?? []);
  const listed = (found?.challenges ?? []).filter(
    (one) => sideOf(one) === side && one.nonce !== besides?.nonce,
  );
  const proved = listed.filter(
    ({ status, approvedAt = 0 }) => status === "approved" && (before === undefined || approvedAt < before),
  );
  // A decoy can never be approved; to cancel it would tell who asked for it that there is a customer here.
  const pending = listed.filter(
    ({ status, decoy }) => (status === "pending" || status === "proved") && !decoy && before === undefined,
  );
  const carrying = cause === "everywhere" && proved.length === 0 ? carrier(listed) : [];
  await inTurns(pending, (one) => on.step(() => storage.challenges.cancel(one, now, cause)));
  await inTurns([...proved, ...carrying], (one) => on.step(() => storage.challenges.end(one, now, cause)));
  // No app is let in by a sign-in to the desk.
  if (side === "desk") return { sessions: proved.length, challenges: pending.length, grants: 0 };
  const grants = (await on.step(() => endEveryGrant(storage, recipientKey, ending, now, on))) ?? 0;
  return { sessions: proved.length, challenges: pending.length, grants };
}

/** A session that has ended plainly: where none is left to end, its cause has the stream tell apps of what outlived it. */
function carrier(listed: readonly Challenge[]): readonly Challenge[] {
  return listed
    .filter(({ status, endedFor }) => status === "ended" && endedFor === undefined)
    .toSorted((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0))
    .slice(0, 1);
}

/** At once, and not by the stream: a refresh token must not live for a second longer. Whose app was not told, the stream has told. */
async function endEveryGrant(
  { grants }: EndRecipientStorage,
  recipientKey: RecipientKey,
  { besides, before = Infinity }: Ending,
  now: number,
  on: GoingOn,
): Promise<number> {
  let count = 0;
  for await (const page of grants.listOpen(recipientKey, now)) {
    const open = page.grants.filter(
      ({ status, sessionNonce, issuedAt }) =>
        status !== "ended" && sessionNonce !== besides?.nonce && issuedAt < before,
    );
    const ended = await inTurns(open, (grant: OpenGrant) => on.step(() => grants.end(grant, now)));
    count += ended.filter(Boolean).length;
    // It can be used by no app; but an operator has to learn of it, after the others have ended.
    on.note(page.damaged);
  }
  return count;
}

async function inTurns<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE)
    done.push(...(await Promise.all(all.slice(first, first + AT_ONCE).map(act))));
  return done;
}
