import { setTimeout as wait } from "node:timers/promises";
import { type Attack, attackCase, Skipped, tally } from "../case.ts";
import type { Beginning, Judgement } from "../target.ts";
import { alive, clear, kindsOf, known, MOST_GUESSES, open, settledOne, wrongCodes } from "../sign-in.ts";

/** Wrong guesses that an account may ever take in a row (NIST SP 800-63B-4, 3.2.2), and new codes that are asked for. */
const MOST_FAILURES = 100;
const MOST_CODES = 40;
const GUESSES = 10;

/** How long is waited for the next code, in seconds: a pause between two, then a limit of an hour, for a day in all. */
const PAUSE_SECONDS = 61;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** What a code may live (NIST SP 800-63B-4, 3.1.3.2), in seconds. */
const MOST_LIFE_SECONDS = 600;

/** Codes of so many values at least (OWASP ASVS 5.0, 6.5.4): 20 bits, which six digits have by convention. */
const LEAST_BITS = 19.9;

/** What a code is good for, and how often. */
export const codeCases = [
  attackCase({
    name: "code-shown-twice",
    proves: "a code that was accepted once opens nothing a second time, in no browser",
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const before = client.fork();
      const first = await target.verify(client, begun, code);
      if (first.kind !== "approved") throw new Skipped("a right code opened no session");
      const again = [
        clear(await target.verify(client, begun, code)),
        clear(await target.verify(before, begun, code)),
        clear(await target.verify(target.client(), begun, code)),
      ];
      const sessions = await alive(attack, again);
      return {
        held: sessions.length === 0 && again.every(({ kind }) => kind !== "approved"),
        did: "the right code, and again in the same browser, in a copy of it, and in another one",
        cameBack: tally(kindsOf(again)),
      };
    },
  }),
  attackCase({
    name: "code-of-another",
    proves: "the code of one sign-in opens no other one",
    needs: ["manyAddresses"],
    cost: { requests: 100, messages: 2 },
    async run(attack) {
      const { target } = attack;
      const [mine, yours] = [target.client(), target.client()];
      const own = await open(attack, mine, await attack.address());
      const other = await open(attack, yours, await attack.address());
      if (own.code === other.code) throw new Skipped("two codes were equal by chance");
      const crossed = clear(await target.verify(yours, other.begun, own.code));
      const right = clear(await target.verify(yours, other.begun, other.code));
      if (crossed.kind !== "approved") known(right);
      return {
        held: crossed.kind !== "approved" && right.kind === "approved",
        did: "one user's code in another's sign-in, then the right one",
        cameBack: `${crossed.kind}; the right one: ${right.kind}`,
      };
    },
  }),
  attackCase({
    name: "code-strength",
    proves: "a code has at least as many values as six digits",
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { code } = await open(attack, attack.target.client(), await attack.address());
      const bare = code.replaceAll("-", "");
      const bits = bare.length * Math.log2(/^\d+$/.test(bare) ? 10 : 32);
      return {
        held: bits >= LEAST_BITS,
        did: "one code",
        cameBack: `${bare.length} characters, ${bits.toFixed(1)} bits`,
      };
    },
  }),
  attackCase({
    name: "budget-by-resend",
    proves: "sending a code again gives it no further guesses",
    needs: ["resend"],
    cost: { requests: 160, messages: 3 },
    async run(attack) {
      const { target, can } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const [first = "", second = "", ...others] = wrongCodes(code, GUESSES + 2);
      const guesses: Judgement[] = [];
      const guess = async (wrong: string) => guesses.push(clear(await target.verify(client, begun, wrong)));
      const again = async () => {
        await later(attack, PAUSE_SECONDS);
        return can.resend(client, begun);
      };
      await guess(first);
      await guess(second);
      if (!(await again())) throw new Skipped("nothing was sent again, though guesses were left");
      const newest = await target.code({ ...begun, messagesBefore: begun.messagesBefore + 1 });
      for (const wrong of others) if (wrong !== newest) await guess(wrong);
      const sentLate = await again();
      const after = [];
      for (const right of new Set([code, newest]))
        after.push(clear(await target.verify(client, begun, right)));
      const compared = guesses.filter(({ kind }) => kind === "incorrect").length;
      const tells = target.capabilities.tellsRefusals === true;
      return {
        held:
          after.every(({ kind }) => kind !== "approved") &&
          (!tells || compared <= (begun.attempts ?? MOST_GUESSES)),
        did: `${guesses.length} wrong codes with a resend between, another resend, and what was sent`,
        cameBack: `${tally(kindsOf(guesses))}; ${sentLate ? "sent again" : "nothing was sent again at the end"}; ${tally(kindsOf(after))}`,
      };
    },
  }),
  attackCase({
    name: "budget-in-one-sitting",
    proves: `not more than ${MOST_FAILURES} wrong codes are compared for an address in a day, however many codes are asked for`,
    needs: ["manyAddresses"],
    cost: { requests: MOST_CODES * (GUESSES + 5), messages: MOST_CODES },
    leaves: "an address with many wrong guesses",
    async run(attack) {
      const { target } = attack;
      const recipient = await attack.address();
      const patiently = withinADay(attack);
      let compared = 0;
      let sent = 0;
      let stop: number | undefined;
      while (sent < MOST_CODES && compared <= MOST_FAILURES && stop === undefined) {
        const client = target.client();
        const beginning = await patiently(() => target.begin(client, recipient));
        if (beginning.kind === "refused") {
          stop = beginning.answer.status;
          continue;
        }
        sent += 1;
        const code = await target.code(beginning.begun);
        for (const wrong of wrongCodes(code, GUESSES)) {
          const { kind } = clear(await target.verify(client, beginning.begun, wrong));
          if (kind === "refused") break;
          if (kind === "incorrect") compared += 1;
        }
      }
      if (sent === 0) throw new Skipped(`the target sent no code (it answered ${stop ?? 0})`);
      if (stop !== undefined && !target.capabilities.pass)
        throw new Skipped(
          `after ${sent} codes a request was answered ${stop}, and the target's clock cannot be moved past that`,
        );
      return {
        held: compared <= MOST_FAILURES,
        did: `${sent} codes one after the other, each with up to ${GUESSES} wrong guesses`,
        cameBack: `${compared} were compared; ${stop === undefined ? "no request was refused" : `then a request was answered ${stop} until the day was over`}`,
      };
    },
  }),
  attackCase({
    name: "code-life",
    proves: `a code is good for ${MOST_LIFE_SECONDS} seconds at most`,
    needs: ["pass"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const client = attack.target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      await attack.can.pass(MOST_LIFE_SECONDS + 1);
      const { kind } = clear(await attack.target.verify(client, begun, code));
      return {
        held: kind !== "approved",
        did: `the right code ${MOST_LIFE_SECONDS + 1} seconds after it was sent`,
        cameBack: kind,
      };
    },
  }),
];

/** Lets time go by: by the target's clock where it can be moved, or in truth. */
async function later({ target }: Pick<Attack, "target">, seconds: number): Promise<void> {
  await (target.capabilities.pass?.(seconds) ?? wait(seconds * 1000));
}

/**
 * Asks within one day of the target's clock, and waits when it is told to: until a request is taken, refused for good, or the
 * day is over.
 */
function withinADay({ target }: Pick<Attack, "target">) {
  const { pass } = target.capabilities;
  let gone = 0;
  /** @throws Skipped where the target is out of reach */
  return async (ask: () => Promise<Beginning>): Promise<Beginning> => {
    for (let seconds = PAUSE_SECONDS; ; seconds = HOUR_SECONDS) {
      const beginning = await ask();
      if (beginning.kind === "begun") return beginning;
      if (beginning.answer.status !== 429) {
        settledOne(beginning.answer);
        return beginning;
      }
      if (!pass || gone + seconds > DAY_SECONDS) return beginning;
      await pass(seconds);
      gone += seconds;
    }
  };
}
