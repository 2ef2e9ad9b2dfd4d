import { beforeAll, describe, expect, it } from "@jest/globals";
import { cookieJar } from "../../../functions/http/cookies.ts";
import { MOST_CHALLENGES } from "../../../functions/http/held-challenges.ts";
import { routes } from "../../../functions/routes.ts";
import { authorizeAddress, CLIENTS, pkce } from "../../support/app.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

const somebody = () => `foreign${++serial}@example.com`;
const { challenge } = pkce();
const HTML = { accept: "text/html" };
const cookieOf = (user: Person) => [...user.cookies].map((pair) => pair.join("=")).join("; ");

/** A browser that holds all there is: a session, an open challenge, what was typed, an app's request, a language, an error. */
async function fullBrowser(): Promise<{ readonly user: Person; readonly fields: Record<string, string> }> {
  const user = person(service);
  await user.signIn(somebody());
  await user.open("/otp/request?locale=de");
  const sent = await user.ask(somebody(), await user.open(authorizeAddress(challenge, { prompt: "login" })));
  const fields = hiddenOf(sent);
  const answer = await service.form(
    "/otp/verify",
    { ...fields, code: "12" },
    { cookie: cookieOf(user), "sec-fetch-site": "same-origin" },
  );
  const flash = /latchkey-flash=([^;]+)/.exec(answer.headers.getSetCookie().join("\n"))?.[1] ?? "";
  user.cookies.set("latchkey-flash", flash);
  expect([...user.cookies.keys()].sort()).toEqual(
    ["challenge", "flash", "form", "known", "locale", "session", "typed", "waiting"].map(
      (name) => `latchkey-${name}`,
    ),
  );
  return { user, fields };
}

