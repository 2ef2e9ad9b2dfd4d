import { beforeAll, describe, expect, it } from "@jest/globals";
import { subjectOf } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { authorizeAddress, CALLBACK, CLIENTS, pkce } from "../../support/app.ts";
import { authenticatorApp } from "../../support/authenticator-app.ts";
import { enrol, type EnrolledUser, guessedAway } from "../../support/enrolled.ts";
import { cancelTokenOf } from "../../support/passcodes.ts";
import { hiddenOf, person, type Person, type Shown } from "../../support/person.ts";
import { readQr } from "../../support/qr.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let strict: TestService;
beforeAll(async () => {
  service = await startTestService({ ...CLIENTS, secondFactor: "optional" });
  strict = await startTestService({ ...CLIENTS, secondFactor: "required" });
});

const SET_UP = "/otp/account/factors/totp";
let serial = 0;
const somebody = () => `step${++serial}@example.com`;

/** Where the factors of who has an address are kept. */
async function placeOf(at: TestService, address: string) {
  const secret = await at.services.keys.recipient();
  return subjectKey(secret, subjectOf(secret, { addressKind: "email", address }));
}

/** A user with two steps on. */
async function withTwoSteps(codes = 0): Promise<EnrolledUser & { readonly address: string }> {
  const address = somebody();
  const secret = await service.services.keys.recipient();
  const subject = subjectOf(secret, { addressKind: "email", address });
  return { ...(await enrol(service, subject, codes)), address };
}

/** A browser in which a user has typed the right code, and the page that it then shows. */
async function atStep(codes = 0, user = person(service), from?: Shown) {
  const enrolled = await withTwoSteps(codes);
  const page = await user.signIn(enrolled.address, from);
  return { ...enrolled, user, page };
}

const give = (user: Person, page: Shown, code: string) =>
  user.submit("/otp/factor", { ...hiddenOf(page), code });
const challengeOf = (user: Person) => user.cookies.get("latchkey-challenge")?.split(".")[0] ?? "";

