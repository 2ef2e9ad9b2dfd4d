import { approvalKeys } from "../../functions/flows/answer-approval.ts";
import { sessionOfToken } from "../../functions/flows/resolve-session.ts";
import { readFactorsOf } from "../../functions/factors/may-change.ts";
import { raise } from "../../functions/factors/raise-session.ts";
import type { TestService } from "./service.ts";

/** Has a factor be proved in a session, without a guess at any. @returns its session token from now on */
export async function raised({ services }: TestService, token: unknown): Promise<string> {
  const now = services.clock();
  const session = await sessionOfToken(services, String(token), now);
  const approved =
    session &&
    (await raise(services, await approvalKeys(services), await readFactorsOf(services, session), now));
  if (!approved?.session) throw new Error("there is no such session");
  return approved.session.token;
}
