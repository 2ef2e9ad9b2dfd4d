import { cpus } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bundle-sizes.ts";
import { type Child, type Ready, start } from "./child.ts";
import { type EngineChoice, engines } from "./engines.ts";
import { driveCodeFlow } from "./code-flow.ts";
import { STRONG } from "./flow.ts";
import { drive, type Measurement } from "./load.ts";
import { codeFlowReport, type CodeFlowRound, FLOOR, report, type Round } from "./report.ts";
import { driveWay, WAYS } from "./ways.ts";
import { type WayRound, waysReport } from "./ways-report.ts";

const USAGE = `Measures whole sign-ins through the handlers over HTTP, beside a bare server that makes one write for each of them;
and, beside the plain sign-in, those of known devices, with strong codes and by SMS, and the code flow of an app.

  npm run bench -- [--connections=1,16] [--repetitions=3] [--seconds=2] [--warm-up=4] [--engine=dynalite]
                 [--against=../another-checkout]

The servers take turns inside every repetition; on a busy machine read the ratios and the CPU times, not the rates.
DYNAMODB_LOCAL names the folder of DynamoDBLocal.jar and DynamoDBLocal_lib; without it only dynalite is measured.`;

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "1,16" },
    repetitions: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    "warm-up": { type: "string", default: "4" },
    engine: { type: "string" },
    against: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const seconds = Number(values.seconds);
const warmUp = Number(values["warm-up"]);
const others = values.against?.split(",").map((checkout) => resolve(checkout)) ?? [];
const repetitions = Number(values.repetitions);

const loads = [false, true].flatMap((withSession) =>
  values.connections.split(",").map((count) => ({ connections: Number(count), seconds, withSession })),
);

if (
  values.help ||
  !(seconds > 0 && warmUp >= 0 && repetitions >= 1 && loads.every((l) => l.connections >= 1))
)
  console.log(USAGE);
else await run();

async function run(): Promise<void> {
  const rounds: Round[] = [];
  const ways: WayRound[] = [];
  const codeFlows: CodeFlowRound[] = [];
  for (const engine of engines()) {
    if (values.engine !== undefined && values.engine !== engine.name) continue;
    if (engine.missing === undefined) await measure(engine, { rounds, ways, codeFlows });
    else console.log(`${engine.name} is left out: ${engine.missing}.`);
  }
  console.log(`\nNode ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "CPU"}\n`);
  console.log(`${report(rounds)}\n`);
  console.log("Other ways to sign in (request, verify):\n");
  console.log(`${waysReport(ways)}\n`);
  console.log("An app's code flow (authorize, token, one refresh) of a person who is signed in:\n");
  console.log(`${codeFlowReport(codeFlows)}\n`);
  for (const [name, bytes] of bundleSizes(["request", "verify"]))
    console.log(`${name}: ${(bytes / 1000).toFixed(0)} kB, bundled and minified`);
  const measured = [
    ...rounds.flatMap((round) => [...round.measured.values()]),
    ...ways.map(({ measured }) => measured),
    ...codeFlows.map(({ flow }) => flow),
  ];
  if (measured.some(({ faults }) => faults.size > 0)) process.exitCode = 1;
}

interface Results {
  readonly rounds: Round[];
  readonly ways: WayRound[];
  readonly codeFlows: CodeFlowRound[];
}

/** Every load on all servers, by turns; who goes first changes with every repetition. */
async function measure(choice: EngineChoice, { rounds, ways, codeFlows }: Results): Promise<void> {
  const engine = await choice.start();
  const servers = new Map<string, Child<Ready>>([[FLOOR, await start<Ready>("floor.ts", engine.endpoint)]]);
  const ours = await start<Ready>("ours.ts", engine.endpoint);
  const strong = await start<Ready>("ours.ts", engine.endpoint, STRONG);
  servers.set("ours", ours);
  for (const checkout of others) {
    const server = await start<Ready>(join(checkout, "test/bench/ours.ts"), engine.endpoint);
    servers.set(basename(checkout), server);
  }
  const order = [...servers];
  // The compilers of both runtimes need some seconds to see what matters.
  for (const [, server] of order)
    await drive(server, { connections: 16, seconds: warmUp, withSession: true });
  const warm = { connections: 16, seconds: warmUp / 2, withSession: false };
  for (const way of WAYS) await driveWay(way, { plain: ours, strong }, warm);
  await driveCodeFlow(ours, warm);
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const load of loads) {
      const measured = new Map<string, Measurement>();
      for (const [name, server] of order) measured.set(name, await drive(server, load));
      rounds.push({ engine: engine.name, load, measured });
      const [plain, floor] = ["ours", FLOOR].map((name) => measured.get(name));
      if (load.withSession || !plain || !floor) continue;
      const beside = { engine: engine.name, connections: load.connections, plain };
      for (const way of WAYS)
        ways.push({ ...beside, way, measured: await driveWay(way, { plain: ours, strong }, load), floor });
      const flow = await driveCodeFlow(ours, load);
      codeFlows.push({ ...beside, server: "ours", flow });
    }
    order.reverse();
    console.log(`${engine.name}: repetition ${repetition} of ${repetitions}`);
  }
  await Promise.all([...order.map(([, server]) => server), strong].map((server) => server.stop()));
  await engine.stop();
}
