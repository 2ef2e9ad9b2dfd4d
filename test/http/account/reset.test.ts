import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_OWNER } from "../../support/desk.ts";
import { accountOf, anAddress, bearer } from "../../support/account-user.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { noticesOf } from "../../support/notices.ts";
import { begin, enrol as enrolPasskey, signInBy } from "../../support/passkey-user.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const DAY = 86_400;

let service: TestService;
beforeAll(async () => {
  service = await startTestService(LOSABLE);
});
const { signIn, signInWith } = accountOf(() => service);
const { customer, steps, resetOf, reset, cancel, shown, linkIn, keep, keyOf } = resetsOf(() => service);
const { notices } = noticesOf(() => service);

describe("a user who lost all factors", () => {
  it("signs in by a code alone from the hour of the reset on, not earlier, and enrols anew", async () => {
    const { id, email, other, user } = await customer();
    const answer = await reset(id);
    expect([answer.status, answer.body]).toMatchObject([200, { outcome: "asked", hours: 24 }]);
    expect(await resetOf(id)).toMatchObject({ by: `${LOCAL_OWNER} (bo)`, byOwner: false });
    for (const address of [email, other]) {
      const told = (await notices(address)).at(-1);
      expect(told?.subject).toBe("The second steps of your Kiosk account are to be removed");
      expect(told?.text).toMatch(/24 h after this message.*keep them here: http\S+\/otp\/keep-factors\?t=/s);
    }
    service.clock.advance(DAY - 120);
    expect(await steps(email)).toBe(2);
    service.clock.advance(120);
    const { body } = await signIn(email);
    expect(body.status).toBe("approved");
    const app = await enrolApp(service, bearer(body.sessionToken));
    expect(app.backupCodes).toHaveLength(10);
    expect(await shown(id)).toMatchObject({ backupCodes: 10, authenticators: [expect.any(String)] });
    expect(await resetOf(id)).toBeUndefined();
    // What was lost opens nothing any more, and what is new does.
    expect((await signInWith(email, "totp", user.shows)).status).toBe(401);
    expect((await signInWith(email, "backup-code", () => user.backupCodes[0] ?? "")).status).toBe(401);
    expect((await signInWith(other, "totp", app.shows)).status).toBe(200);
  });

  it("adds a passkey in place of what was lost", async () => {
    const { id, email } = await customer();
    await reset(id);
    service.clock.advance(DAY);
    const { headers } = await signIn(email);
    expect((await enrolPasskey(service, { authorization: headers })).answer.status).toBe(201);
    expect(await shown(id)).toMatchObject({ authenticators: [], backupCodes: 0 });
    expect(await resetOf(id)).toBeUndefined();
  });

  it("waits until a provider has taken the first notice: an outage costs no contact its hours", async () => {
    const { id, email } = await customer();
    const outage = (mode: string) => service.post("/_local/outage", { channel: "email", mode });
    await outage("transient");
    await reset(id);
    service.clock.advance(7200);
    expect(await resetOf(id)).not.toHaveProperty("resetAt");
    // Nobody was told yet: who asks again has them told of the same reset, once a provider takes it.
    expect((await reset(id)).body).toMatchObject({ outcome: "asked" });
    expect(await resetOf(id)).not.toHaveProperty("resetAt");
    await outage("none");
    await reset(id);
    expect((await notices(email)).filter(({ text }) => text.includes("keep-factors"))).toHaveLength(1);
    const at = new Date((service.clock.now() + DAY) * 1000).toISOString();
    expect(await resetOf(id)).toMatchObject({ resetAt: at });
  });

  it("is asked for anew where nobody took a notice for a day", async () => {
    const { id, email } = await customer();
    await service.post("/_local/outage", { channel: "email", mode: "transient" });
    await reset(id);
    service.clock.advance(DAY);
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    expect(await steps(email)).toBe(2);
    expect((await reset(id)).status).toBe(200);
    expect(await resetOf(id)).toHaveProperty("resetAt");
  });

  it("has nothing to reset before there is a factor, and nothing twice", async () => {
    const { id, email } = await customer();
    await reset(id);
    expect((await reset(email)).body).toEqual({ outcome: "pending" });
    service.clock.advance(DAY);
    expect((await reset(id)).body).toEqual({ outcome: "no-factors" });
    expect((await reset("nobody@example.com")).body).toEqual({ outcome: "not-found" });
  });
});

