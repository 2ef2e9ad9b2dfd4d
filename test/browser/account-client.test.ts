import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import type { Approval, BegunTotp, EnrolledTotp, FactorRequired, Passkey } from "../../client/src/account.ts";
import { authenticatorApp } from "../support/authenticator-app.ts";
import { beginList, COUNTED, errorOf, held, json, valueOf } from "./account-device.ts";
import { type AccountSite, type Device, openSite, startAccountSite } from "./account-site.ts";
import { freshEmail, signIn } from "./browser.ts";

let site: AccountSite;
let visit: AccountSite["visit"];
beforeAll(async () => {
  site = await startAccountSite();
  ({ visit } = site);
});

/** Types the code that a user was sent. */
async function typeCode<Value>(device: Device, address: string): Promise<Value> {
  site.service.clock.advance(31);
  const { challengeId } = await valueOf<FactorRequired>(
    device,
    `client.request({ recipient: ${json(address)} })`,
  );
  await site.service.settled();
  return valueOf(device, `client.verify(${json({ challengeId, code: site.service.code(address) })})`);
}

/** Signs in by code, and adds a passkey. */
async function withPasskey(device: Device): Promise<Passkey> {
  const { sessionToken: credential } = await typeCode<Approval>(device, freshEmail());
  return valueOf<Passkey>(device, `account.passkeys.add(${json({ credential, name: "Laptop" })})`);
}

/** What a browser of some years ago has not. */
const OLD = `delete PublicKeyCredential.parseCreationOptionsFromJSON;
  delete PublicKeyCredential.parseRequestOptionsFromJSON;
  delete PublicKeyCredential.prototype.toJSON;`;

describe.each([
  ["a browser of today", undefined],
  ["a browser that writes and reads no JSON", OLD],
])("the built client in %s", (_, prepare) => {
  it("enrols an app and a passkey, signs in by it, and proves a second step by it", () =>
    visit(
      site.own,
      async (device) => {
        const address = freshEmail();
        const { sessionToken } = await typeCode<Approval>(device, address);
        const begun = await valueOf<BegunTotp>(
          device,
          `account.factors.beginTotp(${json({ credential: sessionToken })})`,
        );
        const code = authenticatorApp(begun.uri).shows(site.service.clock.now());
        const confirm = { credential: sessionToken, enrolment: begun.enrolment, code };
        const { approval, backupCodes } = await valueOf<EnrolledTotp>(
          device,
          `account.factors.confirmTotp(${json(confirm)})`,
        );
        expect(backupCodes).toHaveLength(10);
        const credential = approval?.sessionToken;
        await valueOf(device, `account.passkeys.add(${json({ credential, name: "Laptop" })})`);
        const signedIn = await valueOf<Approval>(device, "account.passkeys.signIn()");
        expect(decodeJwt(signedIn.token)).toMatchObject({ acr: "phr", sub: signedIn.subject });
        const required = await typeCode<FactorRequired>(device, address);
        expect(required.factors).toEqual(["passkey", "totp", "backup-code"]);
        const proved = await valueOf<Approval>(device, `account.passkeys.secondStep(${json(required)})`);
        expect(proved.subject).toBe(signedIn.subject);
        expect(decodeJwt(proved.token).amr).toEqual(expect.arrayContaining(["otp", "pop", "user", "mfa"]));
      },
      prepare,
    ));

  it("signs in on another origin, which adds none", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await openSite(device.page, site.other);
        await valueOf(device, "account.passkeys.signIn()");
        const { sessionToken: credential } = await typeCode<Approval>(device, freshEmail());
        expect(await errorOf(device, `account.passkeys.add(${json({ credential })})`)).toMatchObject({
          type: "incorrect-passkey",
          status: 401,
        });
      },
      prepare,
    ));
});

describe("a page on the service's own origin", () => {
  it("needs no credential beside the browser's cookie, which another origin has not", () =>
    visit(site.own, async (device) => {
      await signIn(device.page, site.service);
      await openSite(device.page, site.own);
      expect(await valueOf(device, "account.read()")).toMatchObject({ sessions: [{ current: true }] });
      await valueOf(device, "account.endOtherSessions()");
      await openSite(device.page, site.other);
      expect(await errorOf(device, "account.read()")).toMatchObject({ type: "no-session" });
    }));
});

