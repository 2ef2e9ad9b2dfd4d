import type { ClientError, Result } from "../client.ts";

/**
 * Makes one call of a form at a time: Enter after the last digit must not use up the code that was just accepted.
 * @returns undefined where another call is under way, or the person has gone to another step meanwhile
 */
export async function oneCall<Value, Wrong = ClientError>(
  form: HTMLFormElement,
  signal: AbortSignal,
  call: () => Promise<Result<Value, Wrong>>,
): Promise<Result<Value, Wrong> | undefined> {
  if (form.ariaBusy) return undefined;
  form.ariaBusy = "true";
  const result = await call();
  form.ariaBusy = null;
  return signal.aborted ? undefined : result;
}
