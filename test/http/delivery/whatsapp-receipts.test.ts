import { describe, expect, it } from "@jest/globals";
import { topicEvent, whatsappEvent } from "../../support/receipts.ts";
import { startReported as reported } from "../../support/reported.ts";
import { START } from "../../support/service.ts";
import { toldProvider } from "../../support/undelivered.ts";

describe("what AWS says of a WhatsApp message", () => {
  it("finds its send by the message's id, and blames no number for the owner's template", async () => {
    const told = toldProvider("aws-whatsapp");
    const provider = { ...told.provider, receipts: "by-message" as const };
    const { request, deliver, orders, report, status, observer } = await reported({ ...told, provider });
    const { challengeId } = await request("+14155550123");
    await deliver(...orders);
    const statuses = [{ status: "sent" }, "no status", { status: "failed", errors: [{ code: 132_001 }] }];
    await report(topicEvent(whatsappEvent("aws-whatsapp-1", statuses)));
    expect(await status(challengeId)).toEqual({ state: "failed", cause: "service" });
    expect(observer.records.filter(({ event }) => event === "provider-account")).toEqual([
      { event: "provider-account", fields: { provider: "aws-whatsapp", reason: "account-meta-132001" } },
    ]);
  });

  it.each([
    ["of just now comes again: its deliverer may still write it down", START, true],
    ["that is old is another program's", START - 60, false],
    ["whose time is far off comes not again and again", START + 86_400, false],
    ["whose time is no time is another program's", Number.NaN, false],
  ])("with an unknown message: one %s", async (_, at, again) => {
    const { report } = await reported();
    const event = topicEvent(whatsappEvent("unknown", [{ status: "delivered", timestamp: String(at) }]));
    const outcome = await report(event).then(
      () => false,
      (error: unknown) => String(error).includes("before their messages"),
    );
    expect(outcome).toBe(again);
  });

  it("is forward only, whatever its time: an old event takes no newer state back", async () => {
    const told = toldProvider("aws-whatsapp");
    const provider = { ...told.provider, receipts: "by-message" as const };
    const { request, deliver, orders, report, state } = await reported({ ...told, provider });
    const { challengeId } = await request("+14155550123");
    await deliver(...orders);
    const seen: string[] = [];
    for (const [status, at] of [
      ["read", START],
      ["sent", START + 86_400],
      ["failed", START - 86_400],
    ] as const) {
      await report(topicEvent(whatsappEvent("aws-whatsapp-1", [{ status, timestamp: String(at) }])));
      seen.push(await state(challengeId));
    }
    expect(seen).toEqual(["delivered", "delivered", "delivered"]);
  });
});
