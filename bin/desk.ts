import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { readLocalEnvironment } from "../functions/config.ts";
import { CUSTOMER_NAMINGS, type CustomerNaming } from "../functions/flows/find-customer.ts";
import { tellOutcome } from "./desk/tell-outcome.ts";
import type { DeskAct, DeskAnswer } from "./local/customers.ts";

const USAGE = `Keeps a customer of a service in registered mode out, or lets one in again.

  npm run desk -- block anna@example.com        by any address or number of the customer
  npm run desk -- block customer-7              by your own id
  npm run desk -- unblock customer-7
  npm run desk -- block 4711 --as id            where it could be both: address or id
  npm run desk -- block customer-7 --by anna    who does it, for the audit trail; your system's name without it

A block ends sessions, open codes and what apps were granted, by all contacts of the customer. It acts on the service on this
machine.`;

const NO_STAGE = `A deployed stage cannot be told yet: this command comes to it with the desk's own route. Until then, set the status of each
contact's item in the table, and end the sessions: docs/operations.md, "Blocking a customer".`;

const VERBS = ["block", "unblock"] as const;

try {
  const asked = readArguments();
  const answer = await ask(asked);
  const { words, done } = tellOutcome(asked.verb, asked.customer, answer);
  if (done) console.log(words);
  else fail(words);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function fail(words: string): void {
  console.error(words);
  process.exitCode = 1;
}

function readArguments(): DeskAct & { readonly verb: (typeof VERBS)[number] } {
  const { values, positionals } = parse();
  const [named, customer = "", ...more] = positionals;
  const verb = VERBS.find((one) => one === named);
  const as = CUSTOMER_NAMINGS.find((one) => one === values.as);
  const wrongAs = values.as !== undefined && as === undefined;
  if (!verb || customer.trim() === "" || more.length > 0 || wrongAs) throw new Error(USAGE);
  if (values.stage !== undefined) throw new Error(NO_STAGE);
  return { verb, customer: customer.trim(), by: values.by ?? userInfo().username, ...asIs(as) };
}

function asIs(as: CustomerNaming | undefined) {
  return as === undefined ? {} : { as };
}

function parse() {
  try {
    const options = { as: { type: "string" }, by: { type: "string" }, stage: { type: "string" } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch {
    throw new Error(USAGE);
  }
}

async function ask({ verb, ...act }: ReturnType<typeof readArguments>): Promise<DeskAnswer> {
  const { port } = readLocalEnvironment();
  const response = await fetch(`http://127.0.0.1:${port}/_local/desk/${verb}`, {
    method: "POST",
    body: JSON.stringify(act),
  }).catch(() => undefined);
  if (!response) throw new Error(`Nothing answers on port ${port}. Start the service with: npm start`);
  const body = (await response.json()) as DeskAnswer | { readonly detail?: string };
  if ("outcome" in body) return body;
  throw new Error(
    `It was not finished: ${body.detail ?? response.statusText} Run it again: what is done stays done.`,
  );
}
