import type { Clock } from "../domain/ambient.ts";
import { type Challenge, PROVED_SECONDS, type Session, stateAt } from "../domain/challenge.ts";
import { isFactorToken } from "../domain/factor-token.ts";
import { hasFactor, placeOf, provable, type SubjectFactors } from "../domain/factors.ts";
import type { SubjectKey } from "../domain/subject.ts";
import { resolveChallenge } from "../flows/resolve-challenge.ts";
import type { Keys } from "../keys/port.ts";
import { offersPasskeys, type Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { factorsAt, isFreshlyProved, sessionAt } from "./session-at.ts";

export interface MayChangeDependencies {
  readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
  readonly keys: Keys;
  readonly clock: Clock;
}

export interface NewcomerDependencies extends MayChangeDependencies {
  readonly settings: Pick<Settings, "factors">;
}

/** Who asks about their factors, by a session of their own. */
export interface FactorHolder {
  readonly kind: "holder";
  readonly session: Session;
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
  const session = await sessionAt(deps, credential, now);
  if (!session) return { kind: "no-session" };
  const at = factorsAt(await deps.keys.recipient(), session);
  const factors = await deps.storage.factors.read(at, now);
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
  const { session, factors } = holder;
  if (isFreshlyProved(session, factors, deps.clock())) return holder;
  return { kind: "proof-too-old", proves: hasFactor(factors) ? "factor" : "code" };
}

/** How a caller names a sign-in whose code it has sent. */
export interface ProvedSignIn {
  readonly challengeId: string;
  readonly factorToken: string;
}

/** Finds who has to enrol within a sign-in: a challenge whose code was right, and whose subject had nothing to prove. */
export async function readNewcomer(
  deps: NewcomerDependencies,
  { challengeId, factorToken }: ProvedSignIn,
): Promise<Newcomer | NotAllowed> {
  const now = deps.clock();
  const resolved = await resolveChallenge(deps.keys, challengeId, now, PROVED_SECONDS);
  if (resolved.kind !== "resolved" || !isFactorToken(factorToken, resolved.reference, resolved.key))
    return { kind: "no-session" };
  const found = await deps.storage.challenges.read(resolved.reference);
  if (!found || stateAt(found, now) !== "proved" || found.subjectKey === undefined)
    return { kind: "no-session" };
  if (found.secondFactor?.length !== 0) return { kind: "no-session" };
  const { subjectKey: at } = found;
  const factors = await deps.storage.factors.read(at, now);
  // Another browser may have been faster. What the service takes no longer can be proved no longer.
  if (provable(factors, offersPasskeys(deps.settings)).length > 0) return { kind: "no-session" };
  return { kind: "newcomer", challenge: found, subjectKey: placeOf(at, factors), factors };
}
