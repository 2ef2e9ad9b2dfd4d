import type { SubjectFactors } from "../../domain/factors.ts";
import { isAsked, isInEffect, LAST_SECONDS } from "../../domain/factors-reset.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Stores, Write } from "../../storage/port.ts";

interface KeepFactorsDependencies {
  readonly storage: Stores<{ factors: "read" | "cancelReset" }>;
}

/**
 * Whether a factor still counts: not where a reset takes effect within a minute. Asked before anything is written, so that
 * in the last minute nothing is used up; {@link keepFactors} decides.
 * @param factors as they were read
 * @param now epoch seconds
 */
export function stillCounts({ reset }: Pick<SubjectFactors, "reset">, now: number): boolean {
  if (!isAsked(reset, now) || reset.byOwner || reset.resetAt === undefined) return true;
  return reset.resetAt > now + LAST_SECONDS;
}

/**
 * Cancels the reset of a user's factors, because one of them was proved just now: they are not lost. Called once the proof
 * has taken effect and before it is answered: what was refused, as a proof that is shown again or a blocked contact's,
 * cancels nothing; a crash before it leaves a session that nobody was told of. Nothing is written
 * where none was asked for, or where an owner asked, whose reset a thief with a factor must not cancel.
 * @param factors as they were read before the factor was proved
 * @returns whether the factor counts: not where the reset takes effect within a minute, or has done so
 */
export async function keepFactors(
  { storage }: KeepFactorsDependencies,
  at: SubjectKey,
  { reset }: Pick<SubjectFactors, "reset">,
  write: Write,
): Promise<boolean> {
  if (!isAsked(reset, write.now) || reset.byOwner) return true;
  const { id } = reset;
  if (await storage.factors.cancelReset(at, { id, asOwner: false }, write)) return true;
  // The link may have come first.
  const found = await storage.factors.read(at, write.now);
  return found?.reset?.canceledAt !== undefined;
}

/** Does that for a proof whose effect another one writes. @returns whether the factor counts */
export type KeepFactors = (write: Write) => Promise<boolean>;

export function keeping(
  deps: KeepFactorsDependencies,
  at: SubjectKey,
  factors: Pick<SubjectFactors, "reset">,
): KeepFactors {
  return (write) => keepFactors(deps, at, factors, write);
}

/**
 * Removes what a reset has made nothing, before something is enrolled in its place: one conditional write, of which one
 * enrolment at most is the first.
 * @param factors as they were read
 * @returns whether there was such a reset: then the factors are to be read anew
 */
export async function endReset(
  { storage }: { readonly storage: Stores<{ factors: "endReset" }> },
  at: SubjectKey,
  factors: SubjectFactors | undefined,
  write: Write,
): Promise<boolean> {
  if (!factors || !isInEffect(factors.reset, write.now)) return false;
  await storage.factors.endReset(at, factors.version, write);
  return true;
}
