import { type Attack, type AttackCase, Skipped, tally } from "../case.ts";
import { ask, guess, open, sent, wrongCodes } from "../sign-in.ts";

/** Days that an attacker goes on, and what 30 of them may bring of codes that can be guessed (a chance of 1 in 22 727). */
const DAYS = 40;
const WINDOW_DAYS = 30;
const MOST_GUESSES = 44;

/** One day of an attacker who only wants six digits. @returns how many guesses were evaluated */
async function guessForADay(attack: Attack, recipient: string): Promise<number> {
  const attacker = attack.client();
  const before = await attack.mailbox.count(recipient);
  const opened = await ask(attacker, recipient);
  // Its message is there before the user's own: the user reads the newest.
  if (opened) {
    await attack.mailbox.code(recipient, before);
    await sent(attacker, opened.challengeId);
  }
  if (opened?.codeFormat !== "digits") return 0;
  let counted = 0;
  for (const code of wrongCodes("000000", 8)) {
    const { body } = await guess(attacker, opened.challengeId, code);
    if (String(body.type).endsWith("incorrect-code")) counted += 1;
  }
  return counted;
}

/** What an attacker may do to a user's way in. */
export const lockOutCases: readonly AttackCase[] = [
  {
    name: "lock-out-by-guessing",
    proves: "wrong codes lock no user out: they make the user's next codes longer",
    async run(attack) {
      const recipient = attack.fresh();
      let wrong = 0;
      for (let hour = 0; hour < 12; hour++) {
        wrong += await guessForADay(attack, recipient);
        await attack.pass(3 * 3600);
      }
      await attack.pass(86_400);
      const user = attack.client();
      const { challengeId, code, codeFormat } = await open(attack, user, recipient);
      const { status } = await guess(user, challengeId, code);
      return {
        held: wrong > 0 && status === 200,
        did: `${wrong} wrong codes in 36 hours, then the user's own sign-in`,
        cameBack: `${status}, with a code of ${codeFormat}`,
      };
    },
  },
  {
    name: "guesses-a-month",
    proves: `in any ${WINDOW_DAYS} days at most ${MOST_GUESSES} guesses at six digits are evaluated, also while the user signs in every day`,
    async run(attack) {
      const recipient = attack.fresh();
      const days: number[] = [];
      const answers: number[] = [];
      for (let day = 0; day < DAYS; day++) {
        days.push(await guessForADay(attack, recipient));
        await attack.pass(7200);
        const user = attack.client();
        const { challengeId, code } = await open(attack, user, recipient);
        answers.push((await guess(user, challengeId, code)).status);
        await attack.pass(86_400 - 7200);
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
  },
];
