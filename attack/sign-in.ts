import { type Attack, Skipped } from "./case.ts";
import type { Answer, Client } from "./client.ts";
import type { Beginning, Begun, Judgement, Session } from "./target.ts";

type Any = Pick<Attack, "target">;

/** Asks for a code. @throws Skipped where the target refuses, since nothing was attacked then */
export async function begin({ target }: Any, client: Client, address: string): Promise<Begun> {
  return begunOf(await target.begin(client, address));
}

/** @throws Skipped where the target refused */
export function begunOf(beginning: Beginning): Begun {
  if (beginning.kind === "begun") return beginning.begun;
  const { status } = beginning.answer;
  throw new Skipped(
    status === 429
      ? "the target sent no code (it answered 429): its limits of now are used up, by this run or before it"
      : `the target sent no code (it answered ${status})`,
  );
}

/** Asks for a code and reads it. */
export async function open(attack: Any, client: Client, address: string) {
  const begun = await begin(attack, client, address);
  return { begun, code: await attack.target.code(begun) };
}

/** Signs in. @throws Skipped where a right code opens nothing */
export async function signIn(attack: Any, client: Client, address: string): Promise<Session> {
  const { begun, code } = await open(attack, client, address);
  const judgement = await attack.target.verify(client, begun, code);
  if (judgement.kind !== "approved")
    throw new Skipped(
      `a right code opened no session (${judgement.kind}, answered ${judgement.answer.status})`,
    );
  return judgement.session;
}

/**
 * What opened a session, where the attack is about what comes with one.
 * @throws Skipped where the right code did not
 */
export function approved(judgement: Judgement): Answer {
  known(judgement);
  if (clear(judgement).kind !== "approved") throw new Skipped("a right code opened no session");
  return judgement.answer;
}

/** Shows codes all at once, each by a client of its own. */
export function verifyAtOnce(
  { target }: Any,
  client: Client,
  begun: Begun,
  codes: readonly string[],
): Promise<Judgement[]> {
  return Promise.all(codes.map((code) => target.verify(client.fork(), begun, code)));
}

/** @throws Skipped where a throttle, a fault or an unknown answer says nothing about the code */
export function clear(judgement: Judgement): Judgement {
  if (judgement.kind !== "unclear") return judgement;
  throw new Skipped(`nothing was said about a code (answered ${judgement.answer.status})`);
}

/**
 * A code that is wrong by the target's own word is no finding about what was done before: it is not the code that was sent,
 * as of a recipient that was named with another one.
 * @throws Skipped
 */
export function known({ kind }: Pick<Judgement, "kind">): void {
  if (kind === "incorrect")
    throw new Skipped("the code that is known of this recipient is not the one that was sent");
}

/** No service should compare more guesses with one code, where it does not say itself how many it takes. */
export const MOST_GUESSES = 10;

/** What says that a service is busy or out of reach, and nothing about the attack. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const isBusy = ({ status }: Answer) => BUSY.has(status);

/** @throws Skipped where one of the answers is no answer to the attack */
export function settled<Of extends readonly Answer[]>(answers: Of): Of {
  const busy = answers.find(isBusy);
  if (busy) throw new Skipped(`the target was busy or out of reach (answered ${busy.status})`);
  return answers;
}

/** @throws Skipped where it is no answer to the attack */
export function settledOne(answer: Answer): Answer {
  settled([answer]);
  return answer;
}

/** Refused for what it is: neither taken, nor broken by it, nor put off. */
export const isRefusal = ({ status }: Answer) => status >= 400 && status < 500;

/** Fewer answers than these at once are no race. */
const LEAST_AT_ONCE = 10;

/** @throws Skipped where a throttle or a fault kept the attack from the code itself */
export function reached(judgements: readonly Judgement[]): void {
  const clear = judgements.filter(({ kind }) => kind !== "unclear").length;
  if (clear < Math.min(LEAST_AT_ONCE, judgements.length))
    throw new Skipped(`only ${clear} of ${judgements.length} answers were about the code: no race happened`);
}

/** Those that opened something which is still open. */
export async function alive({ target }: Any, judgements: readonly Judgement[]): Promise<readonly Session[]> {
  const opened = judgements.flatMap((one) => (one.kind === "approved" ? [one.session] : []));
  const whose = await Promise.all(opened.map((session) => target.whose(session)));
  return opened.filter((_, index) => whose[index] !== undefined);
}

/** What came back, counted. */
export const kindsOf = (judgements: readonly Judgement[]) => judgements.map(({ kind }) => kind);

/** Codes that look like this one, each wrong and each another. @param count fewer than there are */
export function wrongCodes(code: string, count: number): string[] {
  const alphabet = /^\d+$/.test(code) ? "0123456789" : "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const bare = code.replaceAll("-", "");
  const wrong: string[] = [];
  for (let number = 0; wrong.length < count; number++) {
    // Four places at the end, from an alphabet that begins with the digits.
    const tail = Array.from(String(number).padStart(4, "0"), (digit) => alphabet[Number(digit)] ?? "0").join(
      "",
    );
    const made = bare.slice(0, -4) + tail;
    if (made !== bare) wrong.push(made);
  }
  return wrong;
}
