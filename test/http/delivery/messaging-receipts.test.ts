import { describe, expect, it } from "@jest/globals";
import { messagingEvent, topicEvent } from "../../support/receipts.ts";
import { ofOrder, startReported as reported } from "../../support/reported.ts";
import { toldProvider } from "../../support/undelivered.ts";

describe("what AWS End User Messaging says of an SMS", () => {
  it("finds its send by what the message carries, and moves it forward alone", async () => {
    const told = toldProvider("aws-sms");
    const { request, deliver, orders, report, state } = await reported(told);
    const { challengeId } = await request("+14155550123");
    const [order] = orders;
    await deliver(...orders);
    const of = ofOrder(order!);
    const seen: string[] = [await state(challengeId)];
    for (const event of [
      messagingEvent("TEXT_UNREACHABLE", of, { isFinal: false }),
      messagingEvent("TEXT_DELIVERED", of),
      messagingEvent("TEXT_TTL_EXPIRED", of),
    ]) {
      await report(topicEvent(event));
      seen.push(await state(challengeId));
    }
    expect(seen).toEqual(["sent", "delayed", "delivered", "delivered"]);
  });
});
