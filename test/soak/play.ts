import { setTimeout as pause } from "node:timers/promises";
import { compareCounts, type Invariant, newAccount } from "./account.ts";
import type { Calls } from "./calls.ts";
import type { Episode } from "./episodes.ts";
import { signIn } from "./person.ts";
import type { Program } from "./program.ts";
import type { Played } from "./report.ts";

export interface PlayTools {
  readonly calls: Calls;
  readonly program: Program;
  readonly workers: number;
}

/** How long an episode is, and how long it is calm between two troubles. */
export interface Limits {
  readonly signIns: number;
  readonly seconds: number;
  readonly breathSeconds: number;
  /** Whether somebody wants the end now. */
  readonly isStopped: () => boolean;
}

const HOUR_SECONDS = 3600;
const CATCH_UP_TRIES = 240;
const LOOK_MILLISECONDS = 500;

/** A lease of a deliverer that was killed, and some. */
const LEASE_SECONDS = 31;

let serial = 0;

/** People sign in while one kind of trouble comes and goes; then all is compared. It has an hour of the service's clock to itself. */
export async function playEpisode(
  { calls, program, workers }: PlayTools,
  episode: Episode,
  limits: Limits,
): Promise<Played> {
  const hour = await jump(calls, episode.hours);
  const account = newAccount();
  const approved = new Map<string, string>();
  const started = performance.now();
  const until = started + limits.seconds * 1000;
  let begun = 0;
  const isOver = () => begun >= limits.signIns || performance.now() > until || limits.isStopped();
  const worker = async () => {
    while (!isOver()) {
      begun += 1;
      serial += 1;
      await signIn(calls, account, serial, approved).catch((error: unknown) =>
        account.faults.push(error instanceof Error ? error.message : "an unknown fault"),
      );
      account.finished += 1;
    }
  };
  const over = new AbortController();
  const people = Promise.all(Array.from({ length: workers }, worker)).finally(() => over.abort());
  const trouble = async () => {
    for (let times = 0; !isOver() && (times === 0 || !episode.restarts || times < 3); times += 1) {
      await pause(limits.breathSeconds * 1000, undefined, { signal: over.signal }).catch(() => undefined);
      if (isOver() && times > 0) return;
      await episode.trouble({ calls, program });
      // A deliverer that was killed holds its lease: people would wait for half a minute.
      if (episode.restarts) await calls.send("POST", "/_local/clock", { advanceSeconds: LEASE_SECONDS });
    }
  };
  await Promise.all([trouble(), people]);
  const seconds = (performance.now() - started) / 1000;
  const counts = await caughtUp(calls, account, hour);
  return {
    ...{ name: episode.name, finished: account.finished, seconds, rate: account.finished / seconds },
    ...{ memory: program.memory(), delivered: account.delivered, failed: account.failed },
    answered: account.sure,
    invariants: [
      ...counts,
      delivery(account),
      await approvedOnce(calls, approved),
      { name: "answers", held: account.faults.length === 0, compared: faultsOf(account.faults) },
    ],
  };
}

/** To the beginning of an hour, so that its statistics are this episode's alone. @returns the hour, as the desk names it */
async function jump(calls: Calls, hours: number): Promise<string> {
  const { body } = await calls.send("GET", "/_local/clock");
  const now = Date.parse(String(body.now)) / 1000;
  const advanceSeconds = (Math.floor(now / HOUR_SECONDS) + hours) * HOUR_SECONDS - now;
  const moved = await calls.send("POST", "/_local/clock", { advanceSeconds });
  return String(moved.body.now).slice(0, 13);
}

/** Waits until who counts has caught up, or does not any more; and looks again, for what is counted twice comes later. */
async function caughtUp(
  calls: Calls,
  account: ReturnType<typeof newAccount>,
  hour: string,
): Promise<readonly Invariant[]> {
  let fitted = false;
  for (let tries = 0; ; tries += 1) {
    const { body } = await calls.send("POST", "/admin-api/stats", { period: "today" });
    const rows = (body.byTime ?? []) as readonly {
      readonly name: string;
      readonly sums: Readonly<Record<string, number>>;
    }[];
    const exact = compareCounts(account, rows.find(({ name }) => name.startsWith(hour))?.sums ?? {});
    const fits = exact.every(({ held }) => held);
    if ((fits && fitted) || tries > CATCH_UP_TRIES) return exact;
    fitted = fits;
    await pause(LOOK_MILLISECONDS);
  }
}

function delivery({ sure, delivered, failed, faults }: ReturnType<typeof newAccount>): Invariant {
  return {
    name: "each code delivered or failed",
    held: delivered + failed === sure.requested,
    compared: `${sure.requested} codes: ${delivered} arrived, ${failed} failed by the service's own word, ${faults.length} faults`,
  };
}

/** Every code that was approved is typed again. */
async function approvedOnce(calls: Calls, approved: ReadonlyMap<string, string>): Promise<Invariant> {
  let twice = 0;
  for (const [challengeId, code] of approved) {
    const { status } = await calls.send("POST", "/otp/verify", { challengeId, code });
    if (status !== 410) twice += 1;
  }
  return {
    name: "no approval twice",
    held: twice === 0,
    compared: `${approved.size} typed again, ${twice} not refused`,
  };
}

function faultsOf(faults: readonly string[]): string {
  const counted = [...Map.groupBy(faults, (fault) => fault)].map(
    ([fault, { length }]) => `${length} x ${fault}`,
  );
  return counted.length === 0 ? "all as documented" : counted.slice(0, 5).join("; ");
}
