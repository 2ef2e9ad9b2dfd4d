import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Budget } from "./client.ts";
import { attackCases } from "./cases.ts";
import { localTarget } from "./latchkey/local.ts";
import { runAttacks } from "./run.ts";

const USAGE = `Attacks a service that runs on this machine, and says what holds. Nothing else is attacked by it.

  npm run attack                                     http://localhost:3000, as npm start serves it
  npm run attack -- http://localhost:3001            another one
  npm run attack -- --json report.json               writes the report in JSON too

It moves the clock of the service on by weeks. Exit status: 0 if all holds, 1 if something is broken, 2 if nothing could be said.`;

/** What a whole run may ask, and how long it may take in seconds. */
const MOST_REQUESTS = 20_000;
const WHOLE_SECONDS = 600;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

process.exitCode = await main();

async function main(): Promise<number> {
  const { url, json } = readArguments();
  if (url === undefined) {
    console.error(USAGE);
    return 2;
  }
  const ready = await fetch(`${url}/_local/health`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!ready) {
    console.error(`No local service of Latchkey answers at ${url}. Start it with npm start.`);
    return 2;
  }
  const bounds = {
    budget: new Budget(MOST_REQUESTS),
    answerSeconds: 30,
    signal: AbortSignal.timeout(WHOLE_SECONDS * 1000),
  };
  const report = await runAttacks({
    ...localTarget(url, bounds),
    bounds,
    cases: attackCases,
    messages: 1000,
    mayLeave: true,
    print: console.log,
  });
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  const count = (verdict: string) => report.cases.filter((one) => one.verdict === verdict).length;
  console.log(`${count("held")} held, ${count("broken")} broken, ${count("skipped")} skipped`);
  if (count("broken") > 0) return 1;
  return count("held") === 0 ? 2 : 0;
}

function readArguments(): { readonly url?: string; readonly json?: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: "string" } },
      allowPositionals: true,
    });
    const [given = "http://localhost:3000", ...others] = positionals;
    const url = URL.parse(given);
    // An attack on what is not one's own is a crime, and other targets have no inbox that can be read.
    if (others.length > 0 || !url || !LOOPBACK.has(url.hostname)) return {};
    return { url: url.origin, json: values.json };
  } catch {
    return {};
  }
}
