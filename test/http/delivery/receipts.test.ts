import { describe, expect, it } from "@jest/globals";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { logsEvent, sesEvent, snsLine, topicEvent } from "../../support/receipts.ts";
import { ofOrder, startReported } from "../../support/reported.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";
import { toldProvider } from "../../support/undelivered.ts";

let service: TestService;

async function reported(...given: Parameters<typeof startReported>) {
  const started = await startReported(...given);
  service = started.service;
  return started;
}

describe("what SES says of an e-mail", () => {
  it("is told to the holder of the challenge, forward only", async () => {
    const { request, deliver, orders, report, state } = await reported();
    const { challengeId } = await request();
    await deliver(...orders);
    const of = ofOrder(orders[0]!);
    const seen: string[] = [];
    for (const event of ["delay", "send", "delivery", "delay", "complaint", "delivery"] as const) {
      await report(topicEvent(sesEvent(event, of)));
      seen.push(await state(challengeId));
    }
    expect(seen).toEqual(["delayed", "delayed", "delivered", "delivered", "complained", "complained"]);
  });

  it("leaves a code that was delivered as good as it was", async () => {
    const { request, deliver, orders, report } = await reported();
    const challenge = await request();
    await deliver(...orders);
    await report(topicEvent(sesEvent("delivery", ofOrder(orders[0]!))));
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
  });

  it("leaves no address in what the service says of itself", async () => {
    const { request, deliver, orders, report, observer } = await reported();
    await request();
    await deliver(...orders);
    await report(topicEvent(sesEvent("hardBounce", ofOrder(orders[0]!))));
    expect(observer.records).toEqual([
      {
        event: "record-receipt",
        fields: {
          outcome: "recorded",
          state: "bounced",
          provider: "ses",
          reason: "Permanent-General",
          recipient: orders[0]?.recipientKey,
          suppressed: "bounce",
        },
      },
    ]);
  });

  it("is passed over where SES only greets a new topic: no fault, no dead letter", async () => {
    const { report, observer } = await reported();
    await report(topicEvent("Successfully validated SNS topic for Amazon SES event publishing."));
    expect(observer.records).toEqual([]);
  });

  it.each([
    "softBounce",
    "senderBounce",
    "strangerBounce",
    "contentBounce",
    "largeBounce",
    "attachmentBounce",
    "lateBounce",
    "strangeBounce",
  ] as const)("is not delivered, and the address is written to again: %s", async (event) => {
    const { request, deliver, orders, report, state, provider } = await reported();
    const { challengeId } = await request();
    await deliver(...orders);
    await report(topicEvent(sesEvent(event, ofOrder(orders[0]!))));
    expect(await state(challengeId)).toBe("bounced");
    service.clock.advance(60);
    await request();
    await deliver(orders[1]!);
    expect(provider.sent).toHaveLength(2);
  });

  it("is delivered where an answering machine answers", async () => {
    const { request, deliver, orders, report, state } = await reported();
    const { challengeId } = await request();
    await deliver(...orders);
    await report(topicEvent(sesEvent("delivery", ofOrder(orders[0]!))));
    await report(topicEvent(sesEvent("answeringMachine", ofOrder(orders[0]!))));
    expect(await state(challengeId)).toBe("delivered");
  });

  it("is nothing to the service where its e-mail is another's", async () => {
    const { report, observer } = await reported();
    await report(topicEvent(sesEvent("hardBounce", {})));
    expect(observer.records).toEqual([]);
  });
});

