import { beforeAll, describe, expect, it } from "@jest/globals";
import { accountOf, anAddress, problemOf } from "../../support/account-user.ts";
import { askFrom, SERVER } from "../../support/attacker.ts";
import { authenticatorApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { signedIn } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Reports about other products, each named with its source: by which way a second step was left out, or told of. */
const LINK = /http\S+\/otp\/link#\S+/;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional", factors: { passkeys: "on" } });
});
const { signIn } = accountOf(() => service);

/** A user with two steps. */
async function enrolled(codes = 0) {
  const { address, body } = await signIn();
  service.clock.advance(31);
  return { ...(await enrol(service, String(body.subject), codes)), address };
}

/** No session and no token, by cookie or body. */
function expectNothing({ body, headers, text }: Awaited<ReturnType<TestService["post"]>>) {
  expect(headers.getSetCookie().join()).not.toContain("latchkey-session=");
  expect(body).not.toHaveProperty("sessionToken");
  expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
}

describe("no way leads round the second step", () => {
  it("by the link of an e-mail (Expensify/App#77410, scheb/2fa#139)", async () => {
    const strong = await startTestService({ secondFactor: "optional", limits: { strong: "always" } });
    const browser = person(strong);
    const address = anAddress();
    await browser.signIn(address);
    const session = await strong.get("/otp/session", {
      authorization: `Bearer ${browser.cookies.get("latchkey-session") ?? ""}`,
    });
    const user = await enrol(strong, String(session.body.subject), 0);
    browser.cookies.delete("latchkey-session");
    strong.clock.advance(31);
    const sent = await browser.ask(address, await browser.open("/otp/request"));
    const [, code = ""] = new URL(LINK.exec(strong.inbox.list(address)[0]?.text ?? "")?.[0] ?? "").hash.split(
      ".",
    );
    await browser.open("/otp/link", "cross-site");
    // What the page's script sends.
    const step = await browser.submit("/otp/verify", { ...hiddenOf(sent), code });
    expect(step.at).toMatch(/^\/otp\/factor\?/);
    expect(browser.cookies.has("latchkey-session")).toBe(false);
    const done = await browser.submit("/otp/factor", { ...hiddenOf(step), code: user.shows() });
    expect(done.at).toBe("/otp/session");
  });

  it("by a server's own address, for any purpose (Paymenter#1151)", async () => {
    const user = await enrolled();
    for (const purpose of ["login", "confirm-transaction", "change-address"]) {
      service.clock.advance(3600);
      const transaction = purpose === "confirm-transaction" && { amount: "1 EUR", payee: "Anna" };
      const { body } = await askFrom(service, "198.51.100.7", user.address, {
        ...{ purpose, ...(transaction && { transaction }) },
      });
      await service.settled();
      const guess = { challengeId: body.challengeId, code: service.code(user.address) };
      const answer = await service.post("/server/otp/verify", guess, SERVER);
      expect([purpose, answer.body.status]).toEqual([purpose, "factor-required"]);
      expectNothing(answer);
    }
  });

  it("by a resend, a repetition or a look at what waits", async () => {
    const { address } = await enrolled();
    const challenge = await service.challenge(address);
    const { challengeId } = challenge;
    const proved = await service.post("/otp/verify", challenge);
    service.clock.advance(31);
    const resent = await service.post("/otp/resend", { challengeId });
    expect(problemOf(resent)).toEqual([410, "challenge-used"]);
    for (const answer of [
      proved,
      resent,
      await service.post("/otp/verify", { ...challenge, remember: true }),
      await service.post("/otp/status", { challengeId }),
      await service.post("/otp/passkeys/options", { purpose: "second-factor", challengeId }),
    ])
      expectNothing(answer);
  });

  it("by the token of the right code in the place of a session's (VilnaCRM user-service#314)", async () => {
    const { address } = await enrolled();
    const { body } = await service.post("/otp/verify", await service.challenge(address));
    const authorization = `Bearer ${String(body.factorToken)}`;
    const cookie = `latchkey-session=${String(body.factorToken)}`;
    for (const headers of [{ authorization }, { cookie, "sec-fetch-site": "same-origin" }] as Record<
      string,
      string
    >[])
      for (const answer of [
        await service.get("/otp/session", headers),
        await service.get("/otp/account/factors", headers),
        await service.post("/otp/account/factors/totp", {}, headers),
        await service.post("/otp/passkeys/options", { purpose: "enrolment" }, headers),
        await service.post("/otp/factor", { factor: "totp", code: "123456" }, headers),
      ])
        expect(answer.status).toBe(401);
  });
});