describe("a user with two steps, in a browser without scripts", () => {
  it("comes to the page of the second step after the right code, and is signed in by the second", async () => {
    const { user, page, shows } = await atStep();
    expect(page.at).toMatch(/^\/otp\/factor\?mark=[\w.-]+$/);
    expect(page.status).toBe(200);
    for (const said of [
      "<h1>Second step</h1>",
      "Code from the app",
      "Time for this step: <span",
      "5 minutes",
    ])
      expect(page.text).toContain(said);
    expect(user.cookies.has("latchkey-session")).toBe(false);
    const done = await give(user, page, shows());
    expect([done.at, done.status]).toEqual(["/otp/session", 200]);
    expect([...user.cookies.keys()].sort()).toEqual(["latchkey-form", "latchkey-known", "latchkey-session"]);
  });

  it("has the code read as every code, and keeps an attempt where it is none", async () => {
    const { user, page, shows, wrong } = await atStep();
    const short = await give(user, page, "12345");
    expect(short.text).toContain("Enter the 6 digits of the code.");
    expect(short.text).not.toContain("attempts left");
    const missed = await give(user, short, wrong());
    expect(missed.at).toBe(page.at);
    expect(missed.text).toContain('aria-invalid="true"');
    expect(missed.text).toContain("That code is not right. You have 4 attempts left.");
    expect((await user.open(page.at)).text).toContain("You have 4 attempts left.");
    const arabic = `الرمز: ${shows().replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))}`;
    expect((await give(user, missed, arabic)).at).toBe("/otp/session");
  });

  it("is shown the way out once five were wrong, and may ask for another code at once", async () => {
    const { user, page, wrong } = await atStep();
    let shown = page;
    for (let guess = 0; guess < 5; guess++) shown = await give(user, page, wrong());
    expect(shown.status).toBe(403);
    expect(shown.text).toContain("<h1>Too many wrong codes</h1>");
    expect(shown.text).toContain('action="/otp/request"');
  });

  it("is told what has become of a sign-in that took too long, or was stopped", async () => {
    const late = await atStep();
    service.clock.advance(300);
    for (const shown of [
      await late.user.open(late.page.at),
      await give(late.user, late.page, late.shows()),
    ]) {
      expect(shown.status).toBe(410);
      expect(shown.text).toContain("<h1>That took too long</h1>");
    }
    const stopped = await atStep();
    const t = await cancelTokenOf(service.services, challengeOf(stopped.user));
    await service.post("/otp/not-me", { t });
    const shown = await give(stopped.user, stopped.page, stopped.shows());
    expect([shown.status, shown.text.includes("<h1>This sign-in was stopped</h1>")]).toEqual([410, true]);
  });

  it("uses a backup code instead, on a page of its own that a wrong one does not leave", async () => {
    const { user, page, backupCodes } = await atStep(2);
    const [, other = ""] = /href="(\/otp\/factor\?[^"]+)"\s*>Use a backup code/.exec(page.text) ?? [];
    const asked = await user.open(other.replaceAll("&#38;", "&"));
    expect(asked.text).toContain("Enter one of your backup codes.");
    const [one = "", two = ""] = backupCodes;
    const missed = await give(user, asked, `1${two.slice(1)}`);
    expect(missed.text).toContain("That code is not right. You have 4 attempts left.");
    expect(missed.text).toContain("Enter one of your backup codes.");
    expect((await give(user, missed, one.toLowerCase())).at).toBe("/otp/session");
  });

  it("is asked for a backup code where the app's are refused, or for help where there is none", async () => {
    for (const [codes, said] of [
      [1, "Use a backup code or a passkey."],
      [0, "you have no other way here"],
    ] as const) {
      const { user, page, address, shows, backupCodes } = await atStep(codes);
      const place = await placeOf(service, address);
      for (let wrong = 0; wrong < 20; wrong++)
        await service.services.storage.factors.countWrong(place, "strangers", {
          by: `${address}${wrong}`,
          now: service.clock.now(),
        });
      const refused = await give(user, page, shows());
      expect(refused.text).toContain("too many wrong codes from authenticator apps");
      expect(refused.text).toContain(said);
      expect(refused.text.includes('id="code"')).toBe(codes > 0);
      const [code] = backupCodes;
      if (code !== undefined) expect((await give(user, refused, code)).at).toBe("/otp/session");
    }
  });

  it("goes on to the app that waits, which is named meanwhile", async () => {
    const user = person(service);
    const asked = await user.open(authorizeAddress(pkce().challenge, { state: "mine" }), "cross-site");
    const { page, shows, wrong } = await atStep(0, user, asked);
    expect(page.at).toMatch(/^\/otp\/factor\?.*resume=[\w-]{8}$/);
    expect(page.text).toContain('class="for-app"');
    const done = await give(user, await give(user, page, wrong()), shows());
    expect(done.leaves?.href.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(done.leaves?.searchParams.get("state")).toBe("mine");
    expect(done.leaves?.searchParams.get("code")).toBeTruthy();
  });

  it("is thanked where the purpose opens no session", async () => {
    const { address, shows } = await withTwoSteps();
    const user = person(service);
    const asked = await user.open("/otp/request");
    const form = { ...hiddenOf(asked), channel: "email", email: address, purpose: "change-address" };
    const sent = await user.submit("/otp/request", form);
    await service.settled();
    const page = await user.submit("/otp/verify", { ...hiddenOf(sent), code: service.code(address) });
    expect((await give(user, page, shows())).text).toContain("<h1>Thank you</h1>");
    expect(user.cookies.has("latchkey-session")).toBe(false);
  });
});

