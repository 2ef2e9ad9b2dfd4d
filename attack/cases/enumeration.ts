import { setTimeout as wait } from "node:timers/promises";
import { type Attack, attackCase, Skipped, tally } from "../case.ts";
import { comparedKinds, type Pairs, PAIRS, ROUNDS } from "../samples.ts";
import { begin, open, signIn } from "../sign-in.ts";
import type { Begun } from "../target.ts";

const BETWEEN_SECONDS = 31;

type Any = Pick<Attack, "target" | "address">;

/** Addresses that have signed in, and others that have asked for a code and no more. */
async function prepared(attack: Any): Promise<Pairs> {
  const of: Record<keyof Pairs, string[]> = { known: [], unknown: [] };
  for (let pair = 0; pair < PAIRS; pair++) {
    const known = await attack.address();
    await signIn(attack, attack.target.client(), known);
    of.known.push(known);
    const unknown = await attack.address();
    await begin(attack, attack.target.client(), unknown);
    of.unknown.push(unknown);
  }
  if (!attack.target.capabilities.pass) await wait(BETWEEN_SECONDS * 1000);
  return of;
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
      const { alike, count, words } = await comparedKinds(attack, of);
      return {
        held: alike,
        did: `${count} requests for addresses that have signed in, as many for others`,
        cameBack: words,
      };
    },
  }),
  attackCase({
    name: "spellings",
    proves: "other spellings of an address send no more messages than the address itself",
    needs: ["manyAddresses", "messages"],
    cost: { requests: 300, messages: 8 },
    async run(attack) {
      const { target, address, can } = attack;
      const recipient = await address();
      const [name = "", domain = ""] = recipient.split("@");
      const spellings = [
        `${name}+a@${domain}`,
        `${name}+b@${domain}`,
        `${name}@${domain.toUpperCase()}`,
        ` ${recipient} `,
        `${name}@${domain.replace(/^[a-z]/, (first) => String.fromCodePoint((first.codePointAt(0) ?? 0) + 0xfee0))}`,
      ];
      const answers: string[] = [];
      const first: Begun = await begin(attack, target.client(), recipient);
      for (const one of spellings) {
        const beginning = await target.begin(target.client(), one);
        answers.push(beginning.kind === "begun" ? "begun" : String(beginning.answer.status));
      }
      const accepted = answers.filter((one) => one === "begun").length + 1;
      // What is refused to every address tells nothing of this one's spellings.
      if (accepted <= 1) await begin(attack, target.client(), await address());
      if (accepted > 1) {
        // Who takes every request may send none for most of them: what counts is what comes.
        await target.code(first);
        const hasStrangers = target.capabilities.strangers !== undefined;
        // What is sent to a stranger after all is there before what another user is sent later.
        if (hasStrangers) await open(attack, target.client(), await address());
        const lists = await Promise.all(
          [recipient, ...spellings.slice(0, 2)].map((one) => can.messages(one)),
        );
        const messages = lists.reduce((sum, list) => sum + list.length, 0);
        if (messages <= 1 && hasStrangers)
          return {
            held: true,
            did: `${spellings.length + 1} spellings of a customer's address, one after the other`,
            cameBack: `${accepted} were taken, and ${messages} were sent to: the others are strangers (${tally(["begun", ...answers])})`,
          };
        if (messages <= 1)
          throw new Skipped(`${accepted} spellings were taken, and ${messages} messages have come so far`);
      }
      return {
        held: accepted <= 1,
        did: `${spellings.length + 1} spellings of one address, one after the other`,
        cameBack: `${accepted} were sent to (${tally(["begun", ...answers])})`,
      };
    },
  }),
];