const FOREIGN = [
  ["another site", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
  ["a neighbour's subdomain", { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate" }],
  ["another site, in a browser that says no more", { origin: "https://evil.example" }],
  ["a sandboxed frame", { origin: "null" }],
] as const;
const ADDRESSES = [
  ...new Set(
    routes.filter(({ path }) => path.startsWith("/otp/")).map(({ method, path }) => `${method} ${path}`),
  ),
];

describe.each(FOREIGN)("a request from %s", (_, headers) => {
  it("neither sets nor clears a cookie of ours, at any address", async () => {
    const { user, fields } = await fullBrowser();
    const query = `locale=fr&mark=${fields.mark}&resume=${fields.resume}`;
    for (const address of ADDRESSES) {
      const [method, path = ""] = address.split(" ");
      for (const cookie of [cookieOf(user), ""]) {
        const sent = { ...HTML, ...headers, cookie };
        const asked = path === "/otp/authorize" ? authorizeAddress(challenge) : `${path}?${query}`;
        const body = { ...fields, language: "fr", email: somebody(), code: "123456", all: "true" };
        const answers =
          method === "GET"
            ? [await service.get(asked, sent)]
            : [await service.form(path, body, sent), await service.post(path, {}, sent)];
        for (const answer of answers) expect([address, answer.headers.getSetCookie()]).toEqual([address, []]);
      }
    }
    // Nothing was used up: the person goes on where they were.
    expect((await user.open("/otp/session")).text).toContain("Sie sind angemeldet");
  });
});

describe("a person whom another site's link has brought to a page", () => {
  it.each(["cross-site", "same-site"] as const)(
    "signs in, on a first form that is tied to no cookie (%s)",
    async (site) => {
      const user = person(service);
      const asked = await user.open("/otp/request", site);
      expect([...user.cookies]).toEqual([]);
      expect((await user.signIn(somebody(), asked)).at).toBe("/otp/session");
    },
  );

  it("signs out there, by a form that is tied to the session", async () => {
    const user = person(service);
    await user.signIn(somebody());
    user.cookies.delete("latchkey-form");
    const asked = await user.open("/otp/end-session", "cross-site");
    expect(asked.text).toContain("Sign out?");
    await user.submit("/otp/logout", hiddenOf(asked));
    expect(user.cookies.has("latchkey-session")).toBe(false);
  });

  it("enters a code by no form that is tied to nothing", async () => {
    const user = person(service);
    const recipient = somebody();
    const asked = await user.open("/otp/request", "cross-site");
    const untied = hiddenOf(asked).form ?? "";
    const sent = await user.ask(recipient, asked);
    const forged = { ...hiddenOf(sent), form: untied, code: service.code(recipient) };
    const shown = await user.submit("/otp/verify", forged);
    expect(shown.text).toContain("The page was open for too long");
    expect(user.cookies.has("latchkey-session")).toBe(false);
  });
});

describe("a browser that says nothing of sites, such as an old one", () => {
  it("signs in by the origin of its forms", async () => {
    const page = await service.get("/otp/request", HTML);
    const cookie = page.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const asked = await service.form(
      "/otp/request",
      { form, channel: "email", email: somebody() },
      { ...HTML, cookie, origin: service.url },
    );
    expect(asked.status).toBe(303);
    expect(asked.headers.getSetCookie().join()).toContain("latchkey-challenge=");
  });
});

describe("a fault, in answer to another site", () => {
  it("sets no cookie either, not even of the language", async () => {
    const broken = await startTestService(
      {},
      {
        override: ({ keys }) => ({ keys: { ...keys, current: () => Promise.reject(new Error("a fault")) } }),
      },
    );
    const ask = (site: string) =>
      broken.get("/otp/request?locale=ar", {
        ...HTML,
        "sec-fetch-site": site,
        "sec-fetch-mode": "navigate",
      });
    const [foreign, own] = [await ask("cross-site"), await ask("same-origin")];
    expect([foreign.status, own.status]).toEqual([500, 500]);
    expect(foreign.headers.getSetCookie()).toEqual([]);
    expect(own.headers.getSetCookie().join()).toContain("latchkey-locale=ar");
  });
});

/** What a browser holds of second steps in four tabs, and of an authenticator that it sets up. */
const SECOND_STEP = [
  ["latchkey-factor", Array.from({ length: MOST_CHALLENGES }, () => "A".repeat(67)).join(".")],
  ["latchkey-enrolment", "A".repeat(96)],
] as const;

describe("all cookies together", () => {
  it("have at most 5.5 KiB, with everything as long as it may be", async () => {
    const user = person(service);
    await user.signIn(`${"s".repeat(40)}+tag@example.com`);
    await user.open("/otp/request?locale=de");
    for (let tab = 0; tab < 6; tab++) {
      const asked = await user.open(
        authorizeAddress(challenge, { prompt: "login", state: `${tab}`.repeat(tab === 5 ? 2040 : 700) }),
      );
      await user.ask(`several${tab}+tag@example.com`, asked);
    }
    const asked = await user.open("/otp/request");
    const sizes: number[] = [];
    for (const typed of [
      "\u4e2d".repeat(300),
      "\u0001".repeat(300),
      '"\\'.repeat(150),
      "\ud83d".repeat(300),
      "a".repeat(300),
    ]) {
      const answer = await service.form(
        "/otp/request",
        { ...hiddenOf(asked), channel: "email", email: typed },
        { ...HTML, cookie: cookieOf(user), "sec-fetch-site": "same-origin" },
      );
      const flash = /latchkey-flash=([^;]+)/.exec(answer.headers.getSetCookie().join("\n"))?.[1] ?? "";
      expect(flash).not.toBe("");
      const held = new Map([...user.cookies, ...SECOND_STEP, ["latchkey-flash", flash]]);
      // The deployed prefix is as long as that of localhost.
      sizes.push([...held].map((pair) => pair.join("=")).join("; ").length);
    }
    expect(cookieJar("https://id.example").clear("flash").split("=")[0]?.length).toBeLessThanOrEqual(
      "latchkey-flash".length,
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5.5 * 1024);
    expect(Math.max(...sizes)).toBeGreaterThan(4 * 1024);
  });
});
