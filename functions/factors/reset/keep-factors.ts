import type { SubjectFactors } from "../../domain/factors.ts";
import { isAsked, isInEffect } from "../../domain/factors-reset.ts";
import type { SubjectKey } from "../../domain/subject.ts";
import type { Stores, Write } from "../../storage/port.ts";

interface KeepFactorsDependencies {
  readonly storage: Stores<{ factors: "read" | "cancelReset" }>;
}

/**
 * Cancels the reset of a user's factors, because one of them was proved just now: they are not lost. Nothing is written
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
