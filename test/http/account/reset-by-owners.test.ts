import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_OWNER } from "../../support/desk.ts";
import { accountOf, anAddress } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { noticesOf } from "../../support/notices.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const DAY = 86_400;

let service: TestService;
beforeAll(async () => {
  service = await startTestService(LOSABLE);
});
const { signInWith } = accountOf(() => service);
const { customer, steps, resetOf, reset, cancel, linkIn, keep } = resetsOf(() => service);
const { notices } = noticesOf(() => service);

describe("a reset that an owner asked for", () => {
  it("is canceled by an owner alone: not by a thief with a factor, nor by a link", async () => {
    const { id, email, other, user } = await customer();
    await reset(id);
    await signInWith(email, "totp", user.shows);
    const old = linkIn(email) ?? "";
    const before = (await notices(email)).length;
    expect((await reset(id, { owner: true, leaveOut: [email] })).body).toMatchObject({
      told: [expect.stringMatching(/^a\*\*\*@/)],
    });
    expect(await notices(email)).toHaveLength(before);
    const told = (await notices(other)).at(-1);
    expect(told?.text).not.toContain("keep-factors");
    expect((await keep(old)).status).toBe(404);
    expect((await signInWith(email, "totp", user.shows)).status).toBe(200);
    expect(await resetOf(id)).not.toHaveProperty("canceledAt");
    expect((await cancel(id)).body).toEqual({ outcome: "owner-only" });
    service.clock.advance(DAY);
    expect(await steps(other)).toBe(1);
  });

  it("leaves out contacts of this customer alone, and only on an owner's word", async () => {
    const { id, email } = await customer();
    expect((await reset(id, { leaveOut: [email] })).body).toEqual({ outcome: "owner-only" });
    expect((await reset(id, { owner: true, leaveOut: ["x@example.com"] })).body).toEqual({
      outcome: "no-such-contact",
    });
    expect(await resetOf(id)).toBeUndefined();
    expect((await reset(id, { owner: true })).status).toBe(200);
    expect((await cancel(id, { owner: true })).body).toEqual({ outcome: "canceled" });
  });

  it("counts its hours where no contact can be told, once the owner says so", async () => {
    // Nothing is sent to that country, neither a code nor a notice.
    const recipient = "+819012345678";
    await service.post("/_local/customers", { recipient, customerId: "number-alone" });
    await enrol(service, "number-alone", 0);
    expect((await reset("number-alone")).body).toEqual({ outcome: "nobody-to-tell" });
    expect((await reset("number-alone", { untold: true })).body).toEqual({ outcome: "owner-only" });
    const { body } = await reset("number-alone", { owner: true, untold: true });
    expect(body).toMatchObject({ outcome: "asked", told: [], resetAt: expect.any(String) });
    const resetAt = new Date((service.clock.now() + DAY) * 1000).toISOString();
    expect(await resetOf("number-alone")).toMatchObject({ resetAt });
  });
});

describe("the evidence of a reset", () => {
  it("is in the audit trail and in the item, without addresses and numbers", async () => {
    const { id } = await customer();
    const evidence = "Called +1 415 555 0123 on 2026-11-27,\nwrote from anna@example.com";
    await reset(id, { evidence, by: "eve@example.com" });
    const lines = service.observed.filter(({ event }) => event === "reset-factors").slice(-2);
    for (const { fields } of lines)
      expect(fields).toMatchObject({
        evidence: "Called …23 on 2026-11-27, wrote from a***@example.com",
        by: `${LOCAL_OWNER} (e***@example.com)`,
      });
    expect(lines.map(({ fields }) => (fields as { outcome?: string }).outcome)).toEqual(["begun", "done"]);
    await cancel(id);
    await service.settled();
    const steps = service.observed.filter(({ event }) => event === "factor.changed").slice(-3);
    const { reset: named } = lines[1]?.fields as { reset?: string };
    expect(steps.map(({ fields }) => fields)).toEqual(
      ["reset-asked", "reset-hour-set", "reset-canceled"].map((outcome) => ({ outcome, reset: named })),
    );
    expect((await service.post("/admin-api/factors-reset", { customer: id })).status).toBe(400);
    expect((await reset(id, { evidence: "  " })).status).toBe(400);
  });
});

describe("a reset in an open service", () => {
  it("is asked for by the address", async () => {
    const open = await startTestService({ secondFactor: "optional", factors: { resetHours: 1 } });
    const address = anAddress();
    const { body } = await open.post("/otp/verify", await open.challenge(address));
    await enrol(open, String(body.subject), 0);
    const desk = resetsOf(() => open);
    expect((await desk.reset(address)).body).toMatchObject({ outcome: "asked", hours: 1 });
    open.clock.advance(3600);
    const challenge = await open.challenge(address);
    expect((await open.post("/otp/verify", challenge)).body.status).toBe("approved");
  });

  it("is none where the service asks for no second factor", async () => {
    const off = await startTestService({});
    const desk = resetsOf(() => off);
    expect((await desk.reset(anAddress())).body).toEqual({ outcome: "second-factor-off" });
    expect((await off.post("/otp/keep-factors", { t: "x" })).status).toBe(405);
  });
});
