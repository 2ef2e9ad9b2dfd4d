import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { calls } from "./calls.ts";
import { EPISODES } from "./episodes.ts";
import { playEpisode } from "./play.ts";
import { program } from "./program.ts";
import { type Played, report } from "./report.ts";

const USAGE = `Signs people in on the local service, with outages, restarts, kill -9 and clock jumps, and compares its own account
with what the service says. Ends with status 1 where something did not hold. Ctrl-C leads to the end in good order.

  npm run soak -- [--sign-ins=100000 | --minutes=5] [--workers=8] [--port=4190] [--json=FILE] [--log=FILE]`;

const { values } = parseArgs({
  options: {
    "sign-ins": { type: "string", default: "100000" },
    minutes: { type: "string" },
    workers: { type: "string", default: "8" },
    port: { type: "string", default: "4190" },
    json: { type: "string" },
    log: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** One calm episode at each end, and eight of trouble between. */
const LEAST_EPISODES = 10;

/** Between two troubles of an episode. A long run has longer ones, or people would mostly wait. */
const BREATH_SECONDS = 2;
const LONG_BREATH_SECONDS = 30;

/** As an owner would have them whose users all come from one network. */
const SETTINGS = {
  limits: { originPerHour: 1_000_000, originPaidPerHour: 1_000_000, strongAfterFailures: "off" },
  passcode: { resendAfterSeconds: 1, ttlSeconds: 600 },
  channels: { sms: { spend: { dailyUsd: 1_000_000, leastConversion: 0 } } },
};

const isNumber = (text: string | undefined) => text === undefined || Number(text) > 0;

if (values.help) console.log(USAGE);
else if (![values.minutes, values["sign-ins"], values.workers].every(isNumber)) {
  console.error(`Minutes, sign-ins and workers are numbers above 0.\n\n${USAGE}`);
  process.exitCode = 2;
} else process.exitCode = (await soak()) ? 0 : 1;

async function soak(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-soak-"));
  const settings = join(folder, "settings.json");
  writeFileSync(settings, JSON.stringify(SETTINGS));
  const port = Number(values.port);
  const environment = { LATCHKEY_DATA: join(folder, "data"), LATCHKEY_SETTINGS: settings };
  const log = values.log === undefined ? undefined : openSync(values.log, "w");
  const service = program(port, environment, log);
  const client = calls(port);
  const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
  const signIns = Number(values["sign-ins"]);
  const isLong = minutes === undefined && signIns >= 20_000;
  const count = isLong ? 2 * EPISODES.length + 1 : LEAST_EPISODES;
  const limits = {
    signIns: minutes === undefined ? Math.ceil(signIns / count) : Infinity,
    seconds: minutes === undefined ? Infinity : (minutes * 60) / count,
    breathSeconds: isLong ? LONG_BREATH_SECONDS : BREATH_SECONDS,
    isStopped: () => stop.signal.aborted && !isLast,
  };
  const played: Played[] = [];
  const stop = new AbortController();
  let isLast = false;
  process.on("SIGINT", () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
    console.log("Ends this episode, and plays the last one; Ctrl-C once more ends it at once.");
  });
  try {
    await service.start();
    for (let n = 0; n < count; n += 1) {
      const episode = EPISODES[n === count - 1 ? 0 : n % EPISODES.length];
      if (!episode) continue;
      isLast = n === count - 1;
      const tools = { calls: client, program: service, workers: Number(values.workers) };
      const one = await playEpisode(tools, episode, limits);
      played.push(one);
      console.log(
        `${String(Math.round(((n + 1) / count) * 100)).padStart(3)} %  ${episode.name}: ${one.finished} sign-ins, ` +
          `${one.rate.toFixed(1)}/s, ${one.memory ?? "?"} MB${one.invariants.every(({ held }) => held) ? "" : ", BROKEN"}`,
      );
      if (stop.signal.aborted && !isLast) n = count - 2;
    }
  } finally {
    client.close();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const { text, json, held } = report(played);
  console.log(`\n${text}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(json, undefined, 2));
  return held;
}
