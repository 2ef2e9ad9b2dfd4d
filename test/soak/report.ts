import type { Counted, Invariant } from "./account.ts";

/** What one episode came to. */
export interface Played {
  readonly name: string;
  readonly finished: number;
  readonly seconds: number;
  readonly rate: number;
  /** MB at its end. */
  readonly memory: number | undefined;
  readonly delivered: number;
  readonly failed: number;
  readonly answered: Readonly<Record<Counted, number>>;
  readonly invariants: readonly Invariant[];
}

const MOST_MEMORY = 250;

/** The last calm episode may be slower than the first by so much; a short run's figures vary more. */
const LEAST_RATE = 0.9;
const SURE_SIGN_INS = 10_000;

export interface Report {
  readonly text: string;
  readonly json: object;
  readonly held: boolean;
}

export function report(played: readonly Played[]): Report {
  const sum = (of: (one: Played) => number) => played.reduce((total, one) => total + of(one), 0);
  const [first, last] = [played[0]?.rate ?? 0, played.at(-1)?.rate ?? 0];
  const memory = played.flatMap((one) => one.memory ?? []);
  const signIns = sum((one) => one.finished);
  const isSure = signIns >= SURE_SIGN_INS;
  const whole: Invariant[] = [
    {
      name: "memory",
      held: memory.length === played.length && memory.every((one) => one <= MOST_MEMORY),
      compared:
        memory.length === played.length
          ? `${memory.join(", ")} MB at the ends of the episodes, at most ${MOST_MEMORY}`
          : `measured at the ends of ${memory.length} of ${played.length} episodes: is there a command ps?`,
    },
    {
      name: "no slowdown",
      held: !isSure || last >= LEAST_RATE * first,
      compared: `${first.toFixed(1)}/s in the first calm episode, ${last.toFixed(1)}/s in the last${isSure ? "" : ": too few sign-ins to say"}`,
    },
  ];
  const all = [...played.flatMap(({ invariants }) => invariants), ...whole];
  const held = all.every((one) => one.held);
  const counts = {
    signIns,
    delivered: sum((one) => one.delivered),
    failed: sum((one) => one.failed),
    approved: sum((one) => one.answered.approved),
    wrong: sum((one) => one.answered.wrong),
    locked: sum((one) => one.answered.locked),
    canceled: sum((one) => one.answered.canceled),
    resent: sum((one) => one.answered.resent),
  };
  const lines = [
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", "),
    ...played.flatMap(({ name, invariants }) => [name, ...invariants.map(line)]),
    "the whole",
    ...whole.map(line),
    held ? "ALL HELD" : "BROKEN",
  ];
  return { text: lines.join("\n"), json: { held, counts, whole, episodes: played }, held };
}

function line({ name, held, compared }: Invariant): string {
  return `  ${held ? "held  " : "BROKEN"} ${name}: ${compared}`;
}
