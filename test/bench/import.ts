import { randomBytes } from "node:crypto";
import { startLocalService } from "../../bin/local/service.ts";
import { newActId } from "../../functions/domain/act-id.ts";
import { ask } from "../support/ask.ts";
import { recordingObserver, testSettings } from "../support/service.ts";

/** How long the local service takes to look at a file of 2 000 customers, to import it, to import it again, and to undo it. */
const CUSTOMERS = 2000;
const GOAL_SECONDS = 20;

const service = await startLocalService({
  settings: testSettings({ registration: "registered" }),
  ...{ port: 0, host: "127.0.0.1", dataFolder: undefined, observer: recordingObserver() },
});

/** Half of them with an e-mail address, and half with a number. */
const csv = [
  "customerId,address,name,locale",
  ...Array.from({ length: CUSTOMERS }, (_, at) => {
    const address = at % 2 === 0 ? `+1415555${String(at).padStart(4, "0")}` : `customer${at}@example.com`;
    return `C-${10_000 + at},${address},Customer ${at},en`;
  }),
].join("\r\n");

async function call(act: string, input: object): Promise<Record<string, unknown>> {
  const { status, body, text } = await ask(`${service.url}/admin-api/${act}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  if (status !== 200) throw new Error(`${act} was answered ${status}: ${text}`);
  return body;
}

async function inParts(act: string, input: object): Promise<void> {
  for (let part: unknown = 0; part !== undefined;) {
    const { next } = await call(act, { ...input, part });
    part = next;
  }
}

/** @returns the seconds that it took of one processor: on a machine that does something else as well, it takes longer */
async function time(what: string, run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1_000_000;
  const passed = (performance.now() - started) / 1000;
  console.log(`${what.padEnd(16)} ${passed.toFixed(1)} s, ${seconds.toFixed(1)} s of a processor`);
  return seconds;
}

const newImport = () => newActId(randomBytes, Math.floor(Date.now() / 1000));
const first = newImport();
try {
  const looked = await time("look", () => call("customers-import", { csv, dryRun: true }));
  const imported = await time("import", () => inParts("customers-import", { csv, import: first }));
  await time("import again", () => inParts("customers-import", { csv, import: newImport() }));
  await time("undo", () => inParts("customers-import-undo", { import: first }));
  if (looked + imported > GOAL_SECONDS) {
    console.error(`Looking and importing took more than ${GOAL_SECONDS} s.`);
    process.exitCode = 1;
  }
} finally {
  await service.close();
}
