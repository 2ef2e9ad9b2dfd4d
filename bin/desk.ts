import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { readLocalEnvironment } from "../functions/config.ts";
import { CUSTOMER_NAMINGS } from "../functions/flows/find-customer.ts";
import { FACTOR_VERBS, tellFactors } from "./desk/tell-factors.ts";
import { tellOutcome, type Told } from "./desk/tell-outcome.ts";
import type { DeskAct, DeskAnswer } from "./local/customers.ts";
import type { FactorAnswer } from "./local/desk-factors.ts";

const USAGE = `Keeps a customer of a service in registered mode out, or lets one in again; and helps a user who lost all factors.

  npm run desk -- block anna@example.com        by any address or number of the customer
  npm run desk -- block customer-7              by your own id
  npm run desk -- unblock customer-7
  npm run desk -- block 4711 --as id            where it could be both: address or id
  npm run desk -- block customer-7 --by anna    who does it, for the audit trail; your system's name without it

  npm run desk -- show-factors customer-7
  npm run desk -- reset-factors customer-7 --evidence "showed her passport at the counter"
  npm run desk -- cancel-reset customer-7
  ... --owner                                   as an owner: again after a reset that was canceled; none but an owner
                                                cancels that one
  ... --owner --leave-out eve@example.com,...   contacts that are not told
  ... --owner --confirm-untold                  where no contact can be told: the hours count from now on

A block ends sessions, open codes and what apps were granted, by all contacts of the customer. A reset changes nothing until
its hours are over ("factors.resetHours"), and each contact is told. It acts on the service on this machine.`;

const NO_STAGE = `A deployed stage cannot be told yet: this command comes to it with the desk's own route. Until then, set the status of each
contact's item in the table, and end the sessions: docs/operations.md, "Blocking a customer". For a reset of factors, set
"resetAt" in the item of the user's factors: docs/operations.md, "A user lost all factors".`;

const VERBS = ["block", "unblock", ...FACTOR_VERBS] as const;

try {
  const { words, done } = await tell(readArguments());
  if (done) console.log(words);
  else fail(words);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(words: string): void {
  console.error(words);
  process.exitCode = 1;
}

interface Asked {
  readonly verb: (typeof VERBS)[number];
  readonly customer: string;
  readonly act: DeskAct;
}

function readArguments(): Asked {
  const { values, positionals } = parse();
  const [named, typed = "", ...more] = positionals;
  const verb = VERBS.find((one) => one === named);
  const customer = typed.trim();
  const as = CUSTOMER_NAMINGS.find((one) => one === values.as);
  const wrongAs = values.as !== undefined && as === undefined;
  if (!verb || customer === "" || more.length > 0 || wrongAs) throw new Error(USAGE);
  if (values.stage !== undefined) throw new Error(NO_STAGE);
  const act = { customer, by: values.by ?? userInfo().username, ...(as !== undefined && { as }) };
  return { verb, customer, act: { ...act, ...ofReset(verb, values) } };
}

/** What is asked for with a reset; an option that does not belong to the verb is refused. */
function ofReset(verb: Asked["verb"], values: ReturnType<typeof parse>["values"]): object {
  const { evidence, owner, "leave-out": leftOut, "confirm-untold": untold } = values;
  const resets = verb === "reset-factors";
  const ownersToo = resets || verb === "cancel-reset";
  if (!resets && [evidence, leftOut, untold].some((one) => one !== undefined)) throw new Error(USAGE);
  if ((!ownersToo && owner !== undefined) || (resets && (evidence ?? "").trim() === ""))
    throw new Error(USAGE);
  const leaveOut = leftOut?.split(",").map((one) => one.trim());
  return {
    ...(evidence !== undefined && { evidence }),
    ...(owner !== undefined && { owner }),
    ...(leaveOut && { leaveOut }),
    ...(untold !== undefined && { untold }),
  };
}

function parse() {
  try {
    const options = {
      as: { type: "string" },
      by: { type: "string" },
      stage: { type: "string" },
      evidence: { type: "string" },
      owner: { type: "boolean" },
      "leave-out": { type: "string" },
      "confirm-untold": { type: "boolean" },
    } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch {
    throw new Error(USAGE);
  }
}

async function tell({ verb, customer, act }: Asked): Promise<Told> {
  const answer = await ask(verb, act);
  const factorVerb = FACTOR_VERBS.find((one) => one === verb);
  return factorVerb
    ? tellFactors(factorVerb, customer, answer as FactorAnswer)
    : tellOutcome(verb as "block" | "unblock", customer, answer as DeskAnswer);
}

async function ask(verb: string, act: DeskAct): Promise<DeskAnswer | FactorAnswer> {
  const { port } = readLocalEnvironment();
  const response = await fetch(`http://127.0.0.1:${port}/_local/desk/${verb}`, {
    method: "POST",
    body: JSON.stringify(act),
  }).catch(() => undefined);
  if (!response) throw new Error(`Nothing answers on port ${port}. Start the service with: npm start`);
  const body = (await response.json()) as DeskAnswer | FactorAnswer | { readonly detail?: string };
  if ("outcome" in body) return body;
  throw new Error(
    `It was not finished: ${body.detail ?? response.statusText} Run it again: what is done stays done.`,
  );
}
