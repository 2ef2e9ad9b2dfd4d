import { beforeAll, describe, expect, it } from "@jest/globals";
import { subjectOf } from "../../../functions/domain/recipient.ts";
import { anAddress } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ACCOUNT = "/otp/account";
const SET_UP = "/otp/account/factors/totp";
const FIRST = "To change this, first confirm once more that it is you.";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ account: "on", secondFactor: "optional", factors: { passkeys: "on" } },
  });
});

const confirmAt = (walk: string) => `/otp/factor?needs=fresh&resume=${walk}`;
const linkTo = (address: string) => `href="${address.replaceAll("&", "&#38;")}"`;

/** A user who is signed in since before they had an authenticator, in a browser without scripts. */
async function withOldProof(codes = 0) {
  const [browser, address] = [person(service), anAddress()];
  await browser.signIn(address, await browser.open("/otp/request?resume=-account"));
  const secret = await service.services.keys.recipient();
  const user = await enrol(service, subjectOf(secret, { addressKind: "email", address }), codes);
  return { browser, user };
}

describe("a user whose proof is too old to change factors", () => {
  it.each([
    ["-account", ACCOUNT, 'action="/otp/account/factors/totp/remove"'],
    ["-passkey", "/otp/passkeys", 'id="add-passkey"'],
  ])(
    "proves a factor in the session, and is back where they wanted to change it: %s",
    async (walk, at, shows) => {
      const { browser, user } = await withOldProof();
      const before = await browser.open(at);
      expect(before.text).toContain(FIRST);
      expect(before.text).toContain(linkTo(confirmAt(walk)));
      expect(before.text).not.toContain(shows);
      const asked = await browser.open(confirmAt(walk));
      expect([asked.status, asked.text]).toEqual([
        200,
        expect.stringContaining("Confirm once more that it is you."),
      ]);
      const fields = hiddenOf(asked);
      expect(fields).toMatchObject({ purpose: "session", needs: "fresh", resume: walk, factor: "totp" });
      const wrong = await browser.submit("/otp/factor", { ...fields, code: user.wrong() });
      expect([wrong.at, wrong.text]).toEqual([
        expect.stringMatching(/^\/otp\/factor\?/),
        expect.stringContaining("That code is not right."),
      ]);
      const back = await browser.submit("/otp/factor", { ...hiddenOf(wrong), code: user.shows() });
      expect([back.status, back.at]).toEqual([200, at]);
      expect(back.text).toContain(shows);
      expect(back.text).not.toContain(FIRST);
    },
  );

  it("does so by a backup code, and again once ten minutes are over", async () => {
    const { browser, user } = await withOldProof(1);
    const asked = await browser.open(`${confirmAt("-account")}&factor=backup-code`);
    const code = user.backupCodes[0] ?? "";
    expect((await browser.submit("/otp/factor", { ...hiddenOf(asked), code })).at).toBe(ACCOUNT);
    // Who has proved one already is led on.
    expect((await browser.open(confirmAt("-account"))).at).toBe(ACCOUNT);
    service.clock.advance(600);
    expect((await browser.open(ACCOUNT)).text).toContain(FIRST);
    expect((await browser.open(confirmAt("-account"))).at).toBe(confirmAt("-account"));
  });

  it("is led there from the page that sets up another authenticator, and back to it", async () => {
    const { browser, user } = await withOldProof();
    const asked = await browser.open(SET_UP);
    expect(asked.at).toBe(confirmAt("-new-app"));
    const back = await browser.submit("/otp/factor", { ...hiddenOf(asked), code: user.shows() });
    expect([back.at, back.text]).toEqual([SET_UP, expect.stringContaining("<svg")]);
  });

  it("signs in again where there is no factor, and is back as well", async () => {
    const [browser, address] = [person(service), anAddress()];
    await browser.signIn(address, await browser.open("/otp/request"));
    service.clock.advance(601);
    const page = await browser.open("/otp/passkeys");
    expect(page.text).toContain("Sign in again to change this");
    expect(page.text).toContain(linkTo("/otp/request?resume=-passkey"));
    const back = await browser.signIn(address, await browser.open("/otp/request?resume=-passkey"));
    expect([back.at, back.text]).toEqual(["/otp/passkeys", expect.stringContaining('id="add-passkey"')]);
  });

  it("goes on to no page that the address makes up, nor to one that is off", async () => {
    const { browser, user } = await withOldProof();
    const asked = await browser.open(confirmAt("-pushing"));
    expect((await browser.submit("/otp/factor", { ...hiddenOf(asked), code: user.shows() })).at).toBe(
      "/otp/session",
    );
    for (const walk of ["-unknown", "//evil.x", "__proto_"])
      expect((await browser.open(confirmAt(encodeURIComponent(walk)))).at).toBe("/otp/session");
  });
});
