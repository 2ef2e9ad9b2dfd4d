import { beforeAll, describe, expect, it } from "@jest/globals";
import { cancelTokenOf } from "../../support/passcodes.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const HTML = { accept: "text/html" };
const HELP = "https://help.example.com/";
const HOME = "https://www.example.com/";
const plain = (text: string) =>
  text
    .replaceAll(/<style>.*<\/style>/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
const cookiesOf = (headers: Headers) => headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    brand: { name: "Acme", supportUrl: HELP, homeUrl: HOME },
    passcode: { maxSends: 2 },
  });
});

/** The cookies and the form token of a fresh browser. */
async function visitor() {
  const { headers, text } = await service.get("/otp/request", HTML);
  const form = /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
  return { form, cookie: cookiesOf(headers).join("; ") };
}

async function postForm(path: string, fields: Record<string, string>, extraCookie = "") {
  const { form, cookie } = await visitor();
  const sent = { cookie: [cookie, extraCookie].filter(Boolean).join("; "), origin: service.url };
  return service.form(path, { form, ...fields }, sent);
}

async function challengePage(recipient: string, locale = "en") {
  const { challengeId } = await service.challenge(recipient);
  const cookie = `latchkey-challenge=${challengeId}`;
  const page = async () => (await service.get(`/otp/verify?locale=${locale}`, { ...HTML, cookie })).text;
  return { challengeId, cookie, page };
}

describe("a limit", () => {
  it("says why, how long, until when by the reader's clock, and where help is", async () => {
    await service.challenge("wait@example.com");
    const { text } = await person(service).ask("wait@example.com");
    const [notice = ""] = /<p class="notice bad".*?<\/p>/s.exec(text) ?? [];
    expect(plain(notice)).toContain("A code was sent a moment ago.");
    expect(notice).toContain('data-seconds="30"');
    expect(notice).toContain('data-at="Please wait until {time} before you ask for another code."');
    expect(notice).toContain('data-say="{time} left"');
    expect(notice).toContain('data-after="You can ask for a code again now."');
    expect(notice).toContain(`href="${HELP}"`);
  });

  it("says another why for wrong codes", async () => {
    const locked = await startTestService({
      passcode: { maxAttempts: 8, maxSends: 1 },
      limits: { strongAfterFailures: "off" },
    });
    const { challengeId, code } = await locked.challenge("lock@example.com");
    for (let guess = 0; guess < 4; guess++)
      await locked.post("/otp/verify", { challengeId, code: code === "000000" ? "111111" : "000000" });
    await locked.settled();
    locked.clock.advance(31);
    const refused = await person(locked).ask("lock@example.com");
    expect(plain(refused.text)).toContain("There were many wrong codes for this address or number.");
  });
});

describe("a code that has been sent as often as it may be", () => {
  it("has words in the place of the button", async () => {
    const { challengeId, page } = await challengePage("often@example.com");
    expect(await page()).toContain('action="/otp/resend"');
    service.clock.advance(30);
    await service.post("/otp/resend", { challengeId });
    const text = await page();
    expect(text).not.toContain('action="/otp/resend"');
    expect(plain(text)).toContain("The code has been sent as often as it may be.");
  });
});

describe("a provider's outage", () => {
  it("is not blamed on the user", async () => {
    await service.post("/_local/outage", { channel: "email", mode: "permanent" });
    const { body } = await service.post("/otp/request", { recipient: "outage@example.com" });
    await service.settled();
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    const cookie = `latchkey-challenge=${String(body.challengeId)}`;
    const { text } = await service.get("/otp/verify", { ...HTML, cookie });
    expect(plain(text)).toContain("If the address or number is right, the fault is not yours.");
    expect(plain(text)).not.toContain("Check the address");
  });

  it("is said while it lasts, and that we keep trying", async () => {
    await service.post("/_local/outage", { channel: "email", mode: "transient" });
    const { body } = await service.post("/otp/request", { recipient: "later@example.com" });
    await service.settled();
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    const cookie = `latchkey-challenge=${String(body.challengeId)}`;
    const { text } = await service.get("/otp/verify", { ...HTML, cookie });
    expect(plain(text)).toContain("We keep trying, and you need do nothing.");
  });
});

describe("who is signed in already", () => {
  it("is told so, with the way on, unless an app asks for another sign-in", async () => {
    const session = "latchkey-session=whatever";
    const { text } = await service.get("/otp/request", { ...HTML, cookie: session });
    expect(plain(text)).toContain("It looks as if you are signed in already.");
    expect(text).toContain('href="/otp/session"');
    expect(text).toContain(`href="${HOME}"`);
    const waits = await service.get("/otp/request?resume=abcdefgh", { ...HTML, cookie: session });
    expect(plain(waits.text)).not.toContain("signed in already");
  });
});

describe("who signs out", () => {
  it("is told so, with the way on", async () => {
    const { status, headers } = await postForm("/otp/logout", {});
    expect([status, headers.get("location")]).toEqual([303, "/otp/session?signed=out"]);
    const page = await service.get("/otp/session?signed=out", HTML);
    expect(page.status).toBe(200);
    expect(plain(page.text)).toContain("You are signed out");
    expect(page.text).toContain(`href="${HOME}"`);
  });
});

describe("the page of the link that says it was not me", () => {
  it("names the address masked, the time and the browser, and changes nothing", async () => {
    const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const { body } = await service.post(
      "/otp/request",
      { recipient: "nora@example.com" },
      { "user-agent": chrome },
    );
    const token = await cancelTokenOf(service.services, String(body.challengeId));
    const { text } = await service.get(`/otp/not-me?t=${token}`, HTML);
    expect(plain(text)).toContain("n***@example.com");
    expect(text).not.toContain("nora");
    expect(text).toMatch(/<time datetime="2026-11-23T/);
    expect(plain(text)).toContain("Firefox on Windows");
    await service.form("/otp/not-me", { t: token });
    const stopped = await service.get(`/otp/not-me?t=${token}`, HTML);
    expect(plain(stopped.text)).toContain("If you wanted to sign in yourself, ask for a new code.");
    expect(plain(stopped.text)).toContain("If more such messages come, ask us for help.");
    // The way on is another click, which lets the browser ask.
    expect(stopped.text).toContain('<form method="post" action="/otp/not-me">');
    expect(stopped.text).toContain('name="next" value="request"');
  });
});
