import { attackCase, tally } from "../../case.ts";
import { HTML } from "../../cases/pages.ts";
import { settled } from "../../sign-in.ts";
import { signInHere, withBearer } from "../sign-in.ts";

const PAGES = ["/admin", "/admin/customers", "/admin/settings", "/admin/audit"];
const ACTS = ["/admin/act/settings-set", "/admin/act/customers-export", "/admin/act/forget"];

/** Attempts to be an admin. */
export const deskCases = [
  attackCase({
    name: "desk-by-users",
    proves: "a user's session, cookie or token opens no page and no act of the desk",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const { client, token, sessionToken } = await signInHere(attack);
      const own = { "sec-fetch-site": "same-origin", origin: new URL(target.url).origin };
      const answers = [];
      for (const path of PAGES) {
        answers.push(await client.ask(path, { headers: HTML }));
        for (const bearer of [token, sessionToken])
          answers.push(await withBearer(target.client(), path, bearer));
      }
      for (const path of ACTS) answers.push(await client.form(path, { form: "x" }, own));
      // The user's cookie by the desk's name.
      const [, session = ""] = [...client.cookies].find(([name]) => name.endsWith("session")) ?? [];
      const cookie = ["__Host-desk", "latchkey-desk"].map((name) => `${name}=${session}`).join("; ");
      answers.push(await target.client().ask("/admin", { headers: { ...HTML, cookie } }));
      const opened = settled(answers).filter(
        ({ status, text }) => status < 300 && !text.includes("admin/sign-in") && text !== "",
      );
      return {
        held: opened.length === 0 && answers.every(({ status }) => status < 500),
        did: `${answers.length} requests to the desk as a user who has signed in`,
        cameBack: `${tally(answers.map(({ status }) => status))}; ${opened.length} were let in`,
      };
    },
  }),
  attackCase({
    name: "desk-commands",
    proves: "commands of the desk take no token of the service's, and no signature that is made up",
    needs: ["latchkey"],
    cost: { requests: 40, messages: 1 },
    async run(attack) {
      const { target, can } = attack;
      const { token, sessionToken } = await signInHere(attack);
      const foreign = { origin: "https://attacker.example", "sec-fetch-site": "cross-site" };
      const made = {
        authorization:
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261128/eu-central-1/execute-api/aws4_request, SignedHeaders=host, Signature=00",
      };
      // The local service takes commands of this machine unsigned, but for those that a page of another site sends.
      const asked = can.latchkey.isLocal
        ? [foreign]
        : [
            foreign,
            {},
            made,
            { authorization: `Bearer ${token}` },
            { authorization: `Bearer ${sessionToken}` },
          ];
      const answers = [];
      for (const headers of asked)
        for (const act of ["stats", "admins-list", "forget"])
          answers.push(await target.client().json(`/admin-api/${act}`, {}, headers));
      return {
        held: settled(answers).every(({ status }) => status === 401 || status === 403 || status === 404),
        did: `${answers.length} commands without a right to them`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
];
