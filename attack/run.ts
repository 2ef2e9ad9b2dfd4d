import { randomBytes } from "node:crypto";
import { type Attack, type AttackCase, Skipped } from "./case.ts";
import { Budget, clientOf } from "./client.ts";
import { attackCases } from "./cases.ts";
import { localInbox } from "./mailbox.ts";

/** What a whole run may ask, and how long it may take in seconds. */
const MOST_REQUESTS = 12_000;
const WHOLE_SECONDS = 600;

export type Verdict = "held" | "broken" | "skipped";

/** One case of a report. */
export interface CaseReport {
  readonly name: string;
  readonly proves: string;
  readonly verdict: Verdict;
  readonly did: string;
  readonly cameBack: string;
}

/** What a run found. */
export interface AttackReport {
  readonly target: string;
  readonly cases: readonly CaseReport[];
}

/**
 * Runs attacks against a service, one after the other, each with users of its own.
 * @param print takes what there is to say of each case when it is done
 * @param cases all of them without it
 */
export async function runAttacks(
  url: string,
  print: (line: string) => void,
  cases: readonly AttackCase[] = attackCases,
): Promise<AttackReport> {
  const signal = AbortSignal.timeout(WHOLE_SECONDS * 1000);
  const budget = new Budget(MOST_REQUESTS);
  const client = () => clientOf(url, budget, signal);
  const own = client();
  const run = randomBytes(4).toString("hex");
  let serial = 0;
  const attack: Attack = {
    url,
    client,
    mailbox: localInbox(own),
    fresh: () => `attack-${run}-${++serial}@example.com`,
    async pass(advanceSeconds) {
      const { status } = await own.json("/_local/clock", { advanceSeconds });
      if (status !== 200) throw new Skipped("the target's clock cannot be moved");
    },
  };
  const reports: CaseReport[] = [];
  for (const one of cases) {
    const report = await judge(one, attack);
    reports.push(report);
    print(`${report.verdict.padEnd(7)} ${report.name}: ${report.proves}`);
    print(`        ${[report.did, report.cameBack].filter(Boolean).join(": ")}`);
    // The next attack begins with an hour's limits of its own.
    await attack.pass(3600).catch(() => undefined);
  }
  return { target: url, cases: reports };
}

async function judge({ name, proves, run }: AttackCase, attack: Attack): Promise<CaseReport> {
  try {
    const { held, did, cameBack } = await run(attack);
    return { name, proves, verdict: held ? "held" : "broken", did, cameBack };
  } catch (error) {
    // What breaks on the way proves nothing: neither that it holds nor that it does not.
    const why = error instanceof Error ? (error instanceof Skipped ? error.message : error.name) : "unknown";
    return { name, proves, verdict: "skipped", did: "", cameBack: why };
  }
}
