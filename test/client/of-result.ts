import type { Approval, FactorRequired, Result } from "../../client/src/client.ts";

/** The value of a call that has to succeed. */
export async function valueOf<Value>(calling: Promise<Result<Value, object>>): Promise<Value> {
  const result = await calling;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** The error of a call that has to fail. */
export async function errorOf<Wrong>(calling: Promise<Result<unknown, Wrong>>): Promise<Wrong> {
  const result = await calling;
  if (result.ok) throw new Error(JSON.stringify(result.value));
  return result.error;
}

/** The approval of a call that has to sign in. */
export async function approvalOf(
  calling: Promise<Result<Approval | FactorRequired, object>>,
): Promise<Approval & { readonly sessionToken: string }> {
  const answer = await valueOf(calling);
  if (answer.status !== "approved") throw new Error("a second step is asked for");
  const { sessionToken } = answer;
  if (sessionToken === undefined) throw new Error("there is no session");
  return { ...answer, sessionToken };
}

/** The answer of a sign-in that waits for its second step. */
export async function requiredOf(
  calling: Promise<Result<Approval | FactorRequired, object>>,
): Promise<FactorRequired> {
  const answer = await valueOf(calling);
  if (answer.status !== "factor-required") throw new Error("the code alone signed in");
  return answer;
}
