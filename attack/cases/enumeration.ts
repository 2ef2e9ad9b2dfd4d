import { type AttackCase, Skipped } from "../case.ts";
import type { Answer } from "../client.ts";
import { guess, open } from "../sign-in.ts";

/** Requests for each of the two, half a day apart in fives: a network may ask for so many, and so often for one address. */
const ROUNDS = 6;
const A_ROUND = 5;

/** A chance of less than this is no chance; and a difference below this is told over no network, in milliseconds. */
const LEAST_LIKELY = 0.001;
const LEAST_MS = 2;

/** What an answer is like, without what differs each time. */
function shapeOf({ status, headers, body }: Answer): string {
  const names = [...headers.keys()].filter((name) => name !== "date").sort();
  return `${status} ${names.join(",")} ${Object.keys(body).sort().join(",")} ${String(body.type)}`;
}

/**
 * How likely two samples are to differ so much by chance (Mann and Whitney's test, two-sided, by the normal curve).
 * @returns 0 to 1
 */
export function chanceOf(one: readonly number[], other: readonly number[]): number {
  const wins = one.reduce(
    (sum, a) => sum + other.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  const pairs = one.length * other.length;
  const deviation = Math.sqrt((pairs * (one.length + other.length + 1)) / 12);
  const z = Math.abs(wins - pairs / 2) / deviation;
  // Abramowitz and Stegun, 26.2.17.
  const t = 1 / (1 + 0.2316419 * z);
  const tail =
    (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.min(1, 2 * tail);
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What answers tell of who is known. */
export const enumerationCases: readonly AttackCase[] = [
  {
    name: "who-is-known",
    proves: "whether an address has signed in before is told by no answer, no header and no time",
    async run(attack) {
      const known: string[] = [];
      for (let one = 0; one < A_ROUND; one++) {
        const client = attack.client();
        const { challengeId, code, recipient } = await open(attack, client, attack.fresh());
        if ((await guess(client, challengeId, code)).status !== 200)
          throw new Skipped("no sign-in succeeded");
        known.push(recipient);
      }
      const answers: Record<"known" | "unknown", Answer[]> = { known: [], unknown: [] };
      const client = attack.client();
      for (let round = 0; round < ROUNDS; round++) {
        await attack.pass(43_200);
        for (const [index, recipient] of known.entries()) {
          const ask = async (of: "known" | "unknown") =>
            answers[of].push(
              await client.json("/otp/request", { recipient: of === "known" ? recipient : attack.fresh() }),
            );
          // What an answer leaves to be done goes on beside the next one: each comes first as often as the other.
          const order = ["known", "unknown"] as const;
          for (const kind of (round + index) % 2 === 0 ? order : order.toReversed()) await ask(kind);
        }
      }
      const shapes = (of: "known" | "unknown") => [...new Set(answers[of].map(shapeOf))].sort().join();
      const times = (of: "known" | "unknown") => answers[of].map(({ milliseconds }) => milliseconds);
      const chance = chanceOf(times("known"), times("unknown"));
      const apart = Math.abs(median(times("known")) - median(times("unknown")));
      const differs = chance < LEAST_LIKELY && apart > LEAST_MS;
      return {
        held: shapes("known") === shapes("unknown") && !differs,
        did: `${answers.known.length} requests for addresses that have signed in, as many for others`,
        cameBack: `${shapes("known") === shapes("unknown") ? "equal answers" : "answers differ"}; medians ${apart.toFixed(2)} ms apart, by chance with probability ${chance.toFixed(3)}`,
      };
    },
  },
  {
    name: "spellings",
    proves: "other spellings of an address send no more messages than the address itself",
    async run(attack) {
      const recipient = attack.fresh();
      const [name = "", domain = ""] = recipient.split("@");
      const spellings = [
        recipient,
        `${name}+a@${domain}`,
        `${name}+b@${domain}`,
        `${name}@${domain.toUpperCase()}`,
        ` ${recipient} `,
        `${name}@\uff45xample.com`,
      ];
      const client = attack.client();
      const answers: Answer[] = [];
      for (const one of spellings) answers.push(await client.json("/otp/request", { recipient: one }));
      const accepted = answers.filter(({ status }) => status === 202).length;
      return {
        held: accepted === 1,
        did: `${spellings.length} spellings of one address, one after the other`,
        cameBack: `${accepted} were sent to`,
      };
    },
  },
];