describe("a recipient whose e-mail came back", () => {
  it("is sent nothing for thirty days, gets the same answer, and sees it in the status alone", async () => {
    const { request, deliver, orders, report, provider, state } = await reported();
    const first = await service.post("/otp/request", { recipient: "anna@example.com" });
    await service.settled();
    await deliver(...orders);
    await report(topicEvent(sesEvent("hardBounce", ofOrder(orders[0]!))));
    expect(await state(String(first.body.challengeId))).toBe("bounced");

    service.clock.advance(3600);
    const again = await service.post("/otp/request", { recipient: "anna@example.com" });
    await service.settled();
    expect(Object.keys(again.body)).toEqual(Object.keys(first.body));
    expect(again.status).toBe(first.status);
    await deliver(orders[1]!);
    expect(provider.sent).toHaveLength(1);
    expect(await state(String(again.body.challengeId))).toBe("suppressed");
    // No deliverer tries again.
    expect(await deliver(orders[1]!)).toEqual([]);

    service.clock.advance(30 * 86_400);
    const { challengeId } = await request();
    await deliver(orders[2]!);
    expect(provider.sent).toHaveLength(2);
    expect(await state(challengeId)).toBe("sent");
  });

  it("is found in the table in plain words", async () => {
    const { request, deliver, orders, report } = await reported();
    await request();
    await deliver(...orders);
    await report(topicEvent(sesEvent("complaint", ofOrder(orders[0]!))));
    const { text } = await service.get("/_local/items?recipient=anna@example.com");
    const items = JSON.parse(text) as readonly Record<string, unknown>[];
    expect(items.find(({ sk }) => sk === "suppression")).toMatchObject({
      reason: "complaint",
      untilIso: "2027-11-23T09:10:00Z",
      meaning:
        "No code is sent here until 2027-11-23T09:10:00Z, because the recipient marked our e-mail as spam. Delete this item to send again.",
    });
  });

  it("is told to choose another address on the page", async () => {
    const { deliver, orders, report, provider } = await reported();
    const page = await service.get("/otp/request", { accept: "text/html" });
    const formCookie = page.headers.getSetCookie().map((line) => line.split(";")[0]);
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const posted = await service.form(
      "/otp/request",
      { form, channel: "email", email: "anna@example.com" },
      { cookie: formCookie.join("; "), "sec-fetch-site": "same-origin" },
    );
    expect(posted.status).toBe(303);
    const cookie = [...formCookie, ...posted.headers.getSetCookie().map((line) => line.split(";")[0])];
    const shown = async () =>
      (await service.get("/otp/verify", { accept: "text/html", cookie: cookie.join("; ") })).text;
    await service.settled();
    await service.services.storage.suppressions.keep(
      orders[0]!.recipientKey as RecipientKey,
      { reason: "bounce", until: START + 900 },
      START,
    );
    expect(await shown()).not.toContain("could not be delivered");
    await deliver(...orders);
    expect(provider.sent).toEqual([]);
    expect(await shown()).toMatch(/could not be delivered[^]*Change contact/);
    await report(topicEvent(sesEvent("delivery", ofOrder(orders[0]!))));
    expect(await shown()).not.toContain("could not be delivered");
  });

  it("is not given away by a registered service", async () => {
    service = await startTestService({ registration: "registered" });
    await service.post("/_local/customers", { recipient: "anna@example.com", customerId: "c-1" });
    const { challengeId } = await service.challenge();
    const [challenge] = JSON.parse((await service.get("/_local/items")).text) as { pk: string; sk: string }[];
    const key = challenge?.pk.replace(/^.*#/, "") as RecipientKey;
    await service.services.storage.suppressions.keep(key, { reason: "bounce", until: START + 900 }, START);
    service.clock.advance(30);
    await service.post("/otp/resend", { challengeId });
    await service.settled();
    expect((await service.post("/otp/status", { challengeId })).body.delivery).toEqual({ state: "accepted" });
  });
});

describe("what SNS says of an SMS", () => {
  const byMessage = () => {
    const told = toldProvider("sns");
    return { ...told, provider: { ...told.provider, receipts: "by-message" as const } };
  };

  it("finds its send by the message's id", async () => {
    const { request, deliver, orders, report, state } = await reported(byMessage());
    const one = await request("+14155550123");
    const other = await request("+14155550124");
    await deliver(...orders);
    const lines = [
      snsLine("sns-1", "FAILURE", "Phone carrier has blocked this message"),
      snsLine("sns-2", "SUCCESS", "Message has been accepted by phone carrier"),
    ];
    await report(logsEvent(lines, START));
    expect([await state(one.challengeId), await state(other.challengeId)].sort()).toEqual([
      "delivered",
      "failed",
    ]);
  });

  it("that a budget is spent is told to the owner once, and blames no number", async () => {
    const { request, deliver, orders, report, status, observer } = await reported(byMessage());
    const { challengeId } = await request("+14155550123");
    await deliver(...orders);
    const event = logsEvent([snsLine("sns-1", "FAILURE", "No quota left for account")], START);
    for (let twice = 0; twice < 2; twice += 1) await report(event);
    expect(await status(challengeId)).toEqual({ state: "failed", cause: "service" });
    expect(observer.records.filter(({ event: name }) => /account/i.test(name))).toEqual([
      { event: "provider-account", fields: { provider: "sns", reason: "account-no-quota-left" } },
      { event: "measured AccountFaults", fields: { value: 1 } },
    ]);
  });

  it("comes again when it overtakes its deliverer, and no more when its message is another program's", async () => {
    const { request, deliver, orders, report, state } = await reported(byMessage());
    const { challengeId } = await request("+14155550123");
    const event = logsEvent([snsLine("sns-1", "SUCCESS", "accepted")], START);
    await expect(report(event)).rejects.toThrow("before their messages");
    await deliver(...orders);
    await report(event);
    expect(await state(challengeId)).toBe("delivered");
    service.clock.advance(60);
    await report(logsEvent([snsLine("another", "SUCCESS", "accepted")], START));
  });
});
