import { isAsked } from "../../domain/factors-reset.ts";
import { hasTwoSteps, type SubjectFactors, takesGuesses } from "../../domain/factors.ts";
import { asksFactors, type Settings } from "../../settings.ts";

/** Below so many backup codes, their owner is told to make new ones. */
const FEW_CODES = 3;

/** What a user should know of their account, by its name in the API. */
export const WARNINGS = [
  "reset-asked",
  "two-steps-off",
  "few-backup-codes",
  "authenticators-locked",
] as const;
export type Warning = (typeof WARNINGS)[number];

/** What is not as it should be. @param now epoch seconds */
export function warningsOf(
  settings: Pick<Settings, "secondFactor">,
  factors: SubjectFactors | undefined,
  now: number,
): readonly Warning[] {
  if (!asksFactors(settings)) return [];
  // Of an owner's reset nothing is said here: that one is for a thief with a factor, who may be the one that looks.
  const reset = factors?.reset;
  const asked = isAsked(reset, now) && !reset.byOwner ? (["reset-asked"] as const) : [];
  if (!hasTwoSteps(factors)) return [...asked, "two-steps-off"];
  const locked = Object.values(factors.counts).some((count) => !takesGuesses(count, now));
  return [
    ...asked,
    ...(Object.keys(factors.codes).length < FEW_CODES ? (["few-backup-codes"] as const) : []),
    ...(locked ? (["authenticators-locked"] as const) : []),
  ];
}