describe("the page of the second step", () => {
  it("comes again after a reload, the back button and the code's own page, until the sign-in is complete", async () => {
    const { user, page, shows } = await atStep();
    const code = page.at.replace("/factor", "/verify");
    for (const address of [page.at, code, "/otp/factor", "/otp/verify"])
      expect((await user.open(address)).text).toContain("<h1>Second step</h1>");
    await give(user, page, shows());
    for (const address of [page.at, code, "/otp/factor"])
      expect((await user.open(address)).at).toBe("/otp/session");
    // The form of the page that was left open.
    expect((await give(user, page, shows())).at).toBe("/otp/session");
  });

  it("keeps two tabs apart", async () => {
    const user = person(service);
    const father = await atStep(0, user, await user.open("/otp/request"));
    const mother = await atStep(0, user, await user.open("/otp/request"));
    const crossed = await give(user, father.page, mother.shows());
    expect(crossed.text).toContain("You have 4 attempts left.");
    expect((await give(user, father.page, father.shows())).text).toContain("s***");
    expect((await user.open(mother.page.at)).text).toContain("<h1>Second step</h1>");
    expect((await give(user, mother.page, mother.shows())).at).toBe("/otp/session");
    expect(user.cookies.has("latchkey-factor")).toBe(false);
  });

  it("is not there for who has the challenge and has not typed its code", async () => {
    const { user, page, shows } = await atStep();
    const other = await atStep();
    const form = { ...hiddenOf(page), code: shows() };
    for (const token of [undefined, other.user.cookies.get("latchkey-factor"), "AAAA"]) {
      if (token === undefined) user.cookies.delete("latchkey-factor");
      else user.cookies.set("latchkey-factor", token);
      expect((await user.open(page.at)).text).toContain("<h1>The code has been used</h1>");
      const shown = await user.submit("/otp/factor", form);
      expect(shown.text).toContain("<h1>The code has been used</h1>");
    }
    // A token under the name of this challenge that no key of ours has sealed.
    const forged = Buffer.from(other.user.cookies.get("latchkey-factor") ?? "", "base64url");
    Buffer.from(challengeOf(user), "base64url").copy(forged, 2, 7, 39);
    user.cookies.set("latchkey-factor", forged.toString("base64url"));
    for (const shown of [await user.open(page.at), await user.submit("/otp/factor", form)])
      expect([shown.status, shown.text.includes('id="code"')]).toEqual([404, false]);
    expect(user.cookies.has("latchkey-session")).toBe(false);
  });

  it("takes no form of another site, and none without the page's own field", async () => {
    const { user, page, shows } = await atStep();
    const cookie = [...user.cookies].map((pair) => pair.join("=")).join("; ");
    const fields = { ...hiddenOf(page), code: shows() };
    const foreign = await service.form("/otp/factor", fields, { cookie, "sec-fetch-site": "cross-site" });
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
    const made = await user.submit("/otp/factor", { ...fields, form: "0.AAAAAAAAAAAAAAAAAAAAAA" });
    expect(made.text).toContain("The page was open for too long");
    expect(user.cookies.has("latchkey-session")).toBe(false);
    expect((await give(user, page, shows())).at).toBe("/otp/session");
  });

  it("leads nowhere else, and has neither challenge nor proof in addresses and texts", async () => {
    const { user, page } = await atStep();
    const evil = encodeURIComponent("https://evil.example/");
    const shown = await user.open(`${page.at}&resume=${evil}&factor=${evil}&return_to=${evil}`);
    const [form = ""] = /<form[\s\S]*?<\/form>/.exec(shown.text) ?? [];
    expect(form).not.toContain("evil");
    for (const name of ["challenge", "factor"]) {
      const value = user.cookies.get(`latchkey-${name}`) ?? "none";
      for (const { text, at } of [page, shown])
        expect([text.includes(value), at.includes(value)]).toEqual([false, false]);
    }
  });

  it("is not there where second factors are off", async () => {
    const plain = await startTestService();
    for (const path of ["/otp/factor", SET_UP]) expect((await plain.get(path)).status).toBe(404);
    expect((await plain.post("/otp/factor", {})).status).toBe(405);
  });
});

