import { type Clock, invocationId, type Random } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import { hasFactor, placeOf, type SubjectFactors } from "../domain/factors.ts";
import { MAX_PASSKEYS } from "../domain/passkey.ts";
import type { RecipientKey } from "../domain/recipient.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import type { Stores } from "../storage/port.ts";
import { endRecipient, type EndRecipientStorage } from "./end-recipient.ts";
import { goingOn } from "./going-on.ts";
import { contactsBeside } from "./other-contacts.ts";

export interface MoveFactorsDependencies {
  readonly storage: EndRecipientStorage &
    Stores<{
      customers: "listContacts" | "isContactOf" | "setFactorsOf";
      factors: "read" | "takeOver" | "rename" | "release" | "clear";
      passkeys: "remove";
      pushes: "drop";
    }>;
  readonly clock: Clock;
  readonly random: Random;
}

/** A contact that is given an id, which may be the one that it has. */
export interface FactorMove {
  readonly recipientKey: RecipientKey;
  /** Whose it was: a customer's, or its own pseudonym's, as in an open service. */
  readonly from: string;
  readonly to: string;
  /** Where its factors are said to lie so far. */
  readonly factorsOf: SubjectKey | undefined;
  /** Whether it goes without them, where others stay that have them, or the new id has some of its own. */
  readonly leaves: boolean;
}

export interface MovedFactors {
  readonly kind: "moved";
  /** Where the customer's factors lie, if not under the id. */
  readonly factorsOf: SubjectKey | undefined;
}

export interface FactorsRefusal {
  /**
   * The customer has factors of its own, other contacts have the same as this one, or what lies under the id is another
   * customer's. In the first two the contact may go without.
   */
  readonly kind: "factors-conflict" | "factors-shared" | "factors-of-another";
}

/** How often a move is tried that met another change. */
const MAX_TRIES = 5;

/**
 * Has the factors of a contact come along to the id that it is given, before it is written: a code alone must not sign in
 * who had more. Nothing is copied: the new id takes over the item of the old one, which says whose it is from now on. From
 * the first write on the customer's sign-ins ask for these factors, so a crash opens nothing, and a repetition goes on.
 */
export async function moveFactors(
  deps: MoveFactorsDependencies,
  secret: Uint8Array,
  move: FactorMove,
): Promise<MovedFactors | FactorsRefusal> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await tryMove(deps, secret, move);
    if (outcome) return outcome;
  }
  throw changedAllTheTime();
}

/** @returns undefined where another change came first */
async function tryMove(
  { storage, clock, random }: MoveFactorsDependencies,
  secret: Uint8Array,
  move: FactorMove,
): Promise<MovedFactors | FactorsRefusal | undefined> {
  const { factors } = storage;
  const { from, to } = move;
  const ownAt = subjectKey(secret, to);
  const theirs = await factors.read(ownAt, clock());
  const theirPlace = placeOf(ownAt, theirs);
  const stays = moved(ownAt, theirPlace);
  if (from === to) return stays;
  const fromAt = move.factorsOf ?? subjectKey(secret, from);
  const mine = await factors.read(fromAt, clock());
  const place = placeOf(fromAt, mine);
  // A repetition of what broke off finds them to be the new id's by now.
  const comesAlong = mine !== undefined && hasFactor(mine) && [from, to].includes(mine.subject);
  if (place !== theirPlace && isTaken(theirs)) {
    if (theirs.subject !== to) return { kind: "factors-of-another" };
    return comesAlong && !move.leaves ? { kind: "factors-conflict" } : stays;
  }
  if (!comesAlong) return place === theirPlace && isTaken(theirs) ? { kind: "factors-of-another" } : stays;
  // The only contact has nobody to leave them to: without them, a code alone would sign in who had more.
  if ((await othersOf(storage, from, move.recipientKey)).length > 0)
    return move.leaves && place !== theirPlace ? stays : { kind: "factors-shared" };

  const write = () => ({ by: invocationId(random), now: clock() });
  const taking = { subject: to, version: theirs?.version ?? 0, from: place };
  if (place !== theirPlace && !(await factors.takeOver(ownAt, taking, write()))) return undefined;
  const renamed = { subject: to, version: mine.version };
  if (mine.subject !== to && !(await factors.rename(place, renamed, write()))) return undefined;
  return moved(ownAt, place);
}

