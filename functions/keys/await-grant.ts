/** Waits so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/**
 * How long each next try waits, in milliseconds. IAM is eventually consistent: a role's new policy may be known to
 * Secrets Manager only seconds after CloudFormation has made it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const GRANT_WAITS = [2000, 4000, 8000, 10_000, 10_000] as const;

/** Asks again while AWS says that access is denied, for as long as a new grant may take. */
export async function awaitGrant<T>(ask: () => Promise<T>, wait: Wait): Promise<T> {
  for (const milliseconds of GRANT_WAITS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "AccessDeniedException") throw error;
      await wait(milliseconds);
    }
  }
  return ask();
}