/** What the page of a set-up says an app has to know: by its picture, its link and its text. */
function shownKey({ text }: Shown) {
  const [, link = ""] = /href="(otpauth:[^"]+)"/.exec(text) ?? [];
  const [, grouped = ""] = /<bdi dir="ltr">([A-Z2-7 ]{39})<\/bdi>/.exec(text) ?? [];
  const uri = link.replaceAll("&#38;", "&");
  const app = authenticatorApp(uri);
  return { uri, grouped, scanned: readQr(text), shows: (at: TestService) => app.shows(at.clock.now()) };
}

const confirm = (user: Person, page: Shown, code: string) =>
  user.submit(`${SET_UP}/confirm`, { ...hiddenOf(page), code });
const codesOn = ({ text }: Shown) =>
  [...text.matchAll(/<bdi dir="ltr">(\d-[0-9A-Z-]{15})<\/bdi>/g)].map(([, code]) => code);

describe("a newcomer where two steps are required", () => {
  it("sets up an app after the code, keeps the backup codes, and goes on to where they came from", async () => {
    const user = person(strict);
    const address = somebody();
    const from = await user.open(authorizeAddress(pkce().challenge), "cross-site");
    const asked = await user.ask(address, from);
    const page = await user.submit("/otp/verify", { ...hiddenOf(asked), code: strict.code(address) });
    expect(page.at).toMatch(/^\/otp\/account\/factors\/totp\?mark=/);
    expect(page.text).toContain("Signing in takes a second step here.");
    const key = shownKey(page);
    expect(key.scanned).toBe(key.uri);
    expect(new URL(key.uri).searchParams.get("secret")).toBe(key.grouped.replaceAll(" ", ""));
    const missed = await confirm(
      user,
      page,
      key.shows(strict).replace(/./, (digit) => String((Number(digit) + 1) % 10)),
    );
    expect(missed.text).toContain("That is not what the app shows now.");
    for (const shown of [
      missed,
      await user.open(page.at),
      await user.open(page.at.replace(SET_UP, "/otp/factor")),
    ])
      expect(shownKey(shown).uri).toBe(key.uri);
    const place = await placeOf(strict, address);
    expect(await strict.services.storage.factors.read(place, service.clock.now())).toBeUndefined();
    expect(user.cookies.has("latchkey-session")).toBe(false);

    const done = await confirm(user, missed, key.shows(strict));
    expect([done.status, done.policy]).toEqual([201, missed.policy]);
    expect(done.policy).not.toContain("unsafe");
    expect(codesOn(done)).toHaveLength(10);
    expect([...user.cookies.keys()]).toEqual(expect.arrayContaining(["latchkey-known", "latchkey-session"]));
    for (const name of ["challenge", "factor", "enrolment", "typed"])
      expect(user.cookies.has(`latchkey-${name}`)).toBe(false);
    const [, on = ""] = /class="button" href="([^"]+)"/.exec(done.text) ?? [];
    expect(on).toMatch(/^\/otp\/authorize\?resume=[\w-]{8}$/);
    expect((await user.open(on)).leaves?.href.startsWith(`${CALLBACK}?`)).toBe(true);
    // Sent again by a reload: nothing is shown twice.
    expect(codesOn(await confirm(user, missed, key.shows(strict)))).toEqual([]);

    strict.clock.advance(31);
    const again = person(strict);
    const step = await again.signIn(address);
    expect((await again.submit("/otp/factor", { ...hiddenOf(step), code: key.shows(strict) })).at).toBe(
      "/otp/session",
    );
  });

  it("is sent on to the second step where another browser was faster, and begins anew where it took too long", async () => {
    const address = somebody();
    const pages = [];
    for (const user of [person(strict), person(strict)]) {
      strict.clock.advance(31);
      const sent = await user.ask(address);
      const page = await user.submit("/otp/verify", { ...hiddenOf(sent), code: strict.code(address) });
      pages.push({ user, page });
    }
    const [first, second] = pages;
    if (!first || !second) throw new Error("there are two");
    await enrol(
      strict,
      subjectOf(await strict.services.keys.recipient(), { addressKind: "email", address }),
      0,
    );
    const shown = await confirm(first.user, first.page, shownKey(first.page).shows(strict));
    expect(shown.text).toContain("<h1>Second step</h1>");
    strict.clock.advance(300);
    expect((await second.user.open(second.page.at)).text).toContain("<h1>That took too long</h1>");
  });
});

