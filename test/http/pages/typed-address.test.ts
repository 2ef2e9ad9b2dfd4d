import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

const HTML = { accept: "text/html" };
const plain = (text: string) => text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
const pairs = (headers: Headers) => headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    channels: { sms: { countries: ["US", "MX", "GB", "GG", "CA", "DE"] } },
  });
});

/** A browser that keeps its cookies, without a script. */
function browser(headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();
  const keep = (set: Headers) => {
    for (const pair of pairs(set)) jar.set(pair.split("=")[0] ?? "", pair);
  };
  const sent = () => ({ ...HTML, ...headers, cookie: [...jar.values()].join("; "), origin: service.url });
  const open = async (path: string) => {
    const answer = await service.get(path, sent());
    keep(answer.headers);
    return answer;
  };
  const post = async (path: string, fields: Record<string, string>) => {
    const { text } = await open("/otp/request");
    const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
    const answer = await service.form(path, { form, ...fields }, sent());
    keep(answer.headers);
    return answer;
  };
  return { open, post, jar };
}

describe("who has just typed a number", () => {
  it("sees the number that was read, with its country, before they wait", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "sms", sms: "55 1234 5678", country: "US" });
    const wrong = plain((await open("/otp/verify")).text);
    expect(wrong).toContain("+1 551 234 5678");
    expect(wrong).toContain("(United States)");
    expect(plain((await open("/otp/verify?locale=de")).text)).toContain("(Vereinigte Staaten)");
  });

  it("has it read in the country that they choose", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "sms", sms: "55 1234 5678", country: "MX" });
    const page = plain((await open("/otp/verify")).text);
    expect(page).toContain("+52 55 1234 5678");
    expect(page).toContain("(Mexico)");
  });

  it("keeps it, and the country, when they change it", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "sms", sms: "55 1234 5679", country: "MX" });
    const link = /href="([^"]*change=address)"/.exec((await open("/otp/verify")).text)?.[1] ?? "";
    const { text } = await open(link);
    expect(text).toContain('value="55 1234 5679"');
    expect(text).toMatch(/value="MX"[^>]*selected/);
    expect((await open("/otp/request")).text).not.toContain("1234 5679");
  });
});

describe("the country beside a number", () => {
  it.each([
    ["the browser's, where the owner names none", "es-MX,es;q=0.9", "MX"],
    ["the usual one for a browser that names none of them", "fr-FR", "US"],
    ["not another one that shares its calling code", "en-GG", "GG"],
  ])("is %s", async (_case, language, country) => {
    const { text } = await browser({ "accept-language": language }).open("/otp/request");
    expect(text.match(/value="\w\w"[^>]*selected/g)).toEqual([expect.stringMatching(`^value="${country}"`)]);
  });

  it("stays the chosen one when the number is refused", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "sms", sms: "1", country: "CA" });
    const { text } = await open("/otp/request");
    expect(text).toMatch(/value="CA"[^>]*selected/);
  });

  it("gives hint and placeholder", async () => {
    const { text } = await browser({ "accept-language": "de-DE" }).open("/otp/request");
    expect(text).toContain('placeholder="01512 3456789"');
    expect(text).toMatch(/Zum Beispiel <bdi[^>]*>01512 3456789/);
  });

  it("means nothing where it is none", async () => {
    const { status, headers } = await browser().post("/otp/request", {
      channel: "sms",
      sms: "415 555 0142",
      country: '"><b>',
    });
    expect([status, headers.get("location")]).toEqual([303, expect.stringMatching(/^\/otp\/verify\?mark=/)]);
  });
});

