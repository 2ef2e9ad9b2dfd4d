import { beforeAll, describe, expect, it } from "@jest/globals";
import { authorizeAddress, CALLBACK, CLIENTS, pkce } from "../../support/app.ts";
import { hiddenOf, languageOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

const somebody = () => `waiting${++serial}@example.com`;
const { challenge } = pkce();
const APP_B = { client_id: "backend", redirect_uri: "https://backend.example/callback", state: "of-b" };
const openA = (user: Person, state = "of-a") =>
  user.open(authorizeAddress(challenge, { state }), "cross-site");
const openB = (user: Person) => user.open(authorizeAddress(challenge, APP_B), "cross-site");
const answer = ({ leaves }: Shown) => ({
  to: leaves && leaves.origin + leaves.pathname,
  state: leaves?.searchParams.get("state"),
  error: leaves?.searchParams.get("error"),
});

// lepture/authlib#285
describe("app A in one tab and app B in another", () => {
  it("get their own person back, each with its own state, in either order", async () => {
    const user = person(service);
    const recipient = somebody();
    const [a, b] = [await openA(user), await openB(user)];
    const [sentA, sentB] = [await user.ask(recipient, a), await user.ask(somebody(), b)];
    const shown = await user.submit("/otp/verify", { ...hiddenOf(sentA), code: service.code(recipient) });
    expect(answer(shown)).toEqual({ to: CALLBACK, state: "of-a", error: null });
    // The other one waits on, also while the same person types its address anew.
    const other = await user.open(sentB.at.replace(/^[^?]+\?.*(resume=[\w-]+).*$/, "/otp/request?$1"));
    expect(answer(await user.signIn(somebody(), other))).toEqual({
      to: "https://backend.example/callback",
      state: "of-b",
      error: null,
    });
    expect(user.cookies.has("latchkey-waiting")).toBe(false);
  });

  it("leave a person alone who signs in by neither", async () => {
    const user = person(service);
    await user.ask(somebody(), await openA(user));
    const own = await user.signIn(somebody(), await user.open("/otp/request"));
    expect(own).toMatchObject({ leaves: undefined, at: "/otp/session" });
    expect(user.cookies.get("latchkey-waiting")).toBeDefined();
  });

  it("are each asked in a browser that holds nothing of ours until its user has typed something", async () => {
    const user = person(service);
    await openA(user);
    await openB(user);
    expect([...user.cookies]).toEqual([]);
  });
});

describe("a walk that came from an app", () => {
  it("keeps it through an error, a resend, another contact and a code that has run out", async () => {
    const user = person(service);
    const recipient = somebody();
    const asked = await openA(user, "long-way");
    const refused = await user.submit("/otp/request", {
      ...hiddenOf(asked),
      channel: "email",
      email: "anna@",
    });
    expect(refused.at).toMatch(/^\/otp\/request\?resume=[\w-]{8}$/);
    expect(refused.text).toContain('value="anna@"');
    const sent = await user.ask(recipient, refused);
    service.clock.advance(30);
    const again = await user.submit("/otp/resend", hiddenOf(sent));
    expect(hiddenOf(again).resume).toBe(hiddenOf(sent).resume);
    const [, anew = ""] = /class="link" href="(\/otp\/request[^"]*)"/.exec(again.text) ?? [];
    expect(anew).toBe(`/otp/request?resume=${hiddenOf(sent).resume}&#38;change=address`);
    service.clock.advance(301);
    const over = await user.open(again.at);
    expect(over.text).toContain(`href="${anew}"`);
    expect(answer(await user.signIn(recipient, await user.open(anew.replace("&#38;", "&"))))).toMatchObject({
      state: "long-way",
    });
  });

  it("speaks the language that the app asked for on every page, although its link could set no cookie", async () => {
    const user = person(service, { "accept-language": "es" });
    const asked = await user.open(authorizeAddress(challenge, { ui_locales: "de fr" }), "cross-site");
    const sent = await user.ask(somebody(), asked);
    const wrong = await user.submit("/otp/verify", { ...hiddenOf(sent), code: "000000" });
    const [, anew = ""] = /class="link" href="(\/otp\/request[^"]*)"/.exec(sent.text) ?? [];
    const again = await user.open(anew.replaceAll("&#38;", "&"));
    const link = await user.open("/otp/link", "none");
    expect([asked, sent, wrong, again, link].map(languageOf)).toEqual(["de", "de", "de", "de", "de"]);
    // It is the app's wish for its own walk: the next app's pages, and the owner's own, follow the browser.
    expect(user.cookies.has("latchkey-locale")).toBe(false);
    const next = await user.open(authorizeAddress(challenge), "cross-site");
    const own = await user.open("/otp/request");
    expect([next, await user.ask(somebody(), next), own].map(languageOf)).toEqual(["es", "es", "es"]);
  });

  it("speaks the language that the person chose before, whatever the app asks for, and keeps it", async () => {
    const user = person(service, { "accept-language": "es" });
    await user.open("/otp/request?locale=fr");
    const asked = await user.open(authorizeAddress(challenge, { ui_locales: "de" }), "none");
    const sent = await user.ask(somebody(), asked);
    expect([asked, sent].map(languageOf)).toEqual(["fr", "fr"]);
    expect(user.cookies.get("latchkey-locale")).toBe("fr");
  });

  it("keeps a language that the person chooses on the walk, also the one that the app asked for", async () => {
    for (const language of ["ar", "de"]) {
      const user = person(service);
      const asked = await user.open(authorizeAddress(challenge, { ui_locales: "de" }), "cross-site");
      const switched = await user.submit("/otp/request", { ...hiddenOf(asked), language });
      expect([languageOf(switched), user.cookies.get("latchkey-locale")]).toEqual([language, language]);
      expect(languageOf(await user.ask(somebody(), switched))).toBe(language);
    }
  });
});

