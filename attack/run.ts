import type { Addresses } from "./addresses.ts";
import { type Attack, type AttackCase, OUT_OF_TIME, Skipped } from "./case.ts";
import type { Bounds } from "./client.ts";
import type { Capability, Target } from "./target.ts";

export type Verdict = "held" | "broken" | "skipped";

/** One case of a report. */
export interface CaseReport {
  readonly name: string;
  readonly proves: string;
  readonly verdict: Verdict;
  readonly did: string;
  /** What the target answered, or why nothing can be said. */
  readonly cameBack: string;
}

/** What a run found. */
export interface AttackReport {
  readonly product: string;
  readonly target: string;
  readonly cases: readonly CaseReport[];
  /** Requests that were sent in all. */
  readonly requests: number;
  /** Codes that it was asked for in all, and did not refuse. */
  readonly messages: number;
}

/** What a run works with. */
export interface Run {
  readonly target: Target;
  readonly addresses: Addresses;
  readonly bounds: Bounds;
  readonly cases: readonly AttackCase[];
  /** Messages that all cases together may have sent. A case that may cost more than is left is skipped. */
  readonly messages: number;
  /** Whether cases may leave something behind that lasts. */
  readonly mayLeave: boolean;
  /** Takes what there is to say of each case when it is done. */
  readonly print: (line: string) => void;
}

/** What a capability is called in a sentence about a target that does not have it. */
const CALLED: Readonly<Record<Capability, string>> = {
  tellsRefusals: "answers that tell a wrong code from a dead one",
  messages: "a mailbox that can be read",
  manyAddresses: "any number of addresses that can be sent codes (a pattern and --imap)",
  strangers: "users who are sent nothing since they are no customers (registration is not registered)",
  numbers: "a phone number that can be sent codes by SMS (--recipient NUMBER=CODE)",
  manyNumbers: "any number of phone numbers that can be sent codes",
  pass: "a clock that can be moved",
  resend: "a way to send a code again",
  refresh: "a way to renew a session",
  sessionId: "sessions that can be told apart",
  pages: "pages",
  onward: "addresses that lead to other sites",
  app: "an app that the cases may be (--app and --redirect-uri)",
  latchkey: "Latchkey's own protocol",
};

/** Why a case cannot be run here; undefined where it can. */
export function hindrance(one: AttackCase, { target, mayLeave }: Pick<Run, "target" | "mayLeave">) {
  const missing = one.needs.filter((need) => target.capabilities[need] === undefined);
  if (missing.length > 0) return `the target lacks ${missing.map((need) => CALLED[need]).join(" and ")}`;
  if (one.leaves !== undefined && !mayLeave) return `it leaves behind ${one.leaves}: run it with --yes`;
  return undefined;
}

/** The messages that a case may cost here at most. */
export function messagesOf({ cost }: AttackCase, { capabilities }: Pick<Target, "capabilities">): number {
  return capabilities.pass === undefined ? (cost.messagesWithoutClock ?? cost.messages) : cost.messages;
}

/** A target that counts the codes that it was asked for and did not refuse. */
function counting(target: Target): { readonly counted: Target; readonly sent: () => number } {
  let sent = 0;
  const { resend } = target.capabilities;
  const counted: Target = {
    ...target,
    async begin(client, address, more) {
      // One whose answer was lost may have been sent.
      sent += 1;
      const beginning = await target.begin(client, address, more);
      if (beginning.kind === "refused") sent -= 1;
      return beginning;
    },
    capabilities: {
      ...target.capabilities,
      ...(resend && {
        resend(client, begun) {
          sent += 1;
          return resend(client, begun);
        },
      }),
    },
  };
  return { counted, sent: () => sent };
}

/** Runs attacks against a service, one after the other, each with users of its own. */
export async function runAttacks(run: Run): Promise<AttackReport> {
  const { target, cases, print, bounds } = run;
  const { counted, sent } = counting(target);
  const reports: CaseReport[] = [];
  for (const one of cases) {
    const messages = messagesOf(one, target);
    const messagesLeft = run.messages - sent();
    const stop =
      hindrance(one, run) ??
      (bounds.signal.aborted ? OUT_OF_TIME : undefined) ??
      (messages > messagesLeft
        ? `it may cost ${messages} messages, and ${messagesLeft} are left to this run (--messages)`
        : undefined);
    const report = stop === undefined ? await judge(one, { ...run, target: counted }) : skipped(one, stop);
    reports.push(report);
    print(`${report.verdict.padEnd(7)} ${report.name}: ${report.proves}`);
    print(`        ${[report.did, report.cameBack].filter(Boolean).join(": ")}`);
    // The next attack begins with an hour's limits of its own.
    if (stop === undefined) await target.capabilities.pass?.(3600).catch(() => undefined);
  }
  return {
    product: target.name,
    target: target.url,
    cases: reports,
    requests: bounds.budget.taken,
    messages: sent(),
  };
}

const skipped = ({ name, proves }: AttackCase, why: string): CaseReport => ({
  name,
  proves,
  verdict: "skipped",
  did: "",
  cameBack: why,
});

async function judge(one: AttackCase, { target, addresses, bounds }: Run): Promise<CaseReport> {
  const { name, proves, run, cost } = one;
  const attack = {
    target,
    can: target.capabilities,
    address: () => addresses.next(),
  } as Attack<Capability>;
  try {
    bounds.budget.allow(cost.requests);
    const { held, did, cameBack } = await run(attack);
    return { name, proves, verdict: held ? "held" : "broken", did, cameBack };
  } catch (error) {
    // What breaks on the way proves nothing: neither that it holds nor that it does not.
    if (error instanceof Skipped) return skipped(one, error.message);
    return skipped(
      one,
      `this program did not understand the target (${error instanceof Error ? error.name : "unknown"})`,
    );
  }
}
