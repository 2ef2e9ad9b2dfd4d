import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { consumers, type HandlerName, routes } from "../../../functions/routes.ts";
import { bundleFiles } from "../../../lib/constructs/code.ts";
import { bundleCheckout, type Checkout } from "./checkout.ts";
import { call } from "./call.ts";
import { type MakeEvent, realEvents } from "./events.ts";
import { type ColdFunction, startOnce } from "./lambda.ts";
import { releaseBefore } from "./release-before.ts";
import { compare, report, type Starts } from "./report.ts";
import { runtimeClient } from "./runtime-client.ts";
import { startStage } from "./stage.ts";
import { signIns, take, type Waited } from "./walks.ts";
import { reportWalks } from "./walks-report.ts";

const USAGE = `Measures cold starts: from the start of a fresh process of Lambda's runtime client to the answer to a first event.

  npm run bench:cold -- [--starts=12] [--only=verify-code,request-code] [--against=../another-checkout]
                      [--client=plain] [--walks]

All functions that the stage prod deploys take turns with a bare one that makes one UpdateItem, and with the same functions of other checkouts.
request-code and verify-code take turns with those of the release before, too, where git knows it: a start should take at most
5 ms longer than there. On a busy machine read the CPU times and their ratios.
Then a person signs in after a quiet night: by the pages, by the API, and what the e-mail's own way takes. --walks takes these alone.
--client=plain starts them under a few lines of our own, where AWS's runtime client cannot be built.`;

const HERE = join(import.meta.dirname, "../../..");
const BARE = "bare";
const PLAIN_CLIENT = "plain-client";

/** How much longer than in the release before a start should take at most. */
const MOST_SLOWER_MS = 5;

/** What is held against it: what a person waits for first. */
const HELD: readonly HandlerName[] = ["request-code", "verify-code"];

const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "12" },
    only: { type: "string" },
    against: { type: "string" },
    client: { type: "string", default: "aws" },
    walks: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const starts = Number(values.starts);
const only = values.only?.split(",");
const against = values.against?.split(",").map((checkout) => resolve(checkout)) ?? [];

const everything = [...new Set([...routes, ...consumers].map(({ handler }) => handler))];
const handlers = values.walks ? [] : everything.filter((handler) => only?.includes(handler) ?? true);
const held = handlers.filter((handler) => HELD.includes(handler));
const unknown = only?.filter((name) => !everything.some((handler) => handler === name)) ?? [];

if (unknown.length > 0) {
  console.error(`Nothing is called ${unknown.join(" or ")}: there are ${everything.join(", ")}.`);
  process.exitCode = 2;
} else if (values.help || !(starts >= 2) || (handlers.length === 0 && !values.walks)) console.log(USAGE);
else {
  const client = values.client === "plain" ? { program: undefined } : runtimeClient();
  if ("skipped" in client) console.log(`skipped: ${client.skipped}`);
  else await run(client.program);
}

interface Subject extends Starts {
  readonly name: string;
  readonly made: ColdFunction;
  readonly makeEvent: MakeEvent;
  readonly beside: Starts;
}

/** @param program of the runtime client; without it the plain one */
async function run(program: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-cold-"));
  const release = held.length > 0 ? releaseBefore(HERE) : undefined;
  if (release && "skipped" in release) console.log(`no release to compare with: ${release.skipped}`);
  const released = release && "root" in release ? release : undefined;
  const stage = await startStage();
  const helpers = new Map(
    [BARE, PLAIN_CLIENT].map((name) => [name, join(import.meta.dirname, `${name}.ts`)]),
  );
  bundleFiles(helpers, folder);
  const client = program ?? join(folder, PLAIN_CLIENT, "index.mjs");
  try {
    const ours = await bundleCheckout(HERE, only ? handlers : everything, join(folder, "ours"));
    const others: [Checkout, readonly HandlerName[]][] = [];
    for (const [index, root] of against.entries())
      others.push([await bundleCheckout(root, handlers, join(folder, `other-${index}`)), handlers]);
    if (released) {
      const bundled = await bundleCheckout(released.root, held, join(folder, "release"));
      others.push([{ ...bundled, name: released.name }, held]);
    }
    const services = stage.servicesOf(ours.json);
    const events = realEvents(services);
    const subject = (
      name: string,
      bundle: string,
      variables: readonly string[],
      makeEvent: MakeEvent,
      beside?: Starts,
    ): Subject => {
      const own: Starts = { loaded: [], answered: [], cpu: [] };
      const made = { folder: bundle, environment: stage.environmentOf(variables) };
      return { name, made, makeEvent, ...own, beside: beside ?? own };
    };
    let serial = 0;
    const bare = subject(BARE, join(folder, BARE), ["TABLE_NAME"], () => ({ key: `bare#${++serial}` }));
    const of = (handler: HandlerName, checkout: Checkout, name: string, beside: Starts) => {
      const { folder: bundle, variables } = checkout.deployed(handler);
      return subject(name, bundle, variables, events[handler], beside);
    };
    const pairs: [HandlerName, Subject, Subject][] = [];
    const functions = handlers.filter(ours.serves).flatMap((handler) => {
      const own = of(handler, ours, handler, bare);
      const theirs = others.filter(([one, all]) => all.includes(handler) && one.serves(handler));
      const rows = theirs.map(([checkout]) => of(handler, checkout, `  ${checkout.name}`, own));
      const last = rows.at(-1);
      if (last && released && held.includes(handler)) pairs.push([handler, own, last]);
      return [own, ...rows];
    });
    const inOrder = [bare, ...functions];
    const subjects = [...inOrder];
    // A selection of functions has no whole walk.
    const walks = Object.entries(only ? {} : signIns(services, events, call)).map(([name, walk]) => ({
      name,
      walk,
      waited: [] as Waited[],
    }));
    const made = (handler: HandlerName) => {
      const { folder: bundle, variables } = ours.deployed(handler);
      return { folder: bundle, environment: stage.environmentOf(variables) };
    };

    // The first round fills the disk's cache and is not counted.
    for (let round = -1; round < starts; round++) {
      for (const { name, made: one, makeEvent, loaded, answered, cpu } of subjects) {
        const { answer, ...times } = await startOnce(client, one, await makeEvent());
        check(name, answer);
        if (round < 0) continue;
        loaded.push(times.loadedAfter);
        answered.push(times.answeredAfter);
        cpu.push(times.cpu);
      }
      for (const { walk, waited } of walks) {
        const took = await take(walk, client, made);
        if (round >= 0) waited.push(took);
      }
      // Who starts first changes: what runs beside hits all of them alike.
      subjects.reverse();
      walks.reverse();
    }
    console.log(report(starts, inOrder));
    if (walks.length > 0)
      console.log(reportWalks(Object.fromEntries(walks.map(({ name, waited }) => [name, waited])), bare));
    for (const [handler, now, before] of pairs) {
      const { text, slower } = compare(
        `${handler} beside ${before.name.trim()}`,
        now,
        before,
        MOST_SLOWER_MS,
      );
      console.log(text);
      if (slower) process.exitCode = 1;
    }
  } finally {
    await stage.close();
    released?.remove();
    rmSync(folder, { recursive: true });
  }
}

/** A function that refuses is fast, and says nothing about one that works. */
function check(name: string, answer: unknown): void {
  const { statusCode = 200, batchItemFailures = [] } = (answer ?? {}) as {
    readonly statusCode?: number;
    readonly batchItemFailures?: readonly object[];
  };
  if (statusCode >= 400 || batchItemFailures.length > 0)
    throw new Error(`${name} did not do its work: ${JSON.stringify(answer).slice(0, 300)}`);
}
