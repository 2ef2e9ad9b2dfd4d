import { setTimeout as wait } from "node:timers/promises";
import { attackCase, type Attack, Skipped, tally } from "../../case.ts";
import { HTML } from "../../cases/pages.ts";
import type { Answer, Client } from "../../client.ts";
import { type Asking, comparedKinds, headerNames, type Pairs, PAIRS, ROUNDS } from "../../samples.ts";
import { wrongCodes } from "../../sign-in.ts";
import type { Begun } from "../../target.ts";
import { guess } from "../sign-in.ts";
import { formOf, OWN } from "./forms.ts";

/** Rounds of wrong guesses, half a day apart: codes are long before their end. */
const ROUNDS_OF_GUESSES = 10;

/** How long a code is waited for before the next one may be asked for. */
const BETWEEN_MS = 31_000;

type Any = Pick<Attack, "target" | "address">;

/** Asks as a person does, by the page. */
const byPage: Asking = async (_, client, email) => {
  const { text } = await client.ask("/otp/request", { headers: HTML });
  return client.form("/otp/request", { form: formOf(text), channel: "email", email }, { ...HTML, ...OWN });
};

/** What an answer says, without what differs each time: addresses, ids, marks of a page, instants and seconds that pass. */
function said({ status, headers, text }: Answer, email: string): string {
  const constant = (words: string) =>
    words
      .replaceAll(email, "masked")
      .replaceAll(/(?<=\bmark(?:=|" value="))[\w.-]+/g, "made-up")
      .replaceAll(/[^\s@"<>]*\*[^\s"<>]*/g, "masked")
      .replaceAll(/[\w-]{20,}(?:\.[\w-]+)*/g, "made-up")
      .replaceAll(/"(expiresIn|resendIn|retryAfter|expiresAt)":(?:\d+|"[^"]+")/g, '"$1":0')
      // Seconds that are left; in JSON every other number counts.
      .replaceAll(words.startsWith("{") ? /\d{2,}(?= seconds)/g : /\d{2,}/g, "00");
  const cookies = headers.getSetCookie().map(constant).sort();
  const place = constant(headers.get("location") ?? "");
  return [status, headerNames(headers).join(","), cookies.join("; "), place, constant(text)].join("\n");
}

/** What somebody does who asks for codes to an address. */
type Walk = (attack: Any, email: string, who: keyof Pairs) => Promise<Answer[]>;

/** Asks for a code by a program. A customer's has arrived before the walk goes on: the clock moves meanwhile. */
async function asked({ target }: Any, client: Client, email: string, who: keyof Pairs) {
  const beginning = await target.begin(client, email);
  if (beginning.kind === "refused") return { answer: beginning.answer, challengeId: "", length: 6 };
  if (who === "known") await target.code(beginning.begun);
  const { challengeId = "" } = beginning.begun.state;
  return { answer: beginning.answer, challengeId, length: Number(beginning.answer.body.codeLength) };
}

/** Guesses until nothing is compared any more, asks how it stands, and for the code once more. */
const guesses: Walk = async (attack, email, who) => {
  const client = attack.target.client();
  const { answer, challengeId, length } = await asked(attack, client, email, who);
  const tooSoon = await attack.target.begin(attack.target.client(), email);
  const answers = [answer, tooSoon.answer];
  const look = async () => {
    for (const path of ["/otp/status", "/otp/resend"]) answers.push(await client.json(path, { challengeId }));
  };
  await look();
  for (const code of wrongCodes("0".repeat(length), 7)) answers.push(await guess(client, challengeId, code));
  await look();
  return answers;
};

/** Leaves a code alone: it is sent again, and is over. */
const waits: Walk = async (attack, email, who) => {
  const client = attack.target.client();
  const { answer, challengeId } = await asked(attack, client, email, who);
  const answers = [answer];
  for (const seconds of [31, 31, 31, 31, 900]) {
    await attack.target.capabilities.pass?.(seconds);
    for (const path of ["/otp/resend", "/otp/status"]) answers.push(await client.json(path, { challengeId }));
  }
  answers.push(await guess(client, challengeId, "000000"));
  return answers;
};

/** Guesses by the page, with a browser of its own. */
const guessesByPage: Walk = async ({ target }, email) => {
  const client = target.client();
  const answers = [await byPage(target, client, email)];
  const open = async () => {
    const page = await client.ask("/otp/verify", { headers: HTML });
    answers.push(page);
    return hiddenOf(page);
  };
  const submit = async (path: string, fields: Record<string, string>) => {
    const hidden = await open();
    if (hidden.form !== undefined)
      answers.push(await client.form(path, { ...hidden, ...fields }, { ...HTML, ...OWN }));
  };
  await submit("/otp/resend", {});
  for (const code of wrongCodes("000000", 6)) await submit("/otp/verify", { code });
  await submit("/otp/resend", {});
  await open();
  return answers;
};

function hiddenOf({ text }: Answer): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/name="(form|mark)" value="([^"]+)"/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

