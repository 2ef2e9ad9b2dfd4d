import { attackCase, Skipped, tally } from "../../case.ts";
import { HTML } from "../../cases/pages.ts";
import { clear, known, settled, signIn } from "../../sign-in.ts";
import { openHere, withBearer } from "../sign-in.ts";

const FOREIGN = {
  origin: "https://attacker.example",
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
};
export const OWN = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };

export const formOf = (page: string) => /name="form" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** What a foreign site can have a browser do. */
export const formCases = [
  attackCase({
    name: "foreign-forms",
    proves: "a form that another site posts does nothing, and leaves the browser's cookies alone",
    needs: ["latchkey", "messages"],
    cost: { requests: 60, messages: 1 },
    async run({ target, address, can }) {
      const client = target.client();
      const { text } = await client.ask("/otp/request", { headers: HTML });
      const fields = { form: formOf(text), channel: "email", email: await address() };
      const before = [...client.cookies].join();
      const answers = await Promise.all(
        ["/otp/request", "/otp/verify", "/otp/resend", "/otp/logout"].map((path) =>
          client.form(path, { ...fields, code: "123456", all: "1" }, FOREIGN),
        ),
      );
      const sent = (await can.messages(fields.email)).length;
      return {
        held:
          settled(answers).every(
            ({ status, headers }) => status >= 400 && headers.getSetCookie().length === 0,
          ) &&
          sent === 0 &&
          [...client.cookies].join() === before,
        did: `${answers.length} forms of another site, with the token of a page`,
        cameBack: `${tally(answers.map(({ status }) => status))}; ${sent} messages were sent`,
      };
    },
  }),
  attackCase({
    name: "forms-without-token",
    proves: "a form without this browser's token does nothing",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const { text } = await target.client().ask("/otp/request", { headers: HTML });
      const client = target.client();
      const session = await signIn(attack, client, await attack.address());
      const answers = [];
      for (const form of ["", "0.AAAAAAAAAAAAAAAAAAAAAA", formOf(text)])
        answers.push(await client.form("/otp/logout", { form, all: "" }, OWN));
      settled(answers);
      const who = await target.whose(session);
      return {
        held: who !== undefined,
        did: "a signed-in browser's forms without a token, with a made-up one, and with another browser's",
        cameBack: `${tally(answers.map(({ status }) => status))}; the session is ${who === undefined ? "over" : "alive"}`,
      };
    },
  }),
  attackCase({
    name: "foreign-sign-out",
    proves: "no other site signs a browser out, by a form, by JSON or by a link",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const session = await signIn(attack, client, await attack.address());
      const answers = [
        await client.form("/otp/logout", { all: "1" }, FOREIGN),
        await client.json("/otp/logout", { all: true }, FOREIGN),
        await client.json("/otp/logout", { all: true }, { origin: "null" }),
        // Neither header: no browser of today, and no proof that the request is our own.
        await client.json("/otp/logout", { all: true }),
        await client.ask("/otp/logout", { headers: { ...HTML, ...FOREIGN } }),
        await client.ask("/otp/end-session", { headers: { ...HTML, ...FOREIGN } }),
      ];
      settled(answers);
      const who = await target.whose(session);
      return {
        held: who !== undefined,
        did: `${answers.length} sign-outs that other sites and links ask for`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the session is ${who === undefined ? "over" : "alive"}`,
      };
    },
  }),
  attackCase({
    name: "foreign-scripts",
    proves: "no script of another site reads an answer, with cookies or without",
    needs: ["latchkey"],
    cost: { requests: 20, messages: 0 },
    async run({ target }) {
      const headers = { origin: "https://attacker.example" };
      const client = target.client();
      const preflight = { ...headers, "access-control-request-method": "POST" };
      const answers = [
        await client.ask("/otp/session", { headers }),
        await client.json("/otp/request", {}, headers),
        await client.ask("/otp/request", { method: "OPTIONS", headers: preflight }),
        await client.ask("/otp/verify", { method: "OPTIONS", headers: preflight }),
        await client.ask("/otp/token", { method: "OPTIONS", headers: preflight }),
      ];
      const open = settled(answers).filter(
        (one) =>
          /^\*$|attacker\.example/.test(one.headers.get("access-control-allow-origin") ?? "") ||
          one.headers.get("access-control-allow-credentials") === "true",
      );
      return {
        held: open.length === 0,
        did: `${answers.length} requests of a foreign origin`,
        cameBack: `${open.length} may be read (${tally(answers.map(({ status }) => status))})`,
      };
    },
  }),
  attackCase({
    name: "scanned-links",
    proves: "opening the links of a message, as a mail scanner does, changes nothing",
    needs: ["latchkey", "messages"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target, can } = attack;
      const client = target.client();
      const { begun, code, recipient } = await openHere(attack, client);
      const [message] = await can.messages(recipient);
      const links = (message?.text ?? "").match(/https?:\/\/\S+/g) ?? [];
      if (links.length === 0) throw new Skipped("the message has no link");
      const base = URL.parse(target.url)?.pathname.replace(/\/$/, "") ?? "";
      const paths = links
        .map((link) => new URL(link))
        .map(({ pathname, search }) => pathname.slice(base.length) + search);
      const scanner = target.client();
      const answers = settled(await Promise.all([...paths, ...paths].map((path) => scanner.ask(path))));
      const right = clear(await target.verify(client, begun, code));
      known(right);
      return {
        held: right.kind === "approved",
        did: `${links.length} links of the message opened twice, then the right code`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the right code: ${right.kind}`,
      };
    },
  }),
  attackCase({
    name: "foreign-click",
    proves: "a link of a message that another site posts makes no browser known, and opens no session",
    needs: ["latchkey", "messages"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target, can } = attack;
      const { recipient } = await openHere(attack, target.client());
      const [message] = await can.messages(recipient);
      const token = /\/otp\/not-me\?t=([\w.~-]+)/.exec(message?.text ?? "")?.[1];
      if (token === undefined) throw new Skipped("the message has no link to cancel by");
      const browser = target.client();
      const answer = await browser.form("/otp/not-me", { t: token }, FOREIGN);
      const session = await withBearer(target.client(), "/otp/session", token);
      settled([answer, session]);
      return {
        held: browser.cookies.size === 0 && session.status === 401,
        did: "the token of a message's link, in a foreign form and as a session's",
        cameBack: `${answer.status}, ${browser.cookies.size} cookies; as a session ${session.status}`,
      };
    },
  }),
];
