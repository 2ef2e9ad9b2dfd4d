import { setTimeout as wait } from "node:timers/promises";
import { Failed, Skipped, type SmokeCase, type Walk } from "./case.ts";
import { smokeCases } from "./cases.ts";
import { smokeClient } from "./client.ts";
import type { Target } from "./target.ts";

/** How long a walk may take: two messages, their receipts, and metrics. */
const WHOLE_SECONDS = 600;

export interface SmokeCounts {
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Result {
  readonly verdict: keyof SmokeCounts;
  readonly why?: string;
}

/**
 * Walks a service from its discovery to its metrics; every case runs, also after one that failed.
 * @param print takes one line for each case
 */
export async function runSmoke(target: Target, print: (line: string) => void): Promise<SmokeCounts> {
  const signal = AbortSignal.timeout(WHOLE_SECONDS * 1000);
  let notes: string[] = [];
  const walk: Walk = {
    note: (words) => notes.push(words),
    target,
    http: smokeClient(target.url, target.forgedAddress, signal),
    learned: {},
    pause: (seconds) => wait(seconds * 1000, undefined, { signal }),
  };
  const counts = { ok: 0, failed: 0, skipped: 0 };
  for (const one of smokeCases) await one.before?.(walk).catch(() => undefined);
  for (const one of smokeCases) {
    notes = [];
    const { verdict, why } = await judge(one, walk);
    counts[verdict] += 1;
    const settles = one.settles ? ` [settles ${one.settles.join(", ")}]` : "";
    print(
      [`${verdict.padEnd(7)} ${one.checks}${settles}`, ...notes, ...(why === undefined ? [] : [why])].join(
        "\n        ",
      ),
    );
  }
  return counts;
}

async function judge(one: SmokeCase, walk: Walk): Promise<Result> {
  try {
    await one.run(walk);
    return { verdict: "ok" };
  } catch (error) {
    if (error instanceof Skipped) return { verdict: "skipped", why: error.message };
    if (error instanceof Failed) return { verdict: "failed", why: error.message };
    if (one.needs && isDenied(error))
      return { verdict: "skipped", why: `who runs this may not look: allow ${one.needs.join(", ")}` };
    // A line that breaks, of the network or of the account, is no proof of anything.
    return { verdict: "failed", why: error instanceof Error ? `${error.name}: ${error.message}` : "" };
  }
}

/** AWS's no to who runs smoke, which says nothing of the service. What wraps it names it as its cause. */
function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name.startsWith("AccessDenied") || isDenied(error.cause);
}
