import { attackCase, Skipped, tally } from "../case.ts";
import type { Client } from "../client.ts";
import { open, signIn } from "../sign-in.ts";
import type { Session } from "../target.ts";

/** What a session's secret has at least: 128 bits in base64url. */
const LEAST_CHARACTERS = 22;

const FAKES = 16;

/** What a sign-in leaves in a browser. */
export const sessionCases = [
  attackCase({
    name: "sign-out-ends",
    proves: "a session that was signed out is over, also for who has a copy of it",
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const session = await signIn(attack, target.client(), await attack.address());
      if ((await target.whose(session)) === undefined) throw new Skipped("no session could be seen");
      const copy = { ...session, client: session.client.fork() };
      await target.signOut(session);
      const [own, copied] = [await target.whose(session), await target.whose(copy)];
      return {
        held: own === undefined && copied === undefined,
        did: "a sign-in, a copy of what the browser holds, and a sign-out",
        cameBack: `${own === undefined ? "over" : "alive"}; the copy: ${copied === undefined ? "over" : "alive"}`,
      };
    },
  }),
  attackCase({
    name: "session-is-new",
    proves: "what a browser held before the sign-in opens no session after it",
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const before = client.fork();
      const judgement = await target.verify(client, begun, code);
      if (judgement.kind !== "approved") throw new Skipped("a right code opened no session");
      if ((await target.whose(judgement.session)) === undefined)
        throw new Skipped("no session could be seen");
      const who = await target.whose({ client: before });
      return {
        held: who === undefined,
        did: "a copy of the browser from before the code was typed",
        cameBack: who === undefined ? "it is signed out" : "it is signed in",
      };
    },
  }),
  attackCase({
    name: "session-secrets",
    proves: "a session's secret is long, and another one with any character changed opens nothing",
    cost: { requests: 120, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const session = await signIn(attack, target.client(), await attack.address());
      const { bearer, client } = session;
      const fakes = bearer === undefined ? changedCookies(client) : changedBearers(client, bearer);
      if (fakes.length === 0) throw new Skipped("the sign-in left neither a token nor a cookie");
      if ((await target.whose(session)) === undefined) throw new Skipped("no session could be seen");
      const opened: string[] = [];
      for (const fake of fakes) opened.push((await target.whose(fake)) === undefined ? "nothing" : "opened");
      const longest = Math.max(
        ...(bearer === undefined ? [...client.cookies.values()] : [bearer]).map(lengthOf),
      );
      return {
        held: longest >= LEAST_CHARACTERS && !opened.includes("opened"),
        did: `${opened.length} changed copies of a session's ${bearer === undefined ? "cookies" : "token"}`,
        cameBack: `${longest} characters; ${tally(opened)}`,
      };
    },
  }),
];

const lengthOf = (text: string) => text.length;

function changedBearers(client: Client, bearer: string): Session[] {
  return Array.from({ length: FAKES }, (_, at) => ({
    client: client.fork(new Map()),
    bearer: changed(bearer, at),
  }));
}

/** All cookies that may be the session's are changed at once: which one it is, only the target knows. */
function changedCookies(client: Client): Session[] {
  if (client.cookies.size === 0) return [];
  return Array.from({ length: FAKES }, (_, at) => {
    const cookies = [...client.cookies].map(([name, value]) => [name, changed(value, at)] as const);
    return { client: client.fork(new Map(cookies)) };
  });
}

/** One character of base64url changed at one of so many places; not the last, whose spare bits say nothing. */
function changed(text: string, index: number): string {
  if (text.length < 2) return "A";
  const at = Math.min(text.length - 2, Math.floor((text.length / FAKES) * index));
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}