/** As many customers who have never signed in here as strangers. */
async function people({ address, can }: Attack<"strangers">): Promise<Record<keyof Pairs, string[]>> {
  const of: Record<keyof Pairs, string[]> = { known: [], unknown: [] };
  for (let pair = 0; pair < PAIRS; pair++) {
    of.known.push(await address());
    of.unknown.push(await can.strangers());
  }
  return of;
}

/**
 * Strangers are like strangers: what is said to be a customer has to be one, as a right code shows.
 * @throws Skipped
 */
async function provesCustomer({ target }: Any, begun: Begun | undefined): Promise<void> {
  const judgement = begun && (await target.verify(target.client(), begun, await target.code(begun)));
  if (judgement?.kind !== "approved")
    throw new Skipped(
      `a right code opened no session (${judgement?.kind ?? "none was asked for"}): the recipient may be no customer`,
    );
}

/** Who is a customer, where only customers are sent codes. */
export const customerCases = [
  attackCase({
    name: "who-is-a-customer",
    proves:
      "where only customers are sent codes, no answer, no header and no time tells who is one, neither a program nor a browser",
    needs: ["latchkey", "strangers"],
    cost: { requests: 3000, messages: 2 * PAIRS * 4 * ROUNDS, messagesWithoutClock: 4 * PAIRS },
    async run(attack) {
      const { known, unknown } = await people(attack);
      const last = new Map<string, Begun>();
      const byProgram: Asking = async (target, client, email) => {
        const beginning = await target.begin(client, email);
        if (beginning.kind === "begun") last.set(email, beginning.begun);
        return beginning.answer;
      };
      const programs = await comparedKinds(attack, { known, unknown }, byProgram);
      for (const email of known) await provesCustomer(attack, last.get(email));
      const browsers = await comparedKinds(attack, await people(attack), byPage);
      return {
        held: programs.alike && browsers.alike,
        did: `${programs.count} requests for customers by a program and ${browsers.count} by the page, as many for strangers`,
        cameBack: `by a program: ${programs.words}; by the page: ${browsers.words}`,
      };
    },
  }),
  attackCase({
    name: "strangers-like-customers",
    proves:
      "wrong guesses, locks, longer codes, resends and the end of a stranger's sign-in are answered like a customer's, letter by letter",
    needs: ["latchkey", "strangers"],
    cost: { requests: 2500, messages: 2 * (2 * ROUNDS_OF_GUESSES + 14), messagesWithoutClock: 5 },
    async run(attack) {
      const { target, address, can } = attack;
      const { pass } = target.capabilities;
      const of = { known: await address(), unknown: await can.strangers() };
      // The limits of a network would come in the middle of more walks than one where no hours can pass.
      const walks = pass
        ? [...Array.from({ length: ROUNDS_OF_GUESSES }, () => guesses), waits, guessesByPage]
        : [guesses];
      const differences: string[] = [];
      const statuses: number[] = [];
      for (const [turn, walk] of walks.entries()) {
        await pass?.(43_200);
        const answers: Record<string, Answer[]> = {};
        const order = ["known", "unknown"] as const;
        for (const who of turn % 2 === 0 ? order : order.toReversed())
          answers[who] = await walk(attack, of[who], who);
        const { known = [], unknown = [] } = answers;
        // A test recipient keeps the digits that its owner has given it, whatever its network has done.
        if (!target.capabilities.messages && known[0]?.body.codeFormat !== unknown[0]?.body.codeFormat)
          throw new Skipped(
            "this network has guessed so much that strangers get longer codes, which test recipients never do: try it an hour later, with --only",
          );
        for (const [step, one] of known.entries()) {
          const other = unknown[step];
          statuses.push(one.status);
          if (!other || said(one, of.known) !== said(other, of.unknown))
            differences.push(`${turn + 1}.${step + 1}`);
        }
      }
      await (pass ? pass(43_200) : wait(BETWEEN_MS));
      const beginning = await target.begin(target.client(), of.known);
      await provesCustomer(attack, beginning.kind === "begun" ? beginning.begun : undefined);
      return {
        held: differences.length === 0,
        did: `${statuses.length} steps of a customer's sign-ins in ${walks.length} walks, and the same ones of a stranger's`,
        cameBack: `${tally(statuses)}; ${differences.length === 0 ? "equal answers" : `${differences.length} answers differ (walk and step ${differences.slice(0, 5).join(", ")})`}`,
      };
    },
  }),
];
