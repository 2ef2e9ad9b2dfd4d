import { type AttackCase, tally } from "../case.ts";
import { guess, open, wrongCodes } from "../sign-in.ts";

/** No service should evaluate more guesses at one code. */
const MOST_GUESSES = 10;

const evaluated = (status: number, type: unknown) =>
  status === 200 || String(type).endsWith("incorrect-code");

/** What many calls at once may bring. */
export const raceCases: readonly AttackCase[] = [
  {
    name: "race-wrong-codes",
    proves: "however many wrong codes arrive at once, only as many count as one code allows",
    async run(attack) {
      const client = attack.client();
      const { challengeId, code } = await open(attack, client, attack.fresh());
      const answers = await Promise.all(wrongCodes(code, 200).map((one) => guess(client, challengeId, one)));
      const counted = answers.filter(({ status, body }) => evaluated(status, body.type)).length;
      const after = await guess(client, challengeId, code);
      return {
        held:
          counted <= MOST_GUESSES && answers.every(({ status }) => status !== 200) && after.status !== 200,
        did: "200 wrong codes at once, then the right one",
        cameBack: `${counted} were evaluated (${tally(answers.map(({ status }) => status))}); the right one: ${after.status}`,
      };
    },
  },
  {
    name: "race-right-code",
    proves: "a code opens one session, however often it arrives at once",
    async run(attack) {
      const client = attack.client();
      const { challengeId, code } = await open(attack, client, attack.fresh());
      const answers = await Promise.all(Array.from({ length: 50 }, () => guess(client, challengeId, code)));
      const later = await guess(client, challengeId, code);
      const approved = answers.filter(({ status }) => status === 200).length;
      return {
        held: approved === 1 && later.status !== 200,
        did: "the right code 50 times at once, and once more",
        cameBack: `${tally(answers.map(({ status }) => status))}; later: ${later.status}`,
      };
    },
  },
  {
    name: "race-mixed",
    proves:
      "right and wrong codes at once open one session at most, and count as many guesses as one code allows",
    async run(attack) {
      const client = attack.client();
      const { challengeId, code } = await open(attack, client, attack.fresh());
      const codes = wrongCodes(code, 60).flatMap((one, index) => (index % 6 === 0 ? [one, code] : [one]));
      const answers = await Promise.all(codes.map((one) => guess(client, challengeId, one)));
      const counted = answers.filter(({ status, body }) => evaluated(status, body.type)).length;
      const approved = answers.filter(({ status }) => status === 200).length;
      return {
        held: counted <= MOST_GUESSES && approved <= 1,
        did: `${codes.length} codes at once, ten of them right`,
        cameBack: `${counted} were evaluated, ${approved} opened a session`,
      };
    },
  },
  {
    name: "race-requests",
    proves: "many requests for one address at once send one message",
    async run(attack) {
      const recipient = attack.fresh();
      const clients = Array.from({ length: 20 }, () => attack.client());
      const answers = await Promise.all(clients.map((one) => one.json("/otp/request", { recipient })));
      const accepted = answers.filter(({ status }) => status === 202).length;
      return {
        held: accepted <= 1,
        did: "20 requests at once for one address",
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  },
];