describe("a reset that the user did not want", () => {
  const WAYS = {
    "the code of an authenticator": (email: string, { shows }: Awaited<ReturnType<typeof enrol>>) =>
      signInWith(email, "totp", shows),
    "a backup code": (email: string, { backupCodes }: Awaited<ReturnType<typeof enrol>>) =>
      signInWith(email, "backup-code", () => backupCodes[0] ?? ""),
  };
  it.each(Object.entries(WAYS))("is canceled by a sign-in with %s", async (_what, signInBySuch) => {
    const { id, email, user } = await customer();
    await reset(id);
    expect((await signInBySuch(email, user)).status).toBe(200);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
    service.clock.advance(DAY);
    expect(await steps(email)).toBe(2);
    expect((await reset(id)).body).toEqual({ outcome: "canceled-before" });
  });

  it("is canceled by a factor in a session", async () => {
    const { id, email, user } = await customer();
    const { body } = await signInWith(email, "totp", user.shows);
    await reset(id);
    service.clock.advance(60);
    const proof = { factor: "totp", code: user.shows() };
    expect((await service.post("/otp/factor", proof, bearer(body.sessionToken))).status).toBe(200);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
  });

  it("is canceled by a passkey", async () => {
    const email = anAddress();
    await service.post("/_local/customers", { recipient: email, customerId: "by-passkey" });
    const { passkey } = await enrolPasskey(service, { authorization: (await signIn(email)).headers });
    await enrol(service, "by-passkey", 0);
    await reset("by-passkey");
    expect((await signInBy(service, passkey)).status).toBe(200);
    expect(await resetOf("by-passkey")).toHaveProperty("canceledAt");
  });

  it("is not canceled by what a passkey has signed before, shown again", async () => {
    const email = anAddress();
    await service.post("/_local/customers", { recipient: email, customerId: "replayed" });
    const { passkey } = await enrolPasskey(service, { authorization: (await signIn(email)).headers });
    await enrol(service, "replayed", 0);
    const { publicKey, verifier } = await begin(service);
    const shown = { assertion: passkey.get(publicKey), verifier };
    expect((await service.post("/otp/passkeys/verify", shown)).status).toBe(200);
    await reset("replayed");
    expect((await service.post("/otp/passkeys/verify", shown)).status).toBe(401);
    expect(await resetOf("replayed")).not.toHaveProperty("canceledAt");
  });

  it("is not canceled by a factor of a contact that is blocked meanwhile", async () => {
    const { id, email, other, user } = await customer();
    const { body } = await signInWith(email, "totp", user.shows);
    const { passkey } = await enrolPasskey(service, { authorization: bearer(body.sessionToken) });
    await reset(id);
    service.clock.advance(31);
    const proved = (await service.post("/otp/verify", await service.challenge(email))).body;
    service.clock.advance(31);
    const withPasskey = (await service.post("/otp/verify", await service.challenge(email))).body;
    const { publicKey } = (
      await service.post("/otp/passkeys/options", {
        purpose: "second-factor",
        challengeId: withPasskey.challengeId,
      })
    ).body;
    // The status comes first; what is open ends a moment later.
    await service.services.storage.customers.put(
      await keyOf(email),
      { customerId: id, status: "blocked" },
      service.clock.now(),
    );
    const { challengeId, factorToken } = proved;
    const typed = { challengeId, factorToken, factor: "totp", code: user.shows() };
    expect((await service.post("/otp/factor", typed)).status).toBe(410);
    const signed = {
      challengeId: withPasskey.challengeId,
      factorToken: withPasskey.factorToken,
      assertion: passkey.get(publicKey as PublicKeyCredentialRequestOptionsJSON),
    };
    expect((await service.post("/otp/passkeys/verify", signed)).status).toBe(410);
    expect((await signInBy(service, passkey)).status).toBe(401);
    expect(await resetOf(id)).not.toHaveProperty("canceledAt");
    expect((await signInWith(other, "backup-code", () => user.backupCodes[0] ?? "")).status).toBe(200);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
  });

  it("is not canceled by a code alone, nor by a wrong factor", async () => {
    const { id, email, user } = await customer();
    await reset(id);
    expect((await signInWith(email, "totp", user.wrong)).status).toBe(401);
    expect(await resetOf(id)).not.toHaveProperty("canceledAt");
  });

  it("takes no factor any more in its last minute, nor after it", async () => {
    const { id, email, user } = await customer();
    await reset(id);
    const at = Date.parse(((await resetOf(id)) as { resetAt: string }).resetAt) / 1000;
    service.clock.advance(at - service.clock.now() - 50 - 31);
    expect((await signInWith(email, "totp", user.shows)).status).toBe(410);
    expect((await cancel(id)).body).toEqual({ outcome: "too-late" });
    service.clock.advance(60);
    expect(await steps(email)).toBe(1);
  });

  it("is canceled by the link of its notice, which a scanner only opens", async () => {
    const { id, email, other } = await customer();
    await reset(id);
    const token = linkIn(other) ?? "";
    const opened = await service.get(`/otp/keep-factors?t=${token}`, { accept: "text/html" });
    expect([opened.status, opened.headers.getSetCookie()]).toEqual([200, []]);
    expect(opened.text).toContain('<form method="post" action="/otp/keep-factors">');
    expect(await resetOf(id)).not.toHaveProperty("canceledAt");
    expect((await keep(token)).status).toBe(204);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
    expect((await keep(token)).status).toBe(204);
    const done = await service.get(`/otp/keep-factors?t=${token}`, { accept: "text/html" });
    expect([done.status, done.text]).toEqual([200, expect.stringContaining("Your second steps stay")]);
    service.clock.advance(DAY);
    expect(await steps(email)).toBe(2);
  });

  it("stays where a link is cut off, made up or another user's", async () => {
    const [one, another] = [await customer(), await customer()];
    await reset(one.id);
    await reset(another.id);
    const token = linkIn(one.email) ?? "";
    for (const wrong of ["x", token.slice(1), `${token}A`, `${"A".repeat(22)}${token.slice(22)}`]) {
      expect((await keep(wrong)).status).toBe(404);
      expect((await service.get(`/otp/keep-factors?t=${wrong}`)).status).toBe(404);
    }
    expect((await keep(linkIn(another.email) ?? "")).status).toBe(204);
    expect(await resetOf(one.id)).not.toHaveProperty("canceledAt");
    expect(await resetOf(another.id)).toHaveProperty("canceledAt");
  });

  it("is canceled by the desk, and then asked for again by an owner alone", async () => {
    const { id } = await customer();
    await reset(id);
    expect((await cancel(id)).body).toEqual({ outcome: "canceled" });
    expect((await cancel(id)).body).toEqual({ outcome: "nothing-asked" });
    expect((await reset(id)).body).toEqual({ outcome: "canceled-before" });
    expect((await reset(id, { owner: true })).status).toBe(200);
  });
});
