import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { SendReference } from "../../../functions/domain/receipt.ts";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { ofOrder, startReported } from "../../support/reported.ts";
import { SENDGRID_KEY, sendgridEvent, signedBySendgrid } from "../../support/signed-reports.ts";
import { START, startTestService, type TestService, testSettings } from "../../support/service.ts";
import { toldProvider } from "../../support/undelivered.ts";

const PATH = "/otp/receipts/sendgrid";

let service: TestService;

async function sendgrid(login: object = { apiKey: "SG.x", verificationKey: SENDGRID_KEY }) {
  const started = await startReported(toldProvider("sendgrid"), {
    settings: testSettings({ channels: { email: { providers: ["sendgrid"] } } }),
    credentials: (() => Promise.resolve(login)) as never,
  });
  service = started.service;
  return started;
}

/** A message that SendGrid has taken. */
async function sent() {
  const started = await sendgrid();
  const { challengeId } = await started.request();
  await started.deliver(...started.orders);
  return { ...started, challengeId, of: ofOrder(started.orders[0]!) };
}

const post = (events: unknown, at = START) => {
  const body = typeof events === "string" ? events : JSON.stringify(events);
  return service.post(PATH, body, signedBySendgrid(body, at));
};

const foreign: SendReference = {
  recipientKey: "A".repeat(22) as RecipientKey,
  nonce: "B".repeat(22),
  send: 1,
};

describe("what SendGrid says of an e-mail", () => {
  it("is told to the holder of the challenge, forward only, and as often as it comes", async () => {
    const { challengeId, of, state } = await sent();
    const seen: string[] = [];
    for (const event of ["processed", "deferred", "delivered", "deferred", "delivered", "spamreport"]) {
      expect((await post([sendgridEvent(event, of)])).status).toBe(204);
      seen.push(await state(challengeId));
    }
    expect(seen).toEqual(["sent", "delayed", "delivered", "delivered", "delivered", "complained"]);
  });

  it("stands when it comes before its deliverer has written the message down", async () => {
    const { request, deliver, orders, provider, state } = await sendgrid();
    const { challengeId } = await request();
    await post([sendgridEvent("delivered", ofOrder(orders[0]!))]);
    expect(await state(challengeId)).toBe("delivered");
    await deliver(...orders);
    expect(provider.sent).toHaveLength(0);
  });

  it("keeps messages away from an address that does not exist, and leaves no address behind", async () => {
    const { of, challengeId, state } = await sent();
    const bounce = { type: "bounce", status: "5.1.1", reason: "550 5.1.1 <anna@example.com> unknown" };
    await post([sendgridEvent("bounce", of, bounce)]);
    expect(await state(challengeId)).toBe("bounced");
    expect(await service.services.storage.suppressions.read(of.recipientKey, START)).toMatchObject({
      reason: "bounce",
    });
    const [line] = service.observed.filter(({ event }) => event === "record-receipt");
    expect(line?.fields).toEqual({
      ...{ outcome: "recorded", state: "bounced", provider: "sendgrid", reason: "5.1.1" },
      ...{ recipient: of.recipientKey, suppressed: "bounce" },
    });
    expect(JSON.stringify(service.observed)).not.toContain("anna");
  });

  it("is read beside events that are foreign, of another kind, or damaged", async () => {
    const { challengeId, of, state } = await sent();
    const others = [
      ...[null, 7, "x", [], {}, { event: 7 }, { event: "__proto__" }, { event: "delivered" }],
      sendgridEvent("delivered", foreign),
      sendgridEvent("delivered", { ...of, send: 100 }),
      { ...sendgridEvent("delivered", of), recipient: ["x"] },
      sendgridEvent("open", of),
    ];
    expect((await post([...others, sendgridEvent("delivered", of), ...others])).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
  });

  it("is read from a batch of half a megabyte, and no longer from more than one", async () => {
    const { challengeId, of, state } = await sent();
    // Every fifteenth one is a write, as if another stage of ours had the same account.
    const others = Array.from({ length: 1500 }, (_, index) =>
      sendgridEvent(index % 15 === 0 ? "delivered" : "open", foreign),
    );
    const batch = [...others, sendgridEvent("delivered", of)];
    expect(JSON.stringify(batch).length).toBeGreaterThan(400_000);
    expect((await post(batch)).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
    const huge = await post([...batch, "x".repeat(1024 * 1024)]);
    expect([huge.status, huge.body.detail]).toEqual([413, "Send at most 1024 KiB."]);
  });

  it("is written down as far as it can be where events meet a fault, and asked for again", async () => {
    const { challengeId, of, state } = await sent();
    const { suppressions } = service.services.storage;
    const { keep } = suppressions;
    Object.assign(suppressions, { keep: () => Promise.reject(new Error("a fault")) });
    // More than are written down at once: each of them may meet the fault before the last one is read.
    const complaints = Array.from({ length: 40 }, () => sendgridEvent("spamreport", foreign));
    const batch = [...complaints, sendgridEvent("delivered", of)];
    expect((await post(batch)).status).toBe(500);
    expect(await state(challengeId)).toBe("delivered");
    Object.assign(suppressions, { keep });
    expect((await post(batch)).status).toBe(204);
    expect(await suppressions.read(foreign.recipientKey, START)).toMatchObject({ reason: "complaint" });
  });
});

describe("what only says that it comes from SendGrid", () => {
  it("is refused, and changes nothing", async () => {
    const { challengeId, of, state } = await sent();
    const body = JSON.stringify([sendgridEvent("delivered", of)]);
    const headers = signedBySendgrid(body, START);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const forged: [body: string, headers: Record<string, string>][] = [
      [body, {}],
      [body, { ...headers, "x-twilio-email-event-webhook-signature": "" }],
      [body, { ...headers, "x-twilio-email-event-webhook-signature": "AAAA" }],
      [body, { ...headers, "x-twilio-email-event-webhook-timestamp": String(START + 1) }],
      [body, { ...headers, "x-twilio-email-event-webhook-timestamp": "" }],
      [body, signedBySendgrid(body, START, privateKey)],
      [` ${body}`, headers],
      [body.replace("delivered", "spamreport"), headers],
      [body, signedBySendgrid(body, START - 301)],
      [body, signedBySendgrid(body, START + 301)],
    ];
    for (const [text, sentHeaders] of forged)
      expect((await service.post(PATH, text, sentHeaders)).status).toBe(403);
    expect(await state(challengeId)).toBe("sent");
    expect((await service.post(PATH, body, signedBySendgrid(body, START - 300))).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
  });

  it("finds nothing where no key was given, nor where SendGrid carries nothing", async () => {
    await sendgrid({ apiKey: "SG.x" });
    expect((await post([])).status).toBe(404);
    service = await startTestService();
    expect((await post([])).status).toBe(404);
  });
});