it("has the browser of a set-up within a sign-in be known for guesses from then on", async () => {
  const address = somebody();
  const user = person(strict);
  const set = await user.signIn(address);
  const key = shownKey(set);
  expect((await confirm(user, set, key.shows(strict))).status).toBe(201);
  await strict.settled();
  const secret = await strict.services.keys.recipient();
  await guessedAway(strict, subjectOf(secret, { addressKind: "email", address }));
  const stranger = person(strict);
  user.cookies.delete("latchkey-session");
  for (const [browser, isRight] of [
    [stranger, false],
    [user, true],
  ] as const) {
    strict.clock.advance(61);
    const step = await browser.signIn(address, await browser.open("/otp/request"));
    const { at } = await give(browser, step, key.shows(strict));
    expect(at === "/otp/session").toBe(isRight);
  }
});

describe("a user who is signed in", () => {
  it("sets up another app once a factor was proved, and the sessions elsewhere end", async () => {
    const first = await atStep();
    const [here, elsewhere] = [first.user, person(service)];
    await give(here, first.page, first.shows());
    service.clock.advance(31);
    const step = await elsewhere.signIn(first.address);
    expect((await give(elsewhere, step, first.shows())).at).toBe("/otp/session");
    // Typed into the browser, or from a link of the owner's site.
    for (const site of ["cross-site", "none"] as const)
      expect((await here.open(SET_UP, site)).text).toContain("<h1>Set up an authenticator app</h1>");
    const page = await here.open(SET_UP);
    expect(page.text).not.toContain("takes a second step here");
    const added = await confirm(here, page, shownKey(page).shows(service));
    // Only the first one comes with backup codes.
    expect([codesOn(added), added.text.includes("<h1>The authenticator app is set up</h1>")]).toEqual([
      [],
      true,
    ]);
    expect((await elsewhere.open("/otp/session")).text).toContain("You are not signed in");
    expect((await here.open("/otp/session")).text).toContain("You are signed in");
    expect(shownKey(await here.open(SET_UP)).uri).not.toBe(shownKey(page).uri);
  });

  it("is asked to sign in again after ten minutes, and who is not signed in to do so", async () => {
    const user = person(service);
    await user.signIn(somebody());
    const page = await user.open(SET_UP);
    service.clock.advance(600);
    for (const shown of [await user.open(SET_UP), await confirm(user, page, "123456")]) {
      expect(shown.status).toBe(403);
      expect(shown.text).toContain("Sign in again to change this");
    }
    user.cookies.delete("latchkey-session");
    const out = await user.open(SET_UP);
    expect([out.status, out.text.includes("You are not signed in")]).toEqual([401, true]);
    expect((await service.get(SET_UP)).body.type).toBe("urn:latchkey:problem:no-session");
  });

  it("is given a new key where the form's was another session's, and takes no form of another site", async () => {
    const [user, thief] = [person(service), person(service)];
    await user.signIn(somebody());
    await thief.signIn(somebody());
    const [page, theirs] = [await user.open(SET_UP), await thief.open(SET_UP)];
    const fields = { ...hiddenOf(page), enrolment: hiddenOf(theirs).enrolment ?? "" };
    const shown = await user.submit(`${SET_UP}/confirm`, {
      ...fields,
      code: shownKey(theirs).shows(service),
    });
    expect(shown.text).toContain("This took too long, or it is done already.");
    expect(shownKey(shown).uri).not.toBe(shownKey(theirs).uri);
    const cookie = [...user.cookies].map((pair) => pair.join("=")).join("; ");
    const right = { ...hiddenOf(shown), code: shownKey(shown).shows(service) };
    for (const headers of [{ cookie, "sec-fetch-site": "cross-site" }, { cookie }]) {
      const foreign = await service.form(`${SET_UP}/confirm`, right, headers);
      expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([403, []]);
    }
  });
});
