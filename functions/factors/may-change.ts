import type { Clock } from "../domain/ambient.ts";
import { type Challenge, isByAddress, type Session } from "../domain/challenge.ts";
import { hasFactor, placeOf, provable, type SubjectFactors } from "../domain/factors.ts";
import { type SubjectKey, subjectKey } from "../domain/subject.ts";
import { sessionOfToken } from "../flows/resolve-session.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import { takesPasskeys } from "../settings/passkey-party.ts";
import type { Stores } from "../storage/port.ts";
import { namedChallenge, provedChallenge, type ProvedSignIn } from "./proved-challenge.ts";

/** How long ago the code, or the factor, of who changes factors may have been proved, in seconds. */
export const FRESH_SECONDS = 600;

export interface MayChangeDependencies {
  readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
  readonly keys: Pick<Keys, "find" | "recipient">;
  readonly clock: Clock;
}

export interface NewcomerDependencies extends MayChangeDependencies {
  readonly keys: Keys;
  readonly settings: Pick<Settings, "factors">;
  readonly publicUrl: string;
}

/** Who asks about their factors, by a session of their own. */
export interface FactorHolder {
  readonly kind: "holder";
  readonly session: Session;
  /** Where the factors lie, and are to be written. */
  readonly subjectKey: SubjectKey;
  readonly factors: SubjectFactors | undefined;
}

/** Who has typed a code just now and has to enrol before the sign-in goes on. */
export interface Newcomer {
  readonly kind: "newcomer";
  readonly challenge: Challenge;
  readonly subjectKey: SubjectKey;
  /** What is left of earlier ones, of which none can be proved; most have nothing at all. */
  readonly factors: SubjectFactors | undefined;
}

export type NotAllowed =
  | { readonly kind: "no-session" }
  /** The session is too old a proof: what has to be proved anew, a factor or, without any, the code. */
  | { readonly kind: "proof-too-old"; readonly proves: "factor" | "code" };

/**
 * Finds whose factors a session is about. An access token is none: apps are given those, and factors are their user's.
 * @param credential a session token, such as a browser's cookie
 */
export async function readHolder(
  deps: MayChangeDependencies,
  credential: string | undefined,
): Promise<FactorHolder | NotAllowed> {
  const now = deps.clock();
  const session = await sessionOfToken(deps, credential, now);
  return session ? readFactorsOf(deps, session, now) : { kind: "no-session" };
}

/** Reads what a session's subject has enrolled. */
export async function readFactorsOf(
  { storage, keys }: Pick<MayChangeDependencies, "storage" | "keys">,
  session: Session,
  now: number,
): Promise<FactorHolder> {
  // Its challenge says where they lie; one from before second factors were switched on does not.
  const at = session.subjectKey ?? subjectKey(await keys.recipient(), session.subject);
  const factors = await storage.factors.read(at, now);
  return { kind: "holder", session, subjectKey: placeOf(at, factors), factors };
}

/**
 * The same for who changes them: a session without a factor suffices while there is none, if its code was typed within ten
 * minutes; from then on a factor has to have been proved in it within these. A thief with the mailbox alone, or with an
 * old cookie, changes nothing.
 */
export async function mayChange(
  deps: MayChangeDependencies,
  credential: string | undefined,
): Promise<FactorHolder | NotAllowed> {
  const holder = await readHolder(deps, credential);
  if (holder.kind !== "holder") return holder;
  if (isFreshlyProved(holder, deps.clock())) return holder;
  return { kind: "proof-too-old", proves: hasFactor(holder.factors) ? "factor" : "code" };
}

/**
 * Whether a session may change its subject's factors: a code was typed for it just now, or once the subject has a factor,
 * one was proved in it just now. A thief who reads the mailbox can so neither remove a factor nor add one, and who sits at
 * a browser that shows its owner's codes cannot become the owner.
 */
export function isFreshlyProved(
  { session, factors }: Pick<FactorHolder, "session" | "factors">,
  now: number,
): boolean {
  // Where two steps were taken, the code came first.
  const codeAt = isByAddress(session) ? (session.provedAt ?? session.approvedAt) : undefined;
  const proved = hasFactor(factors) ? session.factorAt : codeAt;
  return proved !== undefined && now < proved + FRESH_SECONDS;
}

/** Finds who has to enrol within a sign-in: a challenge whose code was right, and whose subject had nothing to prove. */
export async function readNewcomer(
  deps: NewcomerDependencies,
  signIn: ProvedSignIn,
): Promise<Newcomer | NotAllowed> {
  const now = deps.clock();
  const named = await namedChallenge(deps.keys, signIn, now);
  if (named.kind !== "named") return { kind: "no-session" };
  const waiting = await provedChallenge(deps.storage, named.reference, now);
  if (waiting.kind !== "proved" || waiting.challenge.secondFactor?.length !== 0)
    return { kind: "no-session" };
  const { challenge } = waiting;
  const { subjectKey: at } = challenge;
  const factors = await deps.storage.factors.read(at, now);
  // Another browser may have been faster. What the service takes no longer can be proved no longer.
  if (provable(factors, takesPasskeys(deps)).length > 0) return { kind: "no-session" };
  return { kind: "newcomer", challenge, subjectKey: placeOf(at, factors), factors };
}
