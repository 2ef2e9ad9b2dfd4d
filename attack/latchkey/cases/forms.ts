import { attackCase, tally } from "../../case.ts";
import { openHere } from "../sign-in.ts";

const FOREIGN = {
  origin: "https://attacker.example",
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
};
const OWN = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };
const HTML = { accept: "text/html", "sec-fetch-site": "none", "sec-fetch-mode": "navigate" };

const formOf = (page: string) => /name="form" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** What a foreign site can have a browser do. */
export const formCases = [
  attackCase({
    needs: ["latchkey", "messages"],
    cost: { requests: 60, messages: 2 },
    name: "foreign-forms",
    proves: "a form that another site posts does nothing, and leaves the browser's cookies alone",
    async run(attack) {
      const client = attack.target.client();
      const { text } = await client.ask("/otp/request", { headers: HTML });
      const fields = { form: formOf(text), channel: "email", email: await attack.address() };
      const before = [...client.cookies].join();
      const answers = await Promise.all(
        ["/otp/request", "/otp/verify", "/otp/resend", "/otp/logout"].map((path) =>
          client.form(path, { ...fields, code: "123456", all: "1" }, FOREIGN),
        ),
      );
      const sent = (await attack.can.messages(fields.email)).length;
      return {
        held:
          answers.every(({ status, headers }) => status >= 400 && headers.getSetCookie().length === 0) &&
          sent === 0 &&
          [...client.cookies].join() === before,
        did: `${answers.length} forms of another site, with the token of a page`,
        cameBack: `${tally(answers.map(({ status }) => status))}; ${sent} messages were sent`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey", "messages"],
    cost: { requests: 60, messages: 2 },
    name: "forms-without-token",
    proves: "a form without this browser's token does nothing",
    async run(attack) {
      const client = attack.target.client();
      const { text } = await attack.target.client().ask("/otp/request", { headers: HTML });
      const email = await attack.address();
      const answers = await Promise.all(
        ["", "0.AAAAAAAAAAAAAAAAAAAAAA", formOf(text)].map((form) =>
          client.form("/otp/verify", { form, code: "123456", email }, OWN),
        ),
      );
      return {
        held: answers.every(({ status }) => status >= 300) && (await attack.can.messages(email)).length === 0,
        did: "forms without a token, with a made-up one, and with another browser's",
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 60, messages: 2 },
    name: "page-headers",
    proves: "pages run no foreign script, stand in no frame, are not kept and tell no address",
    async run(attack) {
      const pages = await Promise.all(
        ["/otp/request", "/otp/verify", "/otp/session", "/otp/not-me?t=x"].map((path) =>
          attack.target.client().ask(path, { headers: HTML }),
        ),
      );
      const lacking = pages.flatMap(({ headers }) => {
        const policy = headers.get("content-security-policy") ?? "";
        return [
          policy.includes("default-src 'none'") ? "" : "default-src",
          policy.includes("frame-ancestors 'none'") ? "" : "frame-ancestors",
          /unsafe-(?:inline|eval)/.test(policy) ? "unsafe" : "",
          headers.get("x-content-type-options") === "nosniff" ? "" : "nosniff",
          headers.get("cache-control") === "no-store" ? "" : "no-store",
          /^(?:same-origin|no-referrer)$/.test(headers.get("referrer-policy") ?? "") ? "" : "referrer-policy",
        ].filter(Boolean);
      });
      return {
        held: lacking.length === 0,
        did: `the headers of ${pages.length} pages`,
        cameBack: lacking.length === 0 ? "nothing is missing" : `missing: ${tally(lacking)}`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 60, messages: 2 },
    name: "cookie-flags",
    proves: "no script reads a cookie, and no other site sends one along with a form",
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code } = await openHere(attack, client);
      const { headers } = await client.json("/otp/verify", { challengeId, code });
      const page = await attack.target.client().ask("/otp/request", { headers: HTML });
      const lines = [...headers.getSetCookie(), ...page.headers.getSetCookie()];
      const secure = attack.target.url.startsWith("https:");
      const bad = lines.filter(
        (line) =>
          !/; ?HttpOnly/i.test(line) ||
          !/; ?SameSite=(?:Lax|Strict)/i.test(line) ||
          !/; ?Path=\//i.test(line) ||
          /; ?Domain=/i.test(line) ||
          (secure && (!line.startsWith("__Host-") || !/; ?Secure/i.test(line))),
      );
      return {
        held: lines.length > 0 && bad.length === 0,
        did: `the flags of ${lines.length} cookies`,
        cameBack:
          bad.length === 0 ? "all are set" : `wrong: ${bad.map((line) => line.split("=")[0]).join(", ")}`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 60, messages: 2 },
    name: "open-redirects",
    proves: "no address of the service leads to a site that its owner has not registered",
    async run(attack) {
      const to = "https://attacker.example/";
      const client = attack.target.client();
      const query = new URLSearchParams({
        ...{ client_id: "made-up", redirect_uri: to, response_type: "code", state: "s" },
        ...{
          client: "made-up",
          return_to: to,
          post_logout_redirect_uri: to,
          back: to,
          next: to,
          scope: "openid",
        },
      }).toString();
      const paths = [
        "/otp/request",
        "/otp/verify",
        "/otp/session",
        "/otp/logout",
        "/otp/authorize",
        "/otp/end-session",
      ];
      const answers = await Promise.all(
        [...paths.map((path) => `${path}?${query}`), `//attacker.example/`, `/otp//attacker.example`].map(
          (path) => client.ask(path, { headers: HTML }),
        ),
      );
      const led = answers.filter(
        ({ headers, text }) =>
          /^(?:https?:)?\/\/attacker\.example/.test(headers.get("location") ?? "") ||
          (headers.get("refresh") ?? "").includes("attacker.example") ||
          /(?:href|action)="(?:https?:)?\/\/attacker\.example/.test(text),
      );
      return {
        held: led.length === 0,
        did: `${answers.length} addresses that name another site`,
        cameBack: `${led.length} led there (${tally(answers.map(({ status }) => status))})`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 60, messages: 2 },
    name: "odd-bodies",
    proves: "what is too large, of another type, or no JSON at all is refused, and breaks nothing",
    async run(attack) {
      const client = attack.target.client();
      const post = (body: string, type = "application/json") =>
        client.ask("/otp/request", { method: "POST", body, headers: { "content-type": type } });
      const answers = await Promise.all([
        post("x".repeat(20_000)),
        post("{"),
        post("[]"),
        post('{"recipient":{"a":1}}'),
        post('{"recipient":"\\u0000@example.com"}'),
        post('{"__proto__":{"admin":true}}'),
        post("recipient=a", "text/plain"),
        post("<a/>", "application/xml"),
      ]);
      return {
        held: answers.every(({ status }) => status >= 400 && status < 500),
        did: `${answers.length} bodies that no client sends`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
];
