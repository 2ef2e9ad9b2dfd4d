import { beforeAll, describe, expect, it } from "@jest/globals";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ALWAYS = { limits: { strong: "always" } };
const HTML = { accept: "text/html" };
const LINK = /http\S+\/otp\/link#\S+/;

let service: TestService;
let serial = 0;
const fresh = () => `link${++serial}@example.com`;
beforeAll(async () => {
  service = await startTestService(ALWAYS);
});

const mailOf = (recipient: string) => service.inbox.list(recipient)[0];

describe("an e-mail with a code of letters and digits", () => {
  it("has a link that names the code and the challenge, behind what no server is told", async () => {
    const recipient = fresh();
    const browser = person(service);
    await browser.ask(recipient);
    const { text = "", html = "" } = mailOf(recipient) ?? {};
    const link = new URL(LINK.exec(text)?.[0] ?? "");
    expect(link.pathname).toBe("/otp/link");
    expect(link.search).toBe("");
    const [name = "", code] = link.hash.slice(1).split(".");
    expect(code).toBe(service.code(recipient).replaceAll("-", ""));
    expect(html).toContain(`href="${link.href}"`);
    const { text: page } = await browser.open("/otp/link");
    expect(page).toContain(name);
    expect(page).not.toContain(code);
  });

  it("can be copied whole: the code in its link is the same", async () => {
    const recipient = fresh();
    const browser = person(service);
    const asked = await browser.ask(recipient);
    const fields = Object.fromEntries(
      [...asked.text.matchAll(/name="(form|mark)" value="([^"]+)"/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const { text } = await browser.submit("/otp/verify", { ...fields, code: mailOf(recipient)?.text ?? "" });
    expect(text).toContain("You are signed in");
  });

  it("has none where a program asked for the code: no page waits for it", async () => {
    const recipient = fresh();
    await service.challenge(recipient, { codeFormats: ["digits", "base32"] });
    expect(mailOf(recipient)?.text).toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}/);
    expect(mailOf(recipient)?.text).not.toMatch(LINK);
  });
});

describe("a short code", () => {
  it("has no link", async () => {
    const short = await startTestService();
    await person(short).ask("anna@example.com");
    expect(short.inbox.list("anna@example.com")[0]?.text).not.toMatch(LINK);
  });
});

describe("the page of the link", () => {
  it("names the challenges that this browser waits with, and nothing of any other", async () => {
    const browser = person(service);
    await browser.ask(fresh());
    await browser.ask(fresh());
    const { text } = await browser.open("/otp/link");
    const marks = (page: string) =>
      JSON.parse(
        (/data-marks="([^"]*)"/.exec(page)?.[1] ?? "").replaceAll("&quot;", '"').replaceAll("&#34;", '"'),
      ) as unknown[];
    expect(marks(text)).toHaveLength(2);
    const stranger = await person(service).open("/otp/link");
    expect(marks(stranger.text)).toEqual([]);
    expect(stranger.text).toContain("Ask for a new code");
    service.clock.advance(301);
    expect(marks((await browser.open("/otp/link")).text)).toEqual([]);
  });

  it.each(["/otp/link%23aaaaaaaa.K7QFM2XD9TRAW", "/otp/link%2523aaaaaaaa.K7QFM2XD9TRAW", "/otp/link/"])(
    "is the same where a mail program wrote %s",
    async (path) => {
      const { status, text } = await service.get(path, HTML);
      expect(status).toBe(200);
      expect(text).toContain("Type the code from your message");
      expect(text).not.toContain("K7QFM2XD9TRAW");
    },
  );

  it.each(["/otp/nothing", "/otp/linked", "/otp/%", "/otp/__proto__"])(
    "is not what answers %s",
    async (path) => {
      const page = await service.get(path, HTML);
      expect([page.status, page.text.includes("There is no page at this address")]).toEqual([404, true]);
      const { status, body } = await service.get(path);
      expect([status, body.type]).toEqual([404, "urn:latchkey:problem:not-found"]);
    },
  );

  it("names no other method's addresses", async () => {
    expect((await service.post("/otp/link", {})).status).toBe(405);
    expect((await service.get("/otp/status", HTML)).status).toBe(405);
  });
});

describe("a wrong code by the link's form", () => {
  it("costs one attempt of the challenge that it names, and no other's", async () => {
    const browser = person(service);
    await browser.ask(fresh());
    const { text } = await browser.open("/otp/link");
    const [, mark = ""] = /\[&quot;[\w-]{8}&quot;,&quot;([^&]+)&quot;\]/.exec(text) ?? [];
    const [, form = ""] = /name="form" value="([^"]+)"/.exec(text) ?? [];
    const { text: page } = await browser.submit("/otp/verify", {
      ...{ form, mark, resume: "" },
      code: "K7QFM2XD9TRAW",
    });
    expect(page).toContain("That code is not right");
    expect(page).toContain("4 attempts left");
  });
});
