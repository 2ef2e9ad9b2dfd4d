import { beforeAll, describe, expect, it } from "@jest/globals";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { poster } from "../../../functions/outbound/post.ts";
import { pushId } from "../../../functions/domain/push-subscription.ts";
import { recipientKey, subjectOf } from "../../../functions/domain/recipient.ts";
import { pushBrowser } from "../../support/push-browser.ts";
import type { PushService } from "../../support/push-service.ts";
import { pushUsers, startPushing } from "../../support/push-user.ts";
import type { TestService } from "../../support/service.ts";

let service: TestService;
let pushes: PushService;
beforeAll(async () => {
  ({ service, pushes } = await startPushing());
});
const { add, withBrowser, ask, listed } = pushUsers(() => service);

/** What the audit trail says of the last send to an address: those to others may come again meanwhile. */
async function lastSend(address: string) {
  const key = recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
  return service.observed.findLast(
    ({ event, fields }) => event === "deliver-code" && "recipient" in fields && fields.recipient === key,
  )?.fields;
}

/** How often an endpoint was called. */
const calls = (endpoint: string) => pushes.received.filter((one) => one.endpoint === endpoint).length;

describe("a push service that answers", () => {
  it.each([404, 410])("%i is asked for that browser no more", async (status) => {
    const { address, browser, headers } = await withBrowser();
    pushes.answers(browser.endpoint, status);
    await ask(address);
    expect((await listed(headers)).browsers).toEqual([]);
    expect(calls(browser.endpoint)).toBe(1);
    // The user did nothing, and is told nothing: no mailbox fills by it.
    const told = service.inbox.list(address).map(({ subject }) => subject);
    expect(told.filter((subject) => subject?.includes("removed"))).toEqual([]);
  });

  it.each([429, 500, 503])("%i is asked again, until it takes the code", async (status) => {
    const { address, browser } = await withBrowser();
    pushes.answers(browser.endpoint, status);
    const { body } = await ask(address);
    const refused = calls(browser.endpoint);
    expect(await lastSend(address)).toMatchObject({ outcome: "retry", reason: String(status) });
    expect(refused).toBeGreaterThan(0);
    pushes.answers(browser.endpoint, 201);
    service.clock.advance(31);
    await service.post("/otp/resend", { challengeId: body.challengeId });
    await service.settled();
    expect(calls(browser.endpoint)).toBeGreaterThan(refused);
  });

  it.each([400, 403, 413, 302, 307])("%i is asked once, and no other address is", async (status) => {
    const { address, browser, headers } = await withBrowser();
    pushes.answers(browser.endpoint, status);
    await ask(address);
    expect(calls(browser.endpoint)).toBe(1);
    expect(await lastSend(address)).toMatchObject({ outcome: "failed", reason: String(status) });
    expect(pushes.received.some(({ endpoint }) => endpoint.includes("elsewhere"))).toBe(false);
    expect((await listed(headers)).browsers).toHaveLength(1);
  });

  it("well for one browser is asked no more for the others", async () => {
    const { address, browser, headers } = await withBrowser();
    const broken = pushBrowser();
    await add(headers, broken);
    pushes.answers(broken.endpoint, 500);
    await ask(address);
    expect([calls(browser.endpoint), calls(broken.endpoint)]).toEqual([1, 1]);
  });
});

describe("a browser whose keys are damaged", () => {
  it("keeps the code neither from the others nor from being done", async () => {
    const { address, browser, headers } = await withBrowser();
    const { keys, storage } = service.services;
    const subject = subjectOf(await keys.recipient(), { addressKind: "email", address });
    const at = subjectKey(await keys.recipient(), subject);
    const held = await storage.factors.read(at, service.clock.now());
    const [known] = held?.pushes ?? [];
    if (!held || !known) throw new Error(`no browser at ${at}`);
    const subscription = { ...known, id: pushId("damaged"), p256dh: "AAAA", name: "Damaged" };
    const base = { subject, version: held.version, pushes: held.pushes };
    const write = { by: "hand", now: service.clock.now() };
    expect(await storage.pushes.add(at, base, { subscription, provenAt: 1 }, write)).toBe(true);
    await ask(address);
    expect(calls(browser.endpoint)).toBe(1);
    expect(await lastSend(address)).toMatchObject({ outcome: "sent" });
    expect((await listed(headers)).browsers).toHaveLength(2);
  });
});

describe("an address to which no e-mail goes for a while", () => {
  it.each(["bounce", "complaint"] as const)("is still told by notification: after a %s", async (reason) => {
    const { address, browser } = await withBrowser();
    const key = recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
    const now = service.clock.now();
    await service.services.storage.suppressions.keep(key, { reason, until: now + 3600 }, now);
    await ask(address);
    expect([calls(browser.endpoint), await lastSend(address)]).toMatchObject([1, { outcome: "sent" }]);
    service.clock.advance(31);
    await service.post("/otp/request", { recipient: address, channel: "email" });
    await service.settled();
    expect(await lastSend(address)).toMatchObject({ outcome: "suppressed", reason });
  });
});

describe("an endpoint that was written into the table by hand", () => {
  it("is not called", async () => {
    const { address, browser } = await withBrowser();
    const { keys, storage } = service.services;
    const secret = await keys.recipient();
    const subject = subjectOf(secret, { addressKind: "email", address });
    const at = subjectKey(secret, subject);
    const held = await storage.factors.read(at, service.clock.now());
    const [known] = held?.pushes ?? [];
    if (!held || !known) throw new Error(`no browser at ${at}`);
    await storage.pushes.drop(at, known);
    const subscription = { ...known, endpoint: "https://169.254.169.254/latest/meta-data" };
    const base = { subject, version: held.version + 1, pushes: [] };
    const write = { by: "hand", now: service.clock.now() };
    expect(await storage.pushes.add(at, base, { subscription, provenAt: 1 }, write)).toBe(true);
    await ask(address);
    expect(calls(browser.endpoint)).toBe(0);
    expect(pushes.received.some(({ endpoint }) => endpoint.includes("169.254"))).toBe(false);
  });
});

describe("a push service whose name leads to this machine", () => {
  it("is not called", async () => {
    const lookUp = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
      done(null, [{ address: "127.0.0.1", family: 4 }]);
    }) as unknown as NonNullable<Parameters<typeof poster>[0]["lookUp"]>;
    const post = poster({ nearby: false, lookUp });
    expect(await post(pushBrowser().endpoint, {}, Buffer.from("code"))).toEqual({
      ...{ kind: "failed", reason: "forbidden" },
    });
  });
});