/** Whether a subject has something, or what it has taken over: then there is no room for other factors. */
function isTaken(factors: SubjectFactors | undefined): factors is SubjectFactors {
  return factors !== undefined && (hasFactor(factors) || factors.liesAt !== undefined);
}

function moved(ownAt: SubjectKey, place: SubjectKey): MovedFactors {
  return { kind: "moved", factorsOf: place === ownAt ? undefined : place };
}

async function othersOf(
  storage: MoveFactorsDependencies["storage"],
  customerId: string,
  besides: RecipientKey,
): Promise<readonly RecipientKey[]> {
  const { contacts } = await contactsBeside(storage, { subject: customerId, recipientKey: besides });
  return contacts.map(({ recipientKey }) => recipientKey);
}

/**
 * Does the rest, once the contact is written: tells the customer's other contacts where the factors lie, and ends what they
 * opened without them; and leaves nothing of the contact under the id that it had. A repetition meets only what is left.
 * @throws the first fault, once all is done that can be
 */
export async function shareFactors(
  deps: MoveFactorsDependencies,
  secret: Uint8Array,
  move: FactorMove,
  { factorsOf }: MovedFactors,
): Promise<void> {
  const { storage, clock } = deps;
  const { recipientKey, from, to } = move;
  if (from === to) return;
  const on = goingOn();
  if (factorsOf !== undefined)
    for (const other of await othersOf(storage, to, recipientKey))
      await on.step(async () => {
        if (await storage.customers.setFactorsOf(other, to, factorsOf))
          await endRecipient(storage, other, clock());
      });
  const fromAt = subjectKey(secret, from);
  const isEmpty = (await othersOf(storage, from, recipientKey)).length === 0;
  if (move.leaves) await on.step(() => leaveBehind(deps, move, move.factorsOf ?? fromAt, isEmpty));
  await on.step(() => takeBrowsers(deps, move, move.factorsOf ?? fromAt));
  await on.step(async () => {
    const old = await storage.factors.read(fromAt, clock());
    if (isEmpty && old?.liesAt !== undefined) await storage.factors.release(fromAt, old.liesAt);
  });
  on.tell();
}

/** A contact, and the customer to whom it belongs no more. */
type GoneContact = Pick<FactorMove, "recipientKey" | "from">;

/**
 * Takes from those that stay what a contact has added: its passkeys would be their second step, and its browsers would show
 * their codes. A repetition meets only what is left.
 * @param at where the customer's factors lie
 */
export async function takeOwnFactors(
  deps: MoveFactorsDependencies,
  contact: GoneContact,
  at: SubjectKey,
): Promise<void> {
  await leaveBehind(deps, contact, at, false);
  await takeBrowsers(deps, contact, at);
}

/**
 * Takes away what a contact leaves: all where no other contact stays, and else its passkeys. They would open sessions of a
 * contact that is another customer's.
 * @throws Fault `storage-unavailable` where others change it all the time
 */
async function leaveBehind(
  { storage, clock, random }: MoveFactorsDependencies,
  { recipientKey, from }: GoneContact,
  at: SubjectKey,
  isEmpty: boolean,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES + MAX_PASSKEYS; tries += 1) {
    const left = await storage.factors.read(at, clock());
    if (left?.subject !== from) return;
    const place = placeOf(at, left);
    const own = left.passkeys.find((passkey) => passkey.recipientKey === recipientKey);
    const write = { by: invocationId(random), now: clock() };
    if (isEmpty ? !hasFactor(left) : own === undefined) return;
    if (isEmpty && (await storage.factors.clear(place, left.version, write))) return;
    if (!isEmpty && own) await storage.passkeys.remove(place, left, own.id, write);
  }
  throw changedAllTheTime();
}

/** A contact's browsers would show the codes of the contacts that stay. */
async function takeBrowsers(
  { storage, clock }: MoveFactorsDependencies,
  { recipientKey, from }: GoneContact,
  at: SubjectKey,
): Promise<void> {
  const left = await storage.factors.read(at, clock());
  if (left?.subject !== from) return;
  for (const push of left.pushes.filter((one) => one.recipientKey === recipientKey))
    await storage.pushes.drop(placeOf(at, left), push);
}

function changedAllTheTime(): Fault {
  return new Fault("storage-unavailable", "The factors of a customer are changed by others all the time.");
}
