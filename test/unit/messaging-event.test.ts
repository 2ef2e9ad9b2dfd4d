import { describe, expect, it } from "@jest/globals";
import { readMessagingEvent } from "../../functions/receipts/messaging-event.ts";
import { messagingEvent } from "../support/receipts.ts";
import { sixteen } from "./builders.ts";

const OF = { recipientKey: sixteen("anna"), nonce: sixteen("nonce"), send: 2 };
const RECEIPT = {
  of: OF,
  provider: "aws-sms",
  messageId: "862a8790-60c0-4430-9b2b-658bd0000000",
  at: 1_795_425_010,
};

describe("an event of AWS End User Messaging", () => {
  it.each([
    ["TEXT_DELIVERED", { state: "delivered" }],
    ["TEXT_BLOCKED", { state: "failed", reason: "blocked" }],
    ["TEXT_CARRIER_BLOCKED", { state: "failed", reason: "carrier-blocked" }],
    ["TEXT_CARRIER_UNREACHABLE", { state: "failed", reason: "carrier-unreachable" }],
    ["TEXT_INVALID", { state: "failed", reason: "invalid" }],
    ["TEXT_INVALID_MESSAGE", { state: "failed", reason: "invalid-message" }],
    ["TEXT_PROTECT_BLOCKED", { state: "failed", reason: "protect-blocked" }],
    ["TEXT_SPAM", { state: "failed", reason: "spam" }],
    ["TEXT_TTL_EXPIRED", { state: "failed", reason: "ttl-expired" }],
    ["TEXT_UNREACHABLE", { state: "failed", reason: "unreachable" }],
  ])("%s is said of its send", (type, meaning) => {
    expect(readMessagingEvent(messagingEvent(type, OF))).toEqual({ ...RECEIPT, ...meaning });
  });

  it.each([
    ["VOICE_COMPLETED", { state: "delivered" }],
    ["VOICE_BUSY", { state: "failed", reason: "busy" }],
    ["VOICE_NO_ANSWER", { state: "failed", reason: "no-answer" }],
    ["VOICE_FAILED", { state: "failed", reason: "failed" }],
    ["VOICE_TTL_EXPIRED", { state: "failed", reason: "ttl-expired" }],
  ])("%s is said of its call", (type, meaning) => {
    expect(readMessagingEvent(messagingEvent(type, OF))).toEqual({
      ...RECEIPT,
      ...meaning,
      provider: "aws-voice",
    });
  });

  it("that is not the last word on a failure is a delay", () => {
    const event = messagingEvent("TEXT_UNREACHABLE", OF, { isFinal: false });
    expect(readMessagingEvent(event)).toMatchObject({ state: "delayed", reason: "unreachable" });
  });

  // A carrier that took an SMS may still lose it; UNKNOWN is also what AWS says when no carrier answered for 72 hours.
  it.each([
    "TEXT_SUCCESSFUL",
    "TEXT_PENDING",
    "TEXT_QUEUED",
    "TEXT_UNKNOWN",
    "VOICE_ANSWERED",
    "VOICE_RINGING",
    "MEDIA_DELIVERED",
    "toString",
  ])("%s says nothing", (type) => {
    expect(readMessagingEvent(messagingEvent(type, OF))).toBeUndefined();
  });

  it.each([
    ["another program's message", messagingEvent("TEXT_DELIVERED", {})],
    ["a forged reference", messagingEvent("TEXT_DELIVERED", { ...OF, nonce: "../../../etc" })],
    ["a message id that is none", messagingEvent("TEXT_DELIVERED", OF, { messageId: "+14155550123" })],
    ["a context that is none", messagingEvent("TEXT_DELIVERED", OF, { context: null })],
    ["what is no JSON", "Successfully validated SNS topic"],
    ["JSON without anything", "null"],
  ])("that is %s is passed over", (_, text) => {
    expect(readMessagingEvent(text)).toBeUndefined();
  });

  it("keeps no time that is none, and no word of the carrier's", () => {
    const receipt = readMessagingEvent(messagingEvent("TEXT_SPAM", OF, { eventTimestamp: "soon" }));
    expect(receipt).not.toHaveProperty("at");
    expect(JSON.stringify(receipt)).not.toContain("4155550123");
  });
});