describe("the list at a field", () => {
  it("signs in whoever takes a passkey from it, on another origin too", () =>
    visit(site.own, async (device) => {
      await withPasskey(device);
      await openSite(device.page, site.other);
      await valueOf(device, "account.passkeys.signIn({ autofill: true })");
    }));

  it("gives way to a button, and to a signal", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await beginList(device);
        expect(await device.call("account.passkeys.signIn()")).toMatchObject({ ok: true });
        expect(await errorOf(device, "waiting")).toMatchObject({ type: "aborted" });
        const ended = await errorOf(
          device,
          `(() => {
            const leave = new AbortController();
            const answer = account.passkeys.signIn({ autofill: true }, { signal: leave.signal });
            leave.abort();
            return answer;
          })()`,
        );
        expect(ended).toMatchObject({ type: "aborted" });
      },
      COUNTED,
    ));

  it("is given new options before its own are over", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await device.page.clock.install();
        await beginList(device);
        site.service.clock.advance(601);
        await device.page.clock.runFor(541_000);
        await valueOf(device, "waiting");
      },
      COUNTED,
    ));

  it("is none where the browser shows none", () =>
    visit(
      site.own,
      async (device) => {
        expect(await errorOf(device, "account.passkeys.signIn({ autofill: true })")).toMatchObject({
          type: "passkey-unavailable",
        });
      },
      "PublicKeyCredential.isConditionalMediationAvailable = async () => false",
    ));
});

describe("a dialog that comes to nothing", () => {
  it("says that the user has a passkey here already, or used none", () =>
    visit(site.own, async (device) => {
      await withPasskey(device);
      const { sessionToken: credential } = await valueOf<Approval>(device, "account.passkeys.signIn()");
      expect(await errorOf(device, `account.passkeys.add(${json({ credential })})`)).toMatchObject({
        type: "passkey-exists",
      });
      const { cdp, authenticatorId } = device;
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
      expect(await errorOf(device, "account.passkeys.signIn()")).toMatchObject({ type: "passkey-canceled" });
    }));

  it("says where passkeys are of no use, and why", () =>
    visit(site.other.replace("localhost", "127.0.0.1"), async (device) => {
      expect(await errorOf(device, "account.passkeys.signIn()")).toMatchObject({ type: "network" });
      expect(
        await errorOf(
          device,
          `(async () => {
            const { createAccountClient } = await import('/site/account.js');
            const answer = { purpose: "sign-in", publicKey: { challenge: "AAAA", rpId: "localhost" }, expiresIn: 600 };
            const fetch = async () => new Response(JSON.stringify(answer));
            return createAccountClient({ baseUrl: "", fetch }).passkeys.signIn();
          })()`,
        ),
      ).toMatchObject({ type: "passkey-unavailable", reason: "SecurityError" });
    }));
});

describe("a passkey that is gone", () => {
  it("is offered no more after its user removed it", () =>
    visit(site.own, async (device) => {
      await withPasskey(device);
      const { sessionToken: credential } = await valueOf<Approval>(device, "account.passkeys.signIn()");
      const { passkeys } = await valueOf<{ passkeys: Passkey[] }>(
        device,
        `account.passkeys.list(${json(credential)})`,
      );
      const [{ id, credentialId } = { id: "", credentialId: "" }] = passkeys;
      expect(await held(device)).toBe(1);
      await valueOf(device, `account.passkeys.remove(${json({ id, credentialId, credential })})`);
      expect(await held(device)).toBe(0);
    }));

  it("is offered no more after it was removed elsewhere, once it was tried", () =>
    visit(site.own, async (device) => {
      const { id } = await withPasskey(device);
      const { sessionToken: credential } = await valueOf<Approval>(device, "account.passkeys.signIn()");
      await valueOf(device, `account.passkeys.remove(${json({ id, credential })})`);
      expect(await held(device)).toBe(1);
      expect(await errorOf(device, "account.passkeys.signIn()")).toMatchObject({ type: "not-found" });
      expect(await held(device)).toBe(0);
    }));
});