describe("nobody is told who has two steps", () => {
  const shapeOf = ({ status, body }: Awaited<ReturnType<TestService["post"]>>) => [
    status,
    Object.keys(body).sort(),
  ];

  it("before the code was right: by a request, its status, a wrong code, or what a passkey is asked with", async () => {
    const passkeys = await signedIn(service);
    const users = [(await enrolled()).address, (await signIn()).address, passkeys.address, anAddress()];
    const seen = [];
    for (const recipient of users) {
      service.clock.advance(31);
      const asked = await service.post("/otp/request", { recipient });
      await service.settled();
      const { challengeId } = asked.body;
      const code = service.code(recipient).replace(/.$/, (last) => String((Number(last) + 1) % 10));
      const options = await service.post("/otp/passkeys/options", { purpose: "second-factor", challengeId });
      const { publicKey } = options.body as { publicKey: { allowCredentials: unknown[] } };
      seen.push([
        shapeOf(asked),
        shapeOf(await service.post("/otp/status", { challengeId })),
        shapeOf(await service.post("/otp/verify", { challengeId, code })),
        [...shapeOf(options), publicKey.allowCredentials],
      ]);
    }
    for (const one of seen) expect(one).toEqual(seen[0]);
  });

  it("by an address of the account, without a session (dashbitco/nimble_totp#31)", async () => {
    const user = await enrolled();
    for (const body of [
      { factor: "totp", code: user.shows() },
      { factor: "backup-code", code: "7-K7QFM-2XD9T-RAW" },
    ])
      expect(problemOf(await service.post("/otp/factor", body))).toEqual([401, "no-session"]);
  });

  it("whether a code was right, once none is evaluated any more (caddy-security#271)", async () => {
    const user = await enrolled(1);
    let waiting = {};
    for (let guess = 0; guess < 20; guess++) {
      if (guess % 5 === 0) {
        service.clock.advance(3600);
        const { body } = await service.post("/otp/verify", await service.challenge(user.address));
        waiting = { challengeId: body.challengeId, factorToken: body.factorToken };
      }
      await service.post("/otp/factor", { ...waiting, factor: "totp", code: user.wrong() });
    }
    service.clock.advance(3600);
    const { body } = await service.post("/otp/verify", await service.challenge(user.address));
    const { challengeId, factorToken } = body;
    const type = (code: string) =>
      service.post("/otp/factor", { challengeId, factorToken, factor: "totp", code });
    const [right, wrong] = [await type(user.shows()), await type(user.wrong())];
    expect([right.status, right.body]).toEqual([403, wrong.body]);
  });
});

describe("the fields of the second step", () => {
  it("take letters, capitals and what is pasted (notesnook#1824, betterlytics#1080, laravel-auth-bladebones#4)", async () => {
    const { address } = await enrolled(1);
    const browser = person(service);
    const page = await browser.signIn(address);
    const fieldOf = (text: string) => /<input\s+id="code"[\s\S]*?>/.exec(text)?.[0] ?? "";
    const totp = fieldOf(page.text);
    for (const one of ['type="text"', 'inputmode="numeric"', 'autocomplete="one-time-code"'])
      expect(totp).toContain(one);
    const [, other = ""] = /href="(\/otp\/factor\?[^"]+)"\s*>Use a backup code/.exec(page.text) ?? [];
    const backup = fieldOf((await browser.open(other.replaceAll("&#38;", "&"))).text);
    for (const one of [
      'type="text"',
      'inputmode="text"',
      'autocapitalize="characters"',
      'autocomplete="off"',
    ])
      expect(backup).toContain(one);
    for (const field of [totp, backup]) expect(field).not.toMatch(/maxlength|pattern=/);
  });
});

describe("what an authenticator is given", () => {
  it.each([
    [
      "with a colon in the name (fusionauth-issues#3011, Aegis#1701)",
      "https://auth: Berlin",
      "https //auth  Berlin",
    ],
    ["in other letters (passforios#621)", "არა Müllabfuhr", "არა Müllabfuhr"],
    [
      "with what addresses mean something by (ChristianRiesen/otp#29)",
      "Ärger & Co? #1 100 %",
      "Ärger & Co? #1 100 %",
    ],
    ["with a space and a plus (pyotp#47, stratumauth#271)", "Waste + Sons", "Waste + Sons"],
  ])("names the service %s", async (_, name, issuer) => {
    const branded = await startTestService({ secondFactor: "optional", brand: { name } });
    const { body } = await branded.post("/otp/verify", await branded.challenge());
    const headers = { authorization: `Bearer ${String(body.sessionToken)}` };
    const uri = String((await branded.post("/otp/account/factors/totp", {}, headers)).body.uri);
    expect(uri).toMatch(
      /^otpauth:\/\/totp\/[\w.~%!'()*-]+:[\w.~%!'()*-]+\?secret=[A-Z2-7]{32}&issuer=[^+&:]+&/,
    );
    const [, label = "", query = ""] = /totp\/([^?]+)\?(.+)$/.exec(uri) ?? [];
    expect(label.split(":").map(decodeURIComponent)[0]).toBe(issuer);
    expect(decodeURIComponent(/issuer=([^&]+)/.exec(query)?.[1] ?? "")).toBe(issuer);
    expect(authenticatorApp(uri).shows(branded.clock.now())).toMatch(/^\d{6}$/);
  });
});