describe("many requests that wait", () => {
  it("share three KiB of cookies: the oldest makes room, the newest are answered", async () => {
    const user = person(service);
    const long = (at: number) => `${at}`.repeat(800);
    const sent: Shown[] = [];
    const people = [1, 2, 3, 4].map(somebody);
    for (const [at, one] of people.entries()) sent.push(await user.ask(one, await openA(user, long(at + 1))));
    const name = "latchkey-waiting";
    expect(name.length + 1 + (user.cookies.get(name)?.length ?? 0)).toBeLessThanOrEqual(3072);
    const finish = (at: number) =>
      user.submit("/otp/verify", { ...hiddenOf(sent[at]!), code: service.code(people[at]!) });
    expect(answer(await finish(3))).toMatchObject({ state: long(4) });
    expect(answer(await finish(2))).toMatchObject({ state: long(3) });
    expect(await finish(0)).toMatchObject({ leaves: undefined, at: "/otp/session" });
  });

  it("are refused where one alone does not fit, whoever is signed in", async () => {
    const user = person(service);
    const tooLong = await openA(user, "s".repeat(2200));
    expect(answer(tooLong)).toEqual({ to: CALLBACK, state: null, error: "invalid_request" });
    expect(answer(await openA(user, "s".repeat(2000)))).toMatchObject({ to: undefined });
    // What does not count takes no room.
    const padded = authorizeAddress(challenge, {
      display: "p".repeat(3000),
      login_hint: somebody(),
    });
    expect((await user.open(padded)).text).toContain('name="waiting"');
  });
});

describe("a waiting request that is made up, or another browser's id of one", () => {
  it("is dropped with the form that brings it", async () => {
    const user = person(service);
    const asked = await openA(user);
    const { waiting = "", ...hidden } = hiddenOf(asked);
    const changed = waiting.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    const recipient = somebody();
    await user.submit("/otp/request", { ...hidden, waiting: changed, channel: "email", email: recipient });
    expect(user.cookies.has("latchkey-waiting")).toBe(false);
  });

  it("resumes nothing", async () => {
    const user = person(service);
    const { resume = "" } = hiddenOf(await user.ask(somebody(), await openA(user)));
    const other = person(service);
    await other.signIn(somebody());
    expect(await other.open(`/otp/authorize?resume=${resume}`)).toMatchObject({
      leaves: undefined,
      at: "/otp/session",
    });
  });
});
