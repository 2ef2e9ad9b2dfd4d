import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { accountOf, bearer } from "../../support/account-user.ts";
import { ALL_CLIENTS, authorizeAddress, CALLBACK, NATIVE, pkce, tokenFields } from "../../support/app.ts";
import { enrol } from "../../support/enrolled.ts";
import { enrol as enrolPasskey, signedIn } from "../../support/passkey-user.ts";
import { hiddenOf, languageOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const { verifier, challenge } = pkce();

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ ...ALL_CLIENTS, secondFactor: "optional", factors: { passkeys: "on" } });
});

const account = accountOf(() => service);
const demands = (...values: string[]) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});
const holding = (token: unknown) => {
  const user = person(service);
  user.cookies.set("latchkey-session", String(token));
  return user;
};

/** A user in a browser with a session of a code alone, who has set up an authenticator elsewhere. */
async function withApp(codes = 0) {
  const { body, address } = await account.signIn();
  const enrolled = await enrol(service, String(body.subject), codes);
  return { ...enrolled, address, body, user: holding(body.sessionToken) };
}

/** A user whose session was opened by a code, and who has a passkey and nothing else. */
async function withPasskey() {
  const owner = await signedIn(service);
  const { passkey } = await enrolPasskey(service, owner);
  service.clock.advance(31);
  const { sessionToken } = await signedIn(service, owner.address);
  return { ...owner, passkey, sessionToken, user: holding(sessionToken) };
}

/** Comes from an app that demands this, and goes on to the page of the second step. */
async function atStep(user: Person, values: string[], change: Record<string, string> = {}) {
  const asked = await user.open(
    authorizeAddress(challenge, { ...demands(...values), ...change }),
    "cross-site",
  );
  return { asked, page: await user.submit("/otp/authorize", { ...hiddenOf(asked), step: "yes" }) };
}

const give = (user: Person, page: Shown, code: string) =>
  user.submit("/otp/factor", { ...hiddenOf(page), code });
