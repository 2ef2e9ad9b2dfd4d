import { type Attack, Skipped, tally } from "./case.ts";
import type { Answer, Client } from "./client.ts";
import { chanceOf, leastSeen, median } from "./statistics.ts";
import type { Target } from "./target.ts";

/** Pairs of addresses; and how often each is asked for, half a day apart, where the clock can be moved. */
export const PAIRS = 5;
export const ROUNDS = 6;

/** A chance of less than this is no chance; and a difference below this is told over no network, in milliseconds. */
const LEAST_LIKELY = 0.001;
const LEAST_MS = 2;

/** What an answer is like, without what differs each time. */
function shapeOf({ status, headers, body }: Answer): string {
  return `${status} ${headerNames(headers).join(",")} ${Object.keys(body).sort().join(",")} ${String(body.type)}`;
}

/** The names of an answer's headers, without what a network adds, or leaves out, as it likes. */
export function headerNames(headers: Headers): readonly string[] {
  return [...headers.keys()].filter((name) => !PASSING.has(name)).sort();
}

const PASSING: ReadonlySet<string> = new Set([
  "date",
  "age",
  "connection",
  "keep-alive",
  "content-length",
  "x-amzn-trace-id",
]);

type Any = Pick<Attack, "target">;
type Kind = "known" | "unknown";
type Answers = Record<Kind, Answer[]>;

/** Addresses of two kinds, as many of each. */
export type Pairs = Readonly<Record<Kind, readonly string[]>>;

/** How an address is asked for. */
export type Asking = (target: Target, client: Client, address: string) => Promise<Answer>;

const byProgram: Asking = async (target, client, address) => (await target.begin(client, address)).answer;

async function sampled({ target }: Any, of: Pairs, ask: Asking): Promise<Answers> {
  const answers: Answers = { known: [], unknown: [] };
  const { pass } = target.capabilities;
  for (let round = 0; round < (pass ? ROUNDS : 1); round++) {
    await pass?.(43_200);
    for (let pair = 0; pair < of.known.length; pair++) {
      // What an answer leaves to be done goes on beside the next one: each comes first as often as the other.
      const order = ["known", "unknown"] as const;
      for (const kind of (round + pair) % 2 === 0 ? order : order.toReversed())
        answers[kind].push(await ask(target, target.client(), of[kind][pair] ?? ""));
    }
  }
  return answers;
}

/** What times tell; a difference is believed when a second run of samples has it too. */
function comparedTimes({ known, unknown }: Answers) {
  const [one, other] = [known, unknown].map((of) => of.map(({ milliseconds }) => milliseconds)) as [
    number[],
    number[],
  ];
  const chance = chanceOf(one, other);
  const apart = Math.abs(median(one) - median(other));
  const seen = leastSeen(other, LEAST_LIKELY);
  return {
    differs: chance < LEAST_LIKELY && apart > LEAST_MS,
    words: `medians ${apart.toFixed(2)} ms apart, by chance with probability ${chance.toFixed(3)}; ${
      seen === undefined
        ? "so few samples would not have shown any difference of time"
        : `a difference of ${Math.max(seen, LEAST_MS).toFixed(1)} ms would have been seen`
    }`,
  };
}

/** What two samples tell of each other. */
export interface Compared {
  readonly alike: boolean;
  /** Requests for addresses of each kind. */
  readonly count: number;
  readonly words: string;
}

/**
 * Asks for addresses of two kinds alternately, and compares the answers, their headers and their times.
 * @throws Skipped where a limit came between, or everybody was refused: equal answers of a service that is busy prove nothing
 */
export async function comparedKinds(attack: Any, of: Pairs, ask: Asking = byProgram): Promise<Compared> {
  const answers = await sampled(attack, of, ask);
  const pairs = answers.known.map((one, index) => [shapeOf(one), shapeOf(answers.unknown[index] ?? one)]);
  const different = pairs.filter(([one, other]) => one !== other).length;
  // A limit that is met in the middle makes a few pairs differ; what tells users apart does it each time.
  if (different > 0 && different < pairs.length / 2)
    throw new Skipped(`${different} of ${pairs.length} pairs of answers differ, as where a limit is met`);
  const equal = different === 0;
  const statuses = tally([...answers.known, ...answers.unknown].map(({ status }) => status));
  if (equal && answers.known.some(({ status }) => status >= 400))
    throw new Skipped(`requests were refused for both (${statuses})`);
  const times = comparedTimes(answers);
  const again =
    times.differs && attack.target.capabilities.pass
      ? comparedTimes(await sampled(attack, of, ask))
      : undefined;
  return {
    alike: equal && !(again ?? times).differs,
    count: answers.known.length,
    words: `${equal ? `equal answers (${statuses})` : `answers differ (${tally(answers.known.map(({ status }) => status))} and ${tally(answers.unknown.map(({ status }) => status))})`}; ${times.words}${again ? `; a second time: ${again.words}` : ""}`,
  };
}
