import { setTimeout as wait } from "node:timers/promises";
import { type Attack, attackCase, Skipped, tally } from "../case.ts";
import type { Answer } from "../client.ts";
import { begin, signIn } from "../sign-in.ts";
import { chanceOf, leastSeen, median } from "../statistics.ts";
import type { Begun } from "../target.ts";

/** Pairs of addresses; and how often each is asked for, half a day apart, where the clock can be moved. */
const PAIRS = 5;
const ROUNDS = 6;

/** A chance of less than this is no chance; and a difference below this is told over no network, in milliseconds. */
const LEAST_LIKELY = 0.001;
const LEAST_MS = 2;

const BETWEEN_SECONDS = 31;

/** What an answer is like, without what differs each time. */
function shapeOf({ status, headers, body }: Answer): string {
  const names = [...headers.keys()].filter((name) => !PASSING.has(name)).sort();
  return `${status} ${names.join(",")} ${Object.keys(body).sort().join(",")} ${String(body.type)}`;
}

/** What a network adds, or leaves out, as it likes. */
const PASSING: ReadonlySet<string> = new Set([
  "date",
  "age",
  "connection",
  "keep-alive",
  "content-length",
  "x-amzn-trace-id",
]);

type Kind = "known" | "unknown";
type Answers = Record<Kind, Answer[]>;
type Any = Pick<Attack, "target" | "address">;

/** Addresses that have signed in, and others that have asked for a code and no more. */
async function prepared(attack: Any): Promise<Record<Kind, string[]>> {
  const of: Record<Kind, string[]> = { known: [], unknown: [] };
  for (let pair = 0; pair < PAIRS; pair++) {
    const known = await attack.address();
    await signIn(attack, attack.target.client(), known);
    of.known.push(known);
    const unknown = await attack.address();
    await begin(attack, attack.target.client(), unknown);
    of.unknown.push(unknown);
  }
  return of;
}

async function sampled({ target }: Any, of: Record<Kind, string[]>): Promise<Answers> {
  const answers: Answers = { known: [], unknown: [] };
  const { pass } = target.capabilities;
  for (let round = 0; round < (pass ? ROUNDS : 1); round++) {
    if (pass) await pass(43_200);
    else await wait(BETWEEN_SECONDS * 1000);
    for (let pair = 0; pair < PAIRS; pair++) {
      // What an answer leaves to be done goes on beside the next one: each comes first as often as the other.
      const order = ["known", "unknown"] as const;
      for (const kind of (round + pair) % 2 === 0 ? order : order.toReversed()) {
        const client = target.client();
        answers[kind].push((await target.begin(client, of[kind][pair] ?? "")).answer);
      }
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

/** What answers tell of who is known. */
export const enumerationCases = [
  attackCase({
    name: "who-is-known",
    proves: "whether an address has signed in before is told by no answer, no header and no time",
    needs: ["manyAddresses"],
    cost: { requests: 1500, messages: 2 * PAIRS * (2 + 2 * ROUNDS), messagesWithoutClock: 4 * PAIRS },
    async run(attack) {
      const of = await prepared(attack);
      const answers = await sampled(attack, of);
      const pairs = answers.known.map((one, index) => [shapeOf(one), shapeOf(answers.unknown[index] ?? one)]);
      const different = pairs.filter(([one, other]) => one !== other).length;
      // A limit that is met in the middle makes a few pairs differ; what tells users apart does it each time.
      if (different > 0 && different < pairs.length / 2)
        throw new Skipped(`${different} of ${pairs.length} pairs of answers differ, as where a limit is met`);
      const equal = different === 0;
      const times = comparedTimes(answers);
      const again =
        times.differs && attack.target.capabilities.pass
          ? comparedTimes(await sampled(attack, of))
          : undefined;
      return {
        held: equal && !(again ?? times).differs,
        did: `${answers.known.length} requests for addresses that have signed in, as many for others`,
        cameBack: `${equal ? "equal answers" : `answers differ (${tally(answers.known.map(({ status }) => status))} and ${tally(answers.unknown.map(({ status }) => status))})`}; ${times.words}${again ? `; a second time: ${again.words}` : ""}`,
      };
    },
  }),
  attackCase({
    name: "spellings",
    proves: "other spellings of an address send no more messages than the address itself",
    needs: ["manyAddresses", "messages"],
    cost: { requests: 300, messages: 6 },
    async run({ target, address, can }) {
      const recipient = await address();
      const [name = "", domain = ""] = recipient.split("@");
      const spellings = [
        recipient,
        `${name}+a@${domain}`,
        `${name}+b@${domain}`,
        `${name}@${domain.toUpperCase()}`,
        ` ${recipient} `,
        `${name}@${domain.replace(/^[a-z]/, (first) => String.fromCodePoint((first.codePointAt(0) ?? 0) + 0xfee0))}`,
      ];
      const answers: string[] = [];
      let first: Begun | undefined;
      for (const one of spellings) {
        const beginning = await target.begin(target.client(), one);
        answers.push(beginning.kind === "begun" ? "begun" : String(beginning.answer.status));
        if (beginning.kind === "begun") first ??= beginning.begun;
      }
      const accepted = answers.filter((one) => one === "begun").length;
      if (accepted > 1 && first) {
        // Who takes every request may send none for most of them: what counts is what comes.
        await target.code(first);
        const lists = await Promise.all(spellings.slice(0, 3).map((one) => can.messages(one)));
        const messages = lists.reduce((sum, list) => sum + list.length, 0);
        if (messages <= 1)
          throw new Skipped(`${accepted} spellings were taken, and ${messages} messages have come so far`);
      }
      return {
        held: accepted <= 1,
        did: `${spellings.length} spellings of one address, one after the other`,
        cameBack: `${accepted} were sent to (${tally(answers)})`,
      };
    },
  }),
];
