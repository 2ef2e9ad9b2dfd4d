import { attackCase, Skipped, tally } from "../case.ts";
import { approved, open, settled } from "../sign-in.ts";

export const HTML = { accept: "text/html", "sec-fetch-site": "none", "sec-fetch-mode": "navigate" };

const PLACE = "https://attacker.example/";

/** What a browser is told. */
export const pageCases = [
  attackCase({
    name: "page-headers",
    proves: "pages run no foreign script, stand in no frame, are not kept and tell no address",
    needs: ["pages"],
    cost: { requests: 20, messages: 0 },
    async run({ target, can }) {
      const answers = await Promise.all(
        can.pages.map((path) => target.client().ask(path, { headers: HTML })),
      );
      // What a gateway or a firewall answers by itself is no page of the service.
      const pages = settled(answers).filter(({ headers }) => headers.get("content-type")?.includes("html"));
      if (pages.length === 0) throw new Skipped("no page was answered");
      const secure = target.url.startsWith("https:");
      const lacking = pages.flatMap(({ headers }) => {
        const policy = headers.get("content-security-policy") ?? "";
        const scripts =
          /(?:^|;)\s*script-src ([^;]*)/.exec(policy)?.[1] ?? /default-src ([^;]*)/.exec(policy)?.[1];
        return [
          scripts === undefined ? "script-src" : "",
          /unsafe-inline(?!.*(?:nonce|sha256))|unsafe-eval|(?:^|\s)(?:\*|https?:)(?:\s|$)/.test(scripts ?? "")
            ? "a strict script-src"
            : "",
          /frame-ancestors '(?:none|self)'/.test(policy) || headers.has("x-frame-options")
            ? ""
            : "frame-ancestors",
          headers.get("x-content-type-options") === "nosniff" ? "" : "nosniff",
          /no-store|private/.test(headers.get("cache-control") ?? "") ? "" : "no-store",
          /^(?:same-origin|no-referrer|strict-origin)$/.test(headers.get("referrer-policy") ?? "")
            ? ""
            : "referrer-policy",
          !secure || headers.has("strict-transport-security") ? "" : "strict-transport-security",
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
    name: "cookie-flags",
    proves: "no script reads a cookie, and no other site sends one along with a form",
    cost: { requests: 80, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { begun, code } = await open(attack, client, await attack.address());
      const answer = approved(await target.verify(client, begun, code));
      const pages = await Promise.all(
        (target.capabilities.pages ?? []).map((path) => target.client().ask(path, { headers: HTML })),
      );
      const lines = [answer, ...pages]
        .flatMap(({ headers }) => headers.getSetCookie())
        .filter((line) => !deletes(line));
      if (lines.length === 0) throw new Skipped("the target sets no cookie");
      const secure = target.url.startsWith("https:");
      const bad = lines.filter(
        (line) =>
          !/; ?HttpOnly/i.test(line) ||
          !/; ?SameSite=(?:Lax|Strict)/i.test(line) ||
          !/; ?Path=\//i.test(line) ||
          /; ?Domain=/i.test(line) ||
          (secure && (!/^__(?:Host|Secure)-/.test(line) || !/; ?Secure/i.test(line))),
      );
      return {
        held: bad.length === 0,
        did: `the flags of ${lines.length} cookies`,
        cameBack:
          bad.length === 0 ? "all are set" : `wrong: ${bad.map((line) => line.split("=")[0]).join(", ")}`,
      };
    },
  }),
  attackCase({
    name: "open-redirects",
    proves: "no address of the service leads to a site that its owner has not registered",
    needs: ["onward"],
    cost: { requests: 60, messages: 0 },
    async run({ target, can }) {
      const client = target.client();
      const answers = settled(
        await Promise.all(can.onward(PLACE).map((path) => client.ask(path, { headers: HTML }))),
      );
      const led = answers.filter(
        ({ headers, text }) =>
          leadsAway(headers.get("location") ?? "") ||
          (headers.get("refresh") ?? "").includes("attacker.example") ||
          /(?:href|action)="(?:https?:)?[\\/]{2}attacker\.example/.test(text),
      );
      return {
        held: led.length === 0,
        did: `${answers.length} addresses that name another site`,
        cameBack: `${led.length} led there (${tally(answers.map(({ status }) => status))})`,
      };
    },
  }),
];

/** Whether a line takes a cookie away: nothing is kept of it that flags could guard (RFC 6265, 5.3). */
export function deletes(line: string, now = Date.now()): boolean {
  const age = /; ?max-age=(-?\d+)/i.exec(line)?.[1];
  // Max-Age counts where both are said.
  if (age !== undefined) return Number(age) <= 0;
  return Date.parse(/; ?expires=([^;]+)/i.exec(line)?.[1] ?? "") <= now;
}

/** Whether a browser would go to the attacker's host, as browsers read an address. */
export function leadsAway(location: string): boolean {
  if (location === "") return false;
  return URL.parse(location, "https://target.example/")?.hostname.endsWith("attacker.example") === true;
}
