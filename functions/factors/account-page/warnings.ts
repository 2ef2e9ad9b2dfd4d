import { hasTwoSteps, type SubjectFactors, takesGuesses } from "../../domain/factors.ts";
import { asksFactors, type Settings } from "../../settings.ts";

/** Below so many backup codes, their owner is told to make new ones. */
const FEW_CODES = 3;

/** What a user should know of their account, by its name in the API. */
export const WARNINGS = ["two-steps-off", "few-backup-codes", "authenticators-locked"] as const;
export type Warning = (typeof WARNINGS)[number];

/** What is not as it should be. @param now epoch seconds */
export function warningsOf(
  settings: Pick<Settings, "secondFactor">,
  factors: SubjectFactors | undefined,
  now: number,
): readonly Warning[] {
  if (!asksFactors(settings)) return [];
  if (!hasTwoSteps(factors)) return ["two-steps-off"];
  const locked = Object.values(factors.counts).some((count) => !takesGuesses(count, now));
  return [
    ...(Object.keys(factors.codes).length < FEW_CODES ? (["few-backup-codes"] as const) : []),
    ...(locked ? (["authenticators-locked"] as const) : []),
  ];
}
