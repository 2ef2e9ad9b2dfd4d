import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Ready, start } from "./child.ts";
import { engines } from "./engines.ts";
import { factorUsers } from "./factor-users.ts";
import { driveFactorWay, FACTOR_WAYS, type FactorMeasurement, type FactorWay } from "./factor-ways.ts";
import { FACTORS } from "./flow.ts";
import { drive, type Measurement } from "./load.ts";
import { aligned, errors, fixed } from "./report.ts";
import { median } from "./statistics.ts";

const USAGE = `Measures sign-ins that prove a factor, beside the plain sign-in of a server without factors, the same on one that asks
for them, and a bare server that makes one write for each step. On dynalite.

  npm run bench:factors -- [--connections=1] [--repetitions=5] [--seconds=1.5]

The servers take turns inside every repetition; on a busy machine read the ratios and the CPU times, not the rates.`;

const { values } = parseArgs({
  options: {
    connections: { type: "string", default: "1" },
    repetitions: { type: "string", default: "5" },
    seconds: { type: "string", default: "1.5" },
    help: { type: "boolean", default: false },
  },
});

/** So many sign-ins a second are more than two cores make of them. A person with a passkey signs in again and again. */
const MOST_PER_SECOND: Readonly<Record<FactorWay, number>> = {
  authenticator: 300,
  "backup code": 60,
  passkey: 0,
};

const ON = "plain, factors on";

/** One repetition: each way beside the same plain cycle and floor. */
interface Round {
  readonly plain: Measurement;
  readonly floor: Measurement;
  readonly ways: ReadonlyMap<string, FactorMeasurement>;
}

const seconds = Number(values.seconds);
const repetitions = Number(values.repetitions);
const connections = Number(values.connections);

if (values.help || !(seconds > 0 && repetitions >= 1 && connections >= 1)) console.log(USAGE);
else {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  try {
    console.log(table(await measure(folder)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(folder: string): Promise<readonly Round[]> {
  const engine = await engines()[0]?.start();
  if (!engine) throw new Error("there is no engine");
  // Made here first: the server finds the same secrets.
  const users = await factorUsers(engine.endpoint, folder);
  const [floor, ours, on] = await Promise.all([
    start<Ready>("floor.ts", engine.endpoint),
    start<Ready>("ours.ts", engine.endpoint),
    start<Ready>("ours.ts", engine.endpoint, FACTORS, folder),
  ]);
  const once = async (load: { connections: number; seconds: number }): Promise<Round> => {
    const plainLoad = { ...load, withSession: false };
    const round = {
      floor: await drive(floor, plainLoad),
      plain: await drive(ours, plainLoad),
      ways: new Map<string, FactorMeasurement>(),
    };
    const { verify: factor, ...rest } = await drive(on, plainLoad);
    round.ways.set(ON, { ...rest, factor });
    for (const way of FACTOR_WAYS) {
      const made = await users.make(load.seconds * MOST_PER_SECOND[way]);
      round.ways.set(way, await driveFactorWay(way, on, load, made));
    }
    return round;
  };
  await once({ connections: 16, seconds: 2 });
  const rounds: Round[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    rounds.push(await once({ connections, seconds }));
    console.log(`repetition ${repetition} of ${repetitions}`);
  }
  await Promise.all([floor, ours, on].map((server) => server.stop()));
  await engine.stop();
  if (rounds.some(({ ways }) => [...ways.values()].some(({ faults }) => faults.size > 0)))
    process.exitCode = 1;
  return rounds;
}

/** Medians; the ratios are those of the ratios inside each repetition. */
function table(rounds: readonly Round[]): string {
  const names = [ON, ...FACTOR_WAYS];
  const rows = names.map((name) => {
    const each = rounds.flatMap(({ plain, floor, ways }) => {
      const way = ways.get(name);
      return way ? [{ plain, floor, way }] : [];
    });
    const of = (value: (one: (typeof each)[number]) => number) => median(each.map(value));
    const rates = each.map(({ way, plain }) => way.cyclesPerSecond / plain.cyclesPerSecond);
    return [
      name,
      fixed(
        of(({ way }) => way.cyclesPerSecond),
        0,
      ),
      fixed(median(rates)),
      `(${fixed(Math.min(...rates))}-${fixed(Math.max(...rates))})`,
      fixed(of(({ way, floor }) => way.cyclesPerSecond / floor.cyclesPerSecond)),
      fixed(of(({ way }) => way.factor.p50)),
      fixed(of(({ way, plain }) => way.factor.p50 / plain.verify.p50)),
      fixed(
        of(({ way }) => way.cpuPerCycle),
        0,
      ),
      fixed(of(({ way, plain }) => way.cpuPerCycle / plain.cpuPerCycle)),
      errors(each.map(({ way }) => way)),
    ];
  });
  return aligned([
    [
      ...["cycle", "cycles/s", "x plain", "(min-max)", "x floor", "last step p50 ms", "x plain verify"],
      ...["CPU us/cycle", "x plain", "errors"],
    ],
    ...rows,
  ]);
}