const linkOf = ({ text }: Shown, says: string) =>
  (new RegExp(`href="([^"]+)"[^>]*>\\s*${says}`).exec(text)?.[1] ?? "").replaceAll(/&(amp|#38);/g, "&");

/** What the app is told for the code with which the browser comes back. */
async function told({ leaves }: Shown) {
  expect(leaves?.href.startsWith(`${CALLBACK}?`)).toBe(true);
  const { body } = await service.form(
    "/otp/token",
    tokenFields(leaves?.searchParams.get("code") ?? "", verifier),
  );
  return decodeJwt(String(body.id_token));
}

describe("a user who is signed in, and has not reached what an app demands", () => {
  it("proves a factor in the session, and comes back to the app with it", async () => {
    const { user, body, shows } = await withApp();
    const { asked, page } = await atStep(user, ["latchkey:2"]);
    expect([asked.status, asked.at.split("?")[0], asked.leaves]).toEqual([200, "/otp/authorize", undefined]);
    expect(asked.text).toContain("asks for one more proof that it is you");
    expect([page.status, page.at]).toEqual([
      200,
      expect.stringMatching(/^\/otp\/factor\?needs=latchkey%3A2&resume=/),
    ]);
    expect(page.text).toContain("Confirm once more that it is you.");
    const done = await give(user, page, shows());
    const session = decodeJwt(String(body.token));
    expect(await told(done)).toMatchObject({
      ...{ acr: "latchkey:2", amr: ["otp", "mfa"], sub: body.subject },
      ...{ sid: session.sid, auth_time: session.auth_time },
    });
    expect(done.leaves?.searchParams.get("state")).toBe("s1");
    // The cookie is the new one, and nothing waits any more.
    expect(user.cookies.get("latchkey-session")).not.toBe(body.sessionToken);
    expect(user.cookies.has("latchkey-waiting")).toBe(false);
    const again = await user.open(authorizeAddress(challenge, demands("latchkey:2")), "cross-site");
    expect((await told(again)).acr).toBe("latchkey:2");
  });

  it("is offered what reaches it alone, and proves a passkey", async () => {
    const { user, passkey, address } = await withPasskey();
    const { page } = await atStep(user, ["phr"]);
    expect(page.text).toContain('id="passkey-step"');
    expect(page.text).not.toContain('id="code"');
    const [, value = ""] = /data-challenge="([^"]+)"/.exec(page.text) ?? [];
    const [, rpId = ""] = /data-rp="([^"]+)"/.exec(page.text) ?? [];
    const assertion = JSON.stringify(passkey.get({ challenge: value, rpId }));
    const done = await user.submit("/otp/passkeys/verify", { ...hiddenOf(page), assertion });
    expect(await told(done)).toMatchObject({ acr: "phr", amr: ["otp", "pop", "user", "mfa"] });
    expect(address).toContain("@");
  });

  it("goes on to it at once after the sign-in that the app asked for", async () => {
    const { address, passkey } = await withPasskey();
    service.clock.advance(31);
    const user = person(service);
    const asked = await user.open(authorizeAddress(challenge, demands("phr")), "cross-site");
    const page = await user.signIn(address, asked);
    expect(page.at).toMatch(/^\/otp\/factor\?needs=phr&resume=/);
    const wrong = await user.submit("/otp/passkeys/verify", { ...hiddenOf(page), assertion: "{}" });
    expect([wrong.at, wrong.status]).toEqual([page.at, 200]);
    const [, value = ""] = /data-challenge="([^"]+)"/.exec(wrong.text) ?? [];
    const assertion = JSON.stringify(passkey.get({ challenge: value, rpId: "localhost" }));
    const done = await user.submit("/otp/passkeys/verify", { ...hiddenOf(wrong), assertion });
    expect((await told(done)).acr).toBe("phr");
  });

  it("is asked in the language that the app names, from its link to the factor's page and back", async () => {
    const { user, shows } = await withApp();
    const { asked, page } = await atStep(user, ["latchkey:2"], { ui_locales: "xx de" });
    const wrong = await give(user, page, "000000");
    const done = await give(user, wrong, shows());
    expect([asked, page, wrong, done].map(languageOf)).toEqual(["de", "de", "de", "de"]);
    expect(done.leaves?.searchParams.has("code")).toBe(true);
  });

  it("keeps the way back over wrong codes, and by a backup code", async () => {
    const { user, wrong, backupCodes } = await withApp(1);
    const { page } = await atStep(user, ["latchkey:2", "phr"]);
    const missed = await give(user, page, wrong());
    expect(missed.at).toBe(page.at);
    expect(missed.text).toContain("That code is not right.");
    const other = await user.open(linkOf(missed, "Use a backup code"));
    expect(other.text).toContain("Enter one of your backup codes.");
    const short = await give(user, other, "7");
    expect([short.text.includes('aria-invalid="true"'), short.at.includes("factor=backup-code")]).toEqual([
      true,
      true,
    ]);
    expect((await told(await give(user, short, backupCodes[0] ?? ""))).acr).toBe("latchkey:2");
  });

  it("is still asked whether a program of the device may know it", async () => {
    const { user, shows } = await withApp();
    const native = { client_id: NATIVE.id, redirect_uri: NATIVE.redirectUris[0] ?? "" };
    const { page } = await atStep(user, ["latchkey:2"], native);
    const consent = await give(user, page, shows());
    expect([consent.at.split("?")[0], consent.leaves]).toEqual(["/otp/authorize", undefined]);
    expect(consent.text).toContain("Continue to The Phone?");
    const done = await user.submit("/otp/authorize", { ...hiddenOf(consent), consent: "yes" });
    expect(done.leaves?.searchParams.has("code")).toBe(true);
  });

  it("signs in anew where that is asked for, or where nothing of theirs reaches it", async () => {
    const { user } = await withApp();
    service.clock.advance(100);
    for (const asked of [
      { ...demands("latchkey:2"), prompt: "login" },
      { ...demands("latchkey:2"), max_age: "99" },
      demands("phr"),
    ])
      expect((await user.open(authorizeAddress(challenge, asked))).text).toContain('action="/otp/request"');
    const silent = await user.open(
      authorizeAddress(challenge, { ...demands("latchkey:2"), prompt: "none" }),
      "cross-site",
    );
    expect(silent.leaves?.searchParams.get("error")).toBe("login_required");
    // A wish demands nothing.
    expect((await told(await user.open(authorizeAddress(challenge, { acr_values: "latchkey:2" })))).acr).toBe(
      "latchkey:1",
    );
  });
});

