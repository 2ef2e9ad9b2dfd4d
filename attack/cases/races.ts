import { attackCase, Skipped, tally } from "../case.ts";
import { MOST_AT_ONCE, type Target } from "../target.ts";
import {
  alive,
  begunOf,
  clear,
  kindsOf,
  MOST_GUESSES,
  open,
  reached,
  verifyAtOnce,
  wrongCodes,
} from "../sign-in.ts";

/** Messages for one address that many requests at once may bring. */
const MOST_MESSAGES = 5;

/**
 * A right code among so many, in so many rounds: ten guesses find it in all of them by chance once in 1 296 times, or once
 * in 4 096 where fewer may be sent at once.
 */
const HIDDEN = { among: 60, rounds: 4 };
const HIDDEN_AMONG_FEW = { among: MOST_AT_ONCE, rounds: 6 };

/** So many at once, or as many as the target is sent. */
const atOnce = ({ mostAtOnce = Infinity }: Target, count: number) => Math.min(count, mostAtOnce);

/** What many calls at once may bring. */
export const raceCases = [
  attackCase({
    name: "race-wrong-codes",
    proves: "however many wrong codes arrive at once, only as many are compared as one code allows",
    cost: { requests: 260, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const count = atOnce(target, 200);
      const answers = await verifyAtOnce(attack, client, begun, wrongCodes(code, count));
      reached(answers);
      const after = clear(await target.verify(client, begun, code));
      const compared = answers.filter(({ kind }) => kind === "incorrect" || kind === "approved").length;
      const tells = target.capabilities.tellsRefusals === true;
      const most = begun.attempts ?? MOST_GUESSES;
      return {
        held:
          after.kind !== "approved" &&
          answers.every(({ kind }) => kind !== "approved") &&
          (!tells || compared <= most),
        did: `${count} wrong codes at once, then the right one`,
        cameBack: `${tells ? `${compared} were compared, of ${most} that one code allows` : "answers do not tell how many were compared"} (${tally(kindsOf(answers))}); the right one: ${after.kind}`,
      };
    },
  }),
  attackCase({
    name: "race-right-code",
    proves: "a code opens one session, however often it arrives at once",
    cost: { requests: 220, messages: 1 },
    async run(attack) {
      const client = attack.target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const count = atOnce(attack.target, 50);
      const answers = await verifyAtOnce(
        attack,
        client,
        begun,
        Array.from({ length: count }, () => code),
      );
      reached(answers);
      const later = await attack.target.verify(client.fork(), begun, code);
      const sessions = await alive(attack, [...answers, later]);
      const approved = answers.filter(({ kind }) => kind === "approved").length;
      if (approved === 0) throw new Skipped("no right code was accepted");
      return {
        held: approved === 1 && later.kind !== "approved" && sessions.length <= 1,
        did: `the right code ${count} times at once, and once more`,
        cameBack: `${tally(kindsOf(answers))}; later: ${later.kind}; sessions alive: ${sessions.length}`,
      };
    },
  }),
  attackCase({
    name: "race-hidden-code",
    proves: "a right code among many wrong ones at once is not found by their number",
    needs: ["manyAddresses"],
    cost: { requests: 480, messages: HIDDEN.rounds, messagesWithoutClock: HIDDEN_AMONG_FEW.rounds },
    async run(attack) {
      const { target } = attack;
      const { among, rounds } = atOnce(target, HIDDEN.among) < HIDDEN.among ? HIDDEN_AMONG_FEW : HIDDEN;
      let found = 0;
      const kinds: string[] = [];
      for (let round = 0; round < rounds; round++) {
        const client = attack.target.client();
        const { begun, code } = await open(attack, client, await attack.address());
        const codes = wrongCodes(code, among - 1);
        codes.splice(Math.floor(Math.random() * among), 0, code);
        const answers = await verifyAtOnce(attack, client, begun, codes);
        reached(answers);
        kinds.push(...kindsOf(answers));
        if (answers.some(({ kind }) => kind === "approved")) found += 1;
      }
      return {
        held: found < rounds,
        did: `${rounds} times ${among} codes at once, one of them right, at a place by chance`,
        cameBack: `it was found ${found} times (${tally(kinds)})`,
      };
    },
  }),
  attackCase({
    name: "race-requests",
    proves: "many requests for one address at once do not flood it with messages",
    needs: ["messages"],
    cost: { requests: 130, messages: 20 },
    async run(attack) {
      const { target, can } = attack;
      const address = await attack.address();
      const beginnings = await Promise.all(
        Array.from({ length: 20 }, () => target.begin(target.client(), address)),
      );
      const begun = beginnings.flatMap((one) => (one.kind === "begun" ? [one.begun] : []));
      const [refused] = beginnings;
      if (!begun[0] && refused) begunOf(refused);
      // Messages come later than answers: the first has come when its code has.
      if (begun[0]) await target.code(begun[0]);
      const messages = (await can.messages(address)).length;
      if (begun.length > MOST_MESSAGES && messages <= MOST_MESSAGES)
        throw new Skipped(`${begun.length} requests were taken, and ${messages} messages have come so far`);
      return {
        held: begun.length <= MOST_MESSAGES,
        did: "20 requests at once for one address",
        cameBack: `${begun.length} were taken (${tally(beginnings.map((one) => (one.kind === "begun" ? "begun" : one.answer.status)))}); ${messages} messages`,
      };
    },
  }),
];
