import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { BUILT_IN_LOCALES } from "../../../functions/words/locales.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const LOGO = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString("base64")}`;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    brand: { name: "Acme", color: "#ffcc00", logo: LOGO },
    channels: { whatsapp: { enabled: true, providers: ["inbox"] } },
  });
});

const HTML = { accept: "text/html" };
const langOf = (text: string) => /<html lang="([^"]+)" dir="([^"]+)"/.exec(text)?.slice(1);
const cookiesOf = (headers: Headers) => headers.getSetCookie().map((cookie) => cookie.split(";")[0]);

describe("the language of a page", () => {
  it.each([
    ["what the address says", "?locale=de", { "accept-language": "fr" }, "de"],
    ["what was chosen before", "", { cookie: "latchkey-locale=ar", "accept-language": "fr" }, "ar"],
    ["what the browser would like best", "", { "accept-language": "fr;q=0.5, pt-BR" }, "pt"],
    ["the owner's where nothing else is known", "?locale=xx", { "accept-language": "eo" }, "en"],
  ])("is %s", async (_case, query, headers, expected) => {
    const { text } = await service.get(`/otp/request${query}`, { ...HTML, ...headers });
    expect(langOf(text)).toEqual([expected, expected === "ar" ? "rtl" : "ltr"]);
  });

  it("is remembered once a user chooses it, and offered with the rest of the address", async () => {
    const { headers, text } = await service.get("/otp/request?channel=sms&locale=es", HTML);
    expect(cookiesOf(headers)).toContain("latchkey-locale=es");
    expect(text).toMatch(/<button\s+form="sign-in"\s+name="language"\s+value="fr"/);
    const asked = await service.get("/otp/verify?mark=0.x&locale=es", HTML);
    expect(asked.text).toContain('href="/otp/verify?mark=0.x&#38;locale=fr"');
    const other = await service.get("/otp/request", HTML);
    expect(cookiesOf(other.headers).join()).not.toContain("locale");
  });

  it("is the message's language too", async () => {
    const { headers, text } = await service.get("/otp/request?locale=de", HTML);
    const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const fields = { form, channel: "email", email: "dora@example.com", locale: "de" };
    const cookie = cookiesOf(headers).join("; ");
    const { status } = await service.form("/otp/request", fields, { cookie, origin: service.url });
    expect(status).toBe(303);
    await service.settled();
    expect(service.inbox.list("dora@example.com")[0]?.subject).toMatch(/Code/);
    expect(langOf((await service.get("/otp/request", { ...HTML, cookie })).text)?.[0]).toBe("de");
  });
});

describe("a page with a hostile query", () => {
  it.each([
    ["markup", `locale="><script>alert(1)</script>&channel='><b>&recipient="><img src=x>`],
    ["ten thousand characters", `recipient=${"a".repeat(10_000)}&locale=${"b".repeat(3000)}`],
    ["names of every object", "locale=__proto__&channel=constructor&toString=x"],
  ])("of %s keeps its shape", async (_case, query) => {
    const { status, text } = await service.get(`/otp/request?${encodeURI(query)}`, HTML);
    expect(status).toBe(200);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/<(img src=x|b>)/);
    expect(text.length).toBeLessThan(20_000);
  });
});

describe("what a page brings along", () => {
  it("is a script of our own, which the browser holds against the page and keeps", async () => {
    const { text, headers } = await service.get("/otp/request", HTML);
    expect(headers.get("content-security-policy")).toContain("script-src 'self'");
    const [, src = "", integrity] = /src="([^"]+)"\s+integrity="([^"]+)"/.exec(text) ?? [];
    const script = await service.get(src);
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(`sha384-${createHash("sha384").update(script.text).digest("base64")}`).toBe(integrity);
    expect(Buffer.byteLength(script.text)).toBeLessThan(8500);
    expect(text).not.toMatch(/<script>|\son\w+=|\sstyle=/);
  });

  it("is not kept where a page of another version asks for it", async () => {
    const { headers } = await service.get("/otp/script.js?v=older");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("is the owner's name, colour and picture", async () => {
    const { text } = await service.get("/otp/request", HTML);
    expect(text).toContain("<title>Sign in – Acme</title>");
    expect(text).toContain(`<img src="${LOGO}"`);
    expect(text).toContain(":root{--fill:#ffcc00;");
  });

  it.each(BUILT_IN_LOCALES)("is less than 20 kB in %s, the script included", async (locale) => {
    const page = await service.get(`/otp/request?locale=${locale}`, HTML);
    const script = await service.get("/otp/script.js");
    expect(Buffer.byteLength(page.text) + Buffer.byteLength(script.text)).toBeLessThan(20_000);
    expect(gzipSync(page.text).length).toBeLessThan(6000);
  });
});

describe("a browser that asks again by address after a refused form", () => {
  it("has the page of the form", async () => {
    const { headers } = await service.post("/otp/request", { recipient: "emil@example.com" });
    expect(headers.get("content-type")).toBe("application/json");
    expect((await service.get("/otp/resend", HTML)).text).toContain("There is no code to enter");
    expect((await service.get("/otp/logout", HTML)).text).toContain("You are not signed in");
  });

  it("is taken to the session where the code has done what it was for", async () => {
    const { status, headers } = await service.get("/otp/verify", {
      ...HTML,
      cookie: "latchkey-session=whatever",
    });
    expect([status, headers.get("location")]).toEqual([303, "/otp/session"]);
  });
});

describe("a number that WhatsApp and text messages reach", () => {
  it("has its code by WhatsApp, although the form sends the empty field for an e-mail address too", async () => {
    const { headers, text } = await service.get("/otp/request", HTML);
    const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const fields = { form, channel: "whatsapp", email: "", sms: "+14155550178" };
    const cookie = cookiesOf(headers).join("; ");
    const asked = await service.form("/otp/request", fields, { cookie, origin: service.url });
    expect(asked.status).toBe(303);
    await service.settled();
    expect(service.inbox.list("+14155550178").map(({ channel }) => channel)).toEqual(["whatsapp"]);
  });

  it("is asked for once, and may have its code the other way", async () => {
    const { headers, text } = await service.get("/otp/request", HTML);
    expect(text.match(/type="tel"/g)).toHaveLength(1);
    const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const jar = cookiesOf(headers).join("; ");
    const asked = await service.form(
      "/otp/request",
      { form, channel: "sms", sms: "+14155550177" },
      { cookie: jar, origin: service.url },
    );
    const cookie = [jar, ...cookiesOf(asked.headers)].join("; ");
    await service.settled();
    expect((await service.get("/otp/verify", { ...HTML, cookie })).text).toContain(
      "Send it by WhatsApp instead",
    );
    service.clock.advance(30);
    const again = await service.form(
      "/otp/resend",
      { form, channel: "whatsapp" },
      { cookie, origin: service.url },
    );
    expect(again.status).toBe(303);
    await service.settled();
    expect(service.inbox.list("+14155550177").map(({ channel }) => channel)).toEqual(["whatsapp", "sms"]);
  });
});
