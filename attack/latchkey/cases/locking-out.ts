import { attackCase, type Attack, Skipped, tally } from "../../case.ts";
import { wrongCodes } from "../../sign-in.ts";
import { guess, problemOf, userSignIn } from "../sign-in.ts";

/** Days that an attacker goes on, and what 30 of them may bring of codes that can be guessed (a chance of 1 in 22 727). */
const DAYS = 40;
const WINDOW_DAYS = 30;
const MOST_GUESSES = 44;

type Any = Pick<Attack, "target" | "address">;

/** One day of an attacker who only wants six digits. @returns how many guesses were evaluated */
async function guessForADay({ target }: Any, recipient: string): Promise<number> {
  const attacker = target.client();
  const beginning = await target.begin(attacker, recipient);
  if (beginning.kind === "refused") return 0;
  // Its message is there before the user's own: the user reads the newest.
  await target.code(beginning.begun);
  const { codeFormat, challengeId = "" } = beginning.begun.state;
  if (codeFormat !== "digits") return 0;
  let counted = 0;
  for (const code of wrongCodes("000000", 8)) {
    if (problemOf(await guess(attacker, challengeId, code)) === "incorrect-code") counted += 1;
  }
  return counted;
}

/** What an attacker may do to a user's way in. */
export const lockOutCases = [
  attackCase({
    name: "lock-out-by-guessing",
    proves: "wrong codes lock no user out: they make the user's next codes longer",
    needs: ["latchkey", "pass", "manyAddresses"],
    cost: { requests: 600, messages: 13 },
    leaves: "a recipient with many wrong guesses, whose codes are long for a month",
    async run(attack) {
      const { target, can } = attack;
      const recipient = await attack.address();
      let wrong = 0;
      for (let hour = 0; hour < 12; hour++) {
        wrong += await guessForADay(attack, recipient);
        await can.pass(3 * 3600);
      }
      if (wrong === 0) throw new Skipped("no wrong code was counted");
      await can.pass(86_400);
      const { status, codeFormat } = await userSignIn(target, recipient);
      return {
        held: status === 200,
        did: `${wrong} wrong codes in 36 hours, then the user's own sign-in`,
        cameBack: `${status}, with a code of ${codeFormat}`,
      };
    },
  }),
  attackCase({
    name: "guesses-a-month",
    proves: `in any ${WINDOW_DAYS} days at most ${MOST_GUESSES} guesses at six digits are evaluated, also while the user signs in every day`,
    needs: ["latchkey", "pass", "manyAddresses"],
    cost: { requests: 3000, messages: 2 * DAYS },
    leaves: "a recipient with many wrong guesses, whose codes are long for a month",
    async run(attack) {
      const { target, can } = attack;
      const recipient = await attack.address();
      const days: number[] = [];
      const answers: number[] = [];
      for (let day = 0; day < DAYS; day++) {
        days.push(await guessForADay(attack, recipient));
        await can.pass(7200);
        answers.push((await userSignIn(target, recipient)).status);
        await can.pass(86_400 - 7200);
      }
      const most = Math.max(
        ...days.map((_, day) => days.slice(day, day + WINDOW_DAYS).reduce((sum, one) => sum + one, 0)),
      );
      if (days[0] === 0) throw new Skipped("no code of digits was sent at all");
      return {
        held: most <= MOST_GUESSES && answers.every((status) => status === 200),
        did: `${DAYS} days, each with an attacker's guesses and the user's sign-in`,
        cameBack: `at most ${most} guesses in ${WINDOW_DAYS} days; the user was answered ${tally(answers)}`,
      };
    },
  }),
];
