import { attackCase, Skipped, tally } from "../../case.ts";
import type { Answer } from "../../client.ts";
import { alive, kindsOf, known, open, reached, verifyAtOnce } from "../../sign-in.ts";

/** Numbers that are asked for until one is refused, and that are asked for after it. */
const MOST_NUMBERS = 60;
const NUMBERS_AFTER = 10;

/** What a code by SMS has to hold out: the odds of six digits. */
const LEAST_DIGITS = 6;

/** A number as people and programs write it, and as who wants one more SMS does. */
function spellingsOf(number: string): readonly string[] {
  const digits = number.slice(1);
  const from = (zero: number) =>
    Array.from(digits, (digit) => String.fromCodePoint(zero + Number(digit))).join("");
  return [
    number,
    `00${digits}`,
    ` ${number} `,
    `+${digits.replaceAll(/(\d{2})(?=\d)/g, "$1 ")}`,
    `+${digits.slice(0, 2)}-${digits.slice(2)}`,
    `+${digits.slice(0, 2)} (0) ${digits.slice(2)}`,
    // The digits of full width, and those of Arabic.
    `+${from(0xff10)}`,
    `\uff0b${from(0xff10)}`,
    `+${from(0x0660)}`,
    `tel:${number}`,
    `${number};ext=1`,
    `${number}\u200b`,
  ];
}

/** How many SMS a network has an hour by the target's own word: the least of what a refusal names. */
function saidAnHour({ headers }: Answer): number | undefined {
  const policies = [...(headers.get("ratelimit-policy") ?? "").matchAll(/"origin";q=(\d+);w=3600/g)];
  return policies.length === 0 ? undefined : Math.min(...policies.map(([, quota]) => Number(quota)));
}

/** What is sent by SMS. */
export const phoneCases = [
  attackCase({
    name: "sms-codes",
    proves: "a code by SMS has six digits at least, opens one session, and nothing a second time",
    needs: ["latchkey", "numbers"],
    cost: { requests: 100, messages: 1 },
    async run(attack) {
      const { target, can } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await can.numbers());
      const judgements = await verifyAtOnce(attack, client, begun, Array<string>(20).fill(code));
      reached(judgements);
      for (const one of judgements) known(one);
      const sessions = (await alive(attack, judgements)).length;
      const later = await target.verify(target.client(), begun, code);
      if (sessions === 0) throw new Skipped("no right code was accepted");
      return {
        held: sessions === 1 && later.kind === "refused" && code.length >= LEAST_DIGITS,
        did: "the right code 20 times at once, and once more",
        cameBack: `${code.length} digits; ${tally(kindsOf(judgements))}; later: ${later.kind}; sessions alive: ${sessions}`,
      };
    },
  }),
  attackCase({
    name: "sms-text",
    proves:
      "an SMS names the site that its code is for, so that phones fill it in there alone, and has no link",
    needs: ["latchkey", "numbers", "messages"],
    cost: { requests: 20, messages: 1 },
    async run(attack) {
      const { target, can } = attack;
      const number = await can.numbers();
      const { code } = await open(attack, target.client(), number);
      const [text = ""] = (await can.messages(number)).map((one) => one.text);
      const lines = text.trimEnd().split("\n");
      // https://wicg.github.io/sms-one-time-codes/
      const { hostname } = new URL(String(can.latchkey.configuration.issuer));
      const namesSite = lines.at(-1) === `@${hostname} #${code}`;
      const links = lines.slice(0, -1).filter((line) => /\w\.[a-z]{2,}|:\/\//i.test(line)).length;
      return {
        held: namesSite && links === 0,
        did: "an SMS of a sign-in",
        cameBack: `its last line ${namesSite ? "binds the code to the site" : "names no site"}; ${links} lines with a link`,
      };
    },
  }),
  attackCase({
    name: "sms-spellings",
    proves: "other spellings of a phone number send no more SMS than the number itself",
    needs: ["latchkey", "numbers"],
    cost: { requests: 60, messages: 12 },
    async run(attack) {
      const { target, can } = attack;
      const spellings = spellingsOf(await can.numbers());
      const answers: string[] = [];
      for (const one of spellings) {
        const { kind, answer } = await target.begin(target.client(), one);
        answers.push(kind === "begun" ? "begun" : String(answer.status));
      }
      const taken = answers.filter((one) => one === "begun").length;
      if (taken === 0) throw new Skipped(`no SMS could be asked for (${tally(answers)})`);
      return {
        held: taken === 1,
        did: `${spellings.length} spellings of one number, one after the other`,
        cameBack: `${taken} were sent to (${tally(answers)})`,
      };
    },
  }),
  attackCase({
    name: "sms-pumping",
    proves:
      "a network that asks for SMS to many numbers of one country is stopped where the service says, by resends too, and nothing is sent after it",
    needs: ["latchkey", "numbers", "manyNumbers", "messages", "pass"],
    cost: { requests: 900, messages: 2 * MOST_NUMBERS + NUMBERS_AFTER + 1 },
    leaves: "this network's hour of SMS used up",
    async run(attack) {
      const { target, can } = attack;
      await can.pass(7200);
      const taken: { readonly number: string; readonly challengeId: string }[] = [];
      let refusal: Answer | undefined;
      while (!refusal && taken.length < MOST_NUMBERS) {
        const number = await can.numbers();
        const beginning = await target.begin(target.client(), number);
        if (beginning.kind === "refused") refusal = beginning.answer;
        else {
          await target.code(beginning.begun);
          taken.push({ number, challengeId: beginning.begun.state.challengeId ?? "" });
        }
      }
      if (taken.length === 0) throw new Skipped(`no SMS could be asked for (${refusal?.status ?? 0})`);
      const said = refusal && saidAnHour(refusal);
      if (refusal && said === undefined)
        throw new Skipped(`a request was answered ${refusal.status}, for another reason than the network`);
      // A code may be asked for again.
      await can.pass(61);
      const after: Answer[] = [];
      for (const { challengeId } of taken)
        after.push(await target.client().json("/otp/resend", { challengeId }));
      const refused: string[] = [];
      for (let turn = 0; turn < NUMBERS_AFTER; turn++) {
        const number = await can.numbers();
        refused.push(number);
        after.push((await target.begin(target.client(), number)).answer);
      }
      // What was sent in spite of it is there before what is sent later.
      const other = target.client();
      const byEmail = await target.begin(other, await attack.address());
      if (byEmail.kind === "begun") await target.code(byEmail.begun);
      const lists = await Promise.all([...taken.map(({ number }) => number), ...refused].map(can.messages));
      const messages = lists.reduce((sum, list) => sum + list.length, 0);
      return {
        held: said !== undefined && taken.length <= said && messages === taken.length,
        did: `SMS to new numbers until one is refused, then ${taken.length} resends and ${refused.length} more numbers`,
        cameBack: `${refusal ? `refused after ${taken.length}, where the target says ${said}` : `not refused in ${MOST_NUMBERS}`}; then ${tally(after.map(({ status }) => status))}; ${messages} SMS in all; by e-mail: ${byEmail.answer.status}`,
      };
    },
  }),
];