describe("who has just typed an e-mail address", () => {
  it("sees it as they typed it, and nobody else does", async () => {
    const { open, post, jar } = browser();
    await post("/otp/request", { channel: "email", email: " Anna.Lopez@Example.com\u00a0" });
    expect((await open("/otp/verify")).text).toContain("Anna.Lopez@Example.com");
    const challenge = jar.get("latchkey-challenge") ?? "";
    const elsewhere = await service.get("/otp/verify", { ...HTML, cookie: challenge });
    expect(plain(elsewhere.text)).toContain("a***@example.com");
    expect(elsewhere.text).not.toContain("Lopez");
  });

  it.each(["made up", "cut"])("sees it masked where the cookie is %s", async (what) => {
    const { open, post, jar } = browser();
    await post("/otp/request", { channel: "email", email: `carl.${what.replace(" ", "")}@example.com` });
    const kept = jar.get("latchkey-typed") ?? "";
    jar.set("latchkey-typed", what === "cut" ? kept.slice(0, -4) : "latchkey-typed=AQEAAAAA");
    expect(plain((await open("/otp/verify")).text)).toContain("c***@example.com");
  });

  it("is asked about a slip in a large provider's name, and has the code there with one click", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "email", email: "greta@gmial.com" });
    const { text } = await open("/otp/verify");
    expect(plain(text)).toContain("Did you mean greta@gmail.com ?");
    expect(text).toContain('name="email" value="greta@gmail.com"');
    await service.settled();
    expect(service.inbox.list("greta@gmial.com")).toHaveLength(1);
    await post("/otp/request", { channel: "email", email: "greta@gmail.com" });
    expect((await open("/otp/verify")).text).not.toContain("Did you mean");
  });

  it.each(["ines@gmail.fr", "ines@icloud.com", "ines@yandex.ru", "ines@acme.example"])(
    "is asked nothing about %s, which may be right",
    async (email) => {
      const { open, post } = browser();
      await post("/otp/request", { channel: "email", email });
      expect((await open("/otp/verify")).text).not.toContain("Did you mean");
    },
  );

  it("asks for another code without typing once the first has expired", async () => {
    const { open, post } = browser();
    await post("/otp/request", { channel: "email", email: "hanna@example.com" });
    service.clock.advance(301);
    const { text } = await open("/otp/verify");
    expect(text).toContain("The code has expired");
    expect(plain(text)).toContain("Send a new code to hanna@example.com");
    expect(text).toContain('name="email" value="hanna@example.com"');
  });

  it("leaves nothing of it to who comes next, once they are signed in", async () => {
    const { open, post, jar } = browser();
    await post("/otp/request", { channel: "email", email: "lena@example.com" });
    await service.settled();
    await post("/otp/verify", { code: service.code("lena@example.com") });
    expect(jar.get("latchkey-typed")).toBe("latchkey-typed=");
    expect((await open("/otp/request?change=address")).text).not.toContain("lena");
  });

  it("leaves nothing of a slip either, which was never signed in with", async () => {
    const { open, post, jar } = browser();
    await post("/otp/request", { channel: "email", email: "slip.of.mine@exampel.org" });
    await post("/otp/request", { channel: "email", email: "mine@example.org" });
    await service.settled();
    await post("/otp/verify", { code: service.code("mine@example.org") });
    expect((await open("/otp/request?change=address")).text).not.toContain("slip.of.mine");
    await post("/otp/logout", {});
    expect(["typed", "challenge", "session"].map((name) => jar.get(`latchkey-${name}`))).toEqual([
      "latchkey-typed=",
      "latchkey-challenge=",
      "latchkey-session=",
    ]);
    expect((await open("/otp/verify")).text).toContain("There is no code to enter");
  });

  it("keeps no address that would be too long for the cookies, and none of before in its place", async () => {
    const { post, jar } = browser();
    await post("/otp/request", { channel: "email", email: "before@example.com" });
    const label = "\u4e2d".repeat(50);
    await post("/otp/request", {
      channel: "email",
      email: `a@${[label, label, label, label].join(".")}.com`,
    });
    expect(jar.get("latchkey-typed")).toBe("latchkey-typed=");
  });

  it("sends little along: all of what is kept fits beside the other cookies", async () => {
    const { post, jar } = browser();
    for (const name of ["a", "b", "c", "d", "e"])
      await post("/otp/request", { channel: "email", email: `${name.repeat(60)}@example.com` });
    const value = (jar.get("latchkey-typed") ?? "").split("=")[1] ?? "";
    expect(value.length).toBeGreaterThan(100);
    expect(value.length).toBeLessThanOrEqual(560);
  });
});
