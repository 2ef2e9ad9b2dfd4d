import { openAccount } from "../../bin/preflight/account.ts";
import { runPreflight } from "../../bin/preflight/run.ts";
import { parseStage } from "../../lib/stage-config.ts";
import type { AccountEndpoint, ActionAnswer } from "./account-endpoint.ts";
import { READY } from "./ready-account.ts";

/**
 * What preflight says of a stage.
 * @param answers what the account answers otherwise than one that is ready
 */
export async function preflightOf(
  account: AccountEndpoint,
  answers: Readonly<Record<string, ActionAnswer>>,
  config: unknown,
  name = "prod",
): Promise<{ readonly ready: boolean; readonly lines: readonly string[] }> {
  account.answers = { ...READY, ...answers };
  const lines: string[] = [];
  const ready = await runPreflight(
    openAccount(account.options),
    { name, config: parseStage({ [name]: config }, name) },
    (line) => lines.push(line),
  );
  return { ready, lines };
}
