import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import type { Approval, FactorRequired, Passkey } from "../../client/src/account.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { COUNTED, json, valueOf } from "./account-device.ts";
import { type AccountSite, type Device, openSite, startAccountSite } from "./account-site.ts";
import { freshEmail } from "./browser.ts";
import { inTag, openTag, told, toldTypes, typeTagCode, userWithApp } from "./tag-device.ts";
import { codeField } from "./tag-site.ts";

let site: AccountSite;
let service: AccountSite["service"];
let visit: AccountSite["visit"];
beforeAll(async () => {
  site = await startAccountSite();
  ({ service, visit } = site);
});

const words = wordBook().pages("en");
const NO_LIST = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;";
const passkeyButton = ({ page }: Device) => inTag(page).getByRole("button", { name: words.passkeySignIn });
const waitsForUser = ({ cdp, authenticatorId }: Device, waits: boolean) =>
  cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: !waits });

/** Signs in by code, and adds a passkey. */
async function withPasskey(device: Device): Promise<Passkey & { readonly credential: unknown }> {
  await openSite(device.page, site.own);
  const address = freshEmail();
  const asked = `client.request({ recipient: ${json(address)} })`;
  const { challengeId } = await valueOf<FactorRequired>(device, asked);
  await service.settled();
  const proof = { challengeId, code: service.code(address) };
  const { sessionToken: credential } = await valueOf<Approval>(device, `client.verify(${json(proof)})`);
  const passkey = await valueOf<Passkey>(
    device,
    `account.passkeys.add(${json({ credential, name: "Laptop" })})`,
  );
  return { ...passkey, credential };
}

describe("the tag with passkeys", () => {
  it("signs in whoever takes one from the list at its field, on another origin too", () =>
    visit(site.own, async (device) => {
      await withPasskey(device);
      await device.page.goto(`${site.other}/site/tag?passkeys=`);
      await device.page.getByText(words.youAreSignedIn).waitFor();
      const [{ type, detail } = { type: "", detail: {} }] = await told(device.page);
      expect(type).toBe("latchkey-signed-in");
      expect(decodeJwt(String((detail as Record<string, unknown>).token))).toMatchObject({ acr: "phr" });
    }));

  it("signs in by its button while the list waits (logto#8345)", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await waitsForUser(device, true);
        await openTag(device, site.other, { passkeys: "" });
        await device.page.waitForFunction("globalThis.shown === 1");
        // The last of the words of its field, or browsers show no list (SimpleWebAuthn#446).
        expect(await inTag(device.page).locator("input[type=email]").getAttribute("autocomplete")).toBe(
          "email webauthn",
        );
        await waitsForUser(device, false);
        await passkeyButton(device).click();
        await device.page.getByText(words.youAreSignedIn).waitFor();
      },
      COUNTED,
    ));

  it("lets no list that begins late end the dialog of its button (we-promise/sure#2911)", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await waitsForUser(device, true);
        await openTag(device, site.other, { passkeys: "" });
        await passkeyButton(device).click();
        await device.page.waitForFunction("globalThis.shown === 1");
        await device.page.evaluate("tellAvailable(true)");
        await device.page.waitForLoadState("networkidle");
        expect(await device.page.evaluate("globalThis.shown")).toBe(1);
        await inTag(device.page).locator("form[aria-busy=true]").waitFor();
      },
      `${COUNTED}
       PublicKeyCredential.isConditionalMediationAvailable = () => new Promise((tell) => (globalThis.tellAvailable = tell));`,
    ));

  it("says nothing of a dialog that its user closed, and goes on with a code (authorizer-react#60)", () =>
    visit(
      site.own,
      async (device) => {
        await withPasskey(device);
        await openTag(device, site.other, { passkeys: "" });
        const { cdp, authenticatorId, page } = device;
        await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
        await passkeyButton(device).click();
        await inTag(page).locator("form:not([aria-busy])").waitFor();
        expect(await inTag(page).locator("[part=error]").textContent()).toBe("");
        expect(await told(page)).toEqual([]);
        const { address } = await userWithApp(service);
        await typeTagCode(page, service, address);
        await page.getByRole("heading", { name: words.secondStep }).waitFor();
      },
      NO_LIST,
    ));

  it("says of one that was removed that it was, and takes a code (kentcdodds.com#674)", () =>
    visit(site.own, async (device) => {
      const { id } = await withPasskey(device);
      const { sessionToken: credential } = await valueOf<Approval>(device, "account.passkeys.signIn()");
      await valueOf(device, `account.passkeys.remove(${json({ id, credential })})`);
      await openTag(device, site.other, { passkeys: "" });
      await device.page.getByText(words["error.passkeyUnknown"]).waitFor();
      await inTag(device.page).locator("form:not([aria-busy]) input[type=email]").waitFor();
      expect(await toldTypes(device.page)).toEqual(["latchkey-error"]);
    }));

  it.each([
    ["where it is not asked for", () => site.own, {}, ""],
    [
      "in a browser that has none",
      () => site.own,
      { passkeys: "" },
      "delete globalThis.PublicKeyCredential;",
    ],
    [
      "on an origin that the service does not know",
      () => site.other.replace("localhost", "127.0.0.1"),
      { passkeys: "" },
      "",
    ],
  ])("offers none %s", (_, where, attributes, prepare) =>
    visit(
      site.own,
      async (device) => {
        const { page } = device;
        await openTag(device, where(), attributes);
        await page.waitForLoadState("networkidle");
        expect(await passkeyButton(device).count()).toBe(0);
        expect(await inTag(page).locator("input[type=email]").getAttribute("autocomplete")).toBe("email");
      },
      prepare,
    ),
  );
});

describe("a second step of who has a passkey", () => {
  /** A user with an authenticator and a passkey, who has typed the code. */
  async function toSecondStep(device: Device, where: string) {
    const { page } = device;
    const user = await userWithApp(service);
    await openSite(page, site.own);
    const asked = `client.request({ recipient: ${json(user.address)} })`;
    const { challengeId } = await valueOf<FactorRequired>(device, asked);
    await service.settled();
    const code = service.code(user.address);
    const required = await valueOf<FactorRequired>(device, `client.verify(${json({ challengeId, code })})`);
    const proof = { ...required, factor: "totp", code: user.shows() };
    const { sessionToken: credential } = await valueOf<Approval>(
      device,
      `account.factors.prove(${json(proof)})`,
    );
    await valueOf(device, `account.passkeys.add(${json({ credential, name: "Laptop" })})`);
    await openTag(device, where);
    await typeTagCode(page, service, user.address);
    await page.getByRole("heading", { name: words.secondStep }).waitFor();
    return user;
  }
  const button = ({ page }: Device) => inTag(page).getByRole("button", { name: words.usePasskey });

  it("uses it on the service's own origin", () =>
    visit(site.own, async (device) => {
      await toSecondStep(device, site.own);
      await button(device).click();
      await device.page.getByText(words.youAreSignedIn).waitFor();
      const [, signedIn] = await told(device.page);
      expect(decodeJwt(String(signedIn?.detail.token)).amr).toEqual(
        expect.arrayContaining(["otp", "pop", "mfa"]),
      );
    }));

  it("is not offered it on another, where none would count", () =>
    visit(site.own, async (device) => {
      const { shows } = await toSecondStep(device, site.other);
      expect(await button(device).count()).toBe(0);
      await codeField(device.page).fill(shows());
      await device.page.getByText(words.youAreSignedIn).waitFor();
    }));
});