describe("the way back from a second step", () => {
  it("is the request that the browser keeps, and no address that another one names", async () => {
    const evil = "https://evil.example/";
    for (const named of ["resume", "next", "return_to", "redirect_uri", "back"]) {
      const { user, shows } = await withApp();
      const page = await user.open(`/otp/factor?needs=latchkey:2&${named}=${encodeURIComponent(evil)}`);
      expect(page.status).toBe(200);
      const done = await user.submit("/otp/factor", { ...hiddenOf(page), [named]: evil, code: shows() });
      expect([done.at, done.leaves]).toEqual(["/otp/session", undefined]);
    }
  });

  it("is not another browser's request, whose name an attacker knows", async () => {
    const [anna, mallory] = [await withApp(), await withApp()];
    const { page } = await atStep(mallory.user, ["latchkey:2"]);
    const sent = await anna.user.open(page.at, "cross-site");
    const done = await give(anna.user, sent, anna.shows());
    expect([done.at, done.leaves]).toEqual(["/otp/session", undefined]);
  });

  it("is kept by a form of our own page alone", async () => {
    const { user } = await withApp();
    const asked = await user.open(authorizeAddress(challenge, demands("latchkey:2")), "cross-site");
    expect([...user.cookies.keys()]).toEqual(["latchkey-session"]);
    const sent = { ...hiddenOf(asked), step: "yes", form: "0.AAAA" };
    expect((await user.submit("/otp/authorize", sent)).status).toBe(403);
    expect(user.cookies.has("latchkey-waiting")).toBe(false);
  });

  it("leads to the app at once where the session was raised in another tab", async () => {
    const { user, shows } = await withApp();
    const { page } = await atStep(user, ["latchkey:2"]);
    const token = String(user.cookies.get("latchkey-session"));
    const raised = await service.post("/otp/factor", { factor: "totp", code: shows() }, bearer(token));
    user.cookies.set("latchkey-session", String(raised.body.sessionToken));
    expect((await told(await user.open(page.at))).acr).toBe("latchkey:2");
  });

  it("is over after half an hour: the session is raised all the same", async () => {
    const { user, shows } = await withApp();
    const { page } = await atStep(user, ["latchkey:2"]);
    service.clock.advance(1801);
    const done = await give(user, page, shows());
    expect([done.at.split("?")[0], done.leaves]).toEqual(["/otp/session", undefined]);
  });

  it("asks for a sign-in where the session has ended meanwhile, and is kept for that", async () => {
    const { user, shows, address } = await withApp();
    const { page } = await atStep(user, ["latchkey:2"]);
    await service.post("/otp/logout", {}, bearer(user.cookies.get("latchkey-session")));
    service.clock.advance(31);
    const out = await give(user, page, shows());
    expect(out.text).toContain('action="/otp/request"');
    const second = await user.signIn(address, out);
    expect(second.at).toMatch(/^\/otp\/factor\?mark=/);
    service.clock.advance(31);
    expect((await told(await give(user, second, shows()))).acr).toBe("latchkey:2");
  });

  it("goes to the app without a sign-in, or by the sign-in of someone else", async () => {
    const { user } = await withApp();
    const { asked, page } = await atStep(user, ["latchkey:2"]);
    for (const one of [asked, page]) {
      const other = person(service);
      for (const [name, value] of user.cookies) other.cookies.set(name, value);
      const denied = await other.open(linkOf(one, "Back to The App"));
      expect(denied.leaves?.searchParams.get("error")).toBe("access_denied");
    }
    const else_ = await user.open(linkOf(page, "Sign in as someone else"));
    const { leaves } = await user.signIn("someone-else@example.com", else_);
    expect(leaves?.searchParams.get("error")).toBe("unmet_authentication_requirements");
  });
});
