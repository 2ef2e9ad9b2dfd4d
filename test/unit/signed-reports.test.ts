import { describe, expect, it } from "@jest/globals";
import type { SendReference } from "../../functions/domain/receipt.ts";
import { isSignedBySendgrid, readSendgridEvents } from "../../functions/receipts/sendgrid-events.ts";
import { isSignedJustNow } from "../../functions/receipts/signed-at.ts";
import { readWebhookStatus } from "../../functions/receipts/webhook-status.ts";
import { SENDGRID_KEY, sendgridEvent, signedBySendgrid, webhookReport } from "../support/signed-reports.ts";
import { NOW, sixteen } from "./builders.ts";

const of: SendReference = { recipientKey: sixteen("anna"), nonce: sixteen("nonce"), send: 2 };

describe("an event of SendGrid", () => {
  it.each<[event: string, more: object, meaning: object]>([
    ["processed", {}, { state: "sent" }],
    [
      "deferred",
      { response: "452 4.2.2 anna@example.com is full" },
      { state: "delayed", reason: "452-4.2.2" },
    ],
    ["deferred", { response: "unable to reach anna@example.com" }, { state: "delayed" }],
    ["delivered", { response: "250 OK" }, { state: "delivered" }],
    [
      "bounce",
      { type: "bounce", status: "5.1.1", reason: "550 5.1.1 anna@example.com" },
      { state: "bounced", reason: "5.1.1", suppress: "bounce" },
    ],
    [
      "bounce",
      { type: "bounce", status: "anna@example.com", reason: "550-5.1.1 anna@example.com" },
      { state: "bounced", reason: "550-5.1.1", suppress: "bounce" },
    ],
    [
      "bounce",
      { type: "bounce", status: "5.7.1", reason: "550 5.7.1 anna@example.com" },
      { state: "bounced", reason: "5.7.1" },
    ],
    [
      "bounce",
      { type: "bounce", status: "", reason: "550-5.7.26 anna@example.com" },
      { state: "bounced", reason: "account-5.7.26" },
    ],
    [
      "bounce",
      { type: "bounce", status: "5.7.1", reason: "550 5.1.1 user unknown" },
      { state: "bounced", reason: "5.7.1", suppress: "bounce" },
    ],
    [
      "bounce",
      { type: "bounce", status: "5.7.17" },
      { state: "bounced", reason: "5.7.17", suppress: "bounce" },
    ],
    ["bounce", { type: "blocked", status: "5.7.1" }, { state: "bounced", reason: "5.7.1" }],
    ["bounce", { type: "expired" }, { state: "bounced" }],
    [
      "blocked",
      { bounce_classification: "Frequency/Volume" },
      { state: "bounced", reason: "frequency-volume" },
    ],
    ["blocked", { bounce_classification: "about anna@example.com" }, { state: "bounced" }],
    [
      "dropped",
      { reason: "Bounced Address" },
      { state: "suppressed", reason: "bounced-address", suppress: "bounce" },
    ],
    [
      "dropped",
      { reason: "Spam Reporting Address" },
      { state: "suppressed", reason: "spam-reporting", suppress: "complaint" },
    ],
    ["dropped", { reason: "Unsubscribed Address" }, { state: "suppressed", reason: "unsubscribed-address" }],
    ["dropped", { reason: "Spam Content" }, { state: "failed", reason: "spam-content" }],
    ["dropped", { reason: "Invalid" }, { state: "failed", reason: "invalid" }],
    [
      "dropped",
      { reason: "Recipient List over Package Quota" },
      { state: "failed", reason: "account-quota" },
    ],
    ["dropped", { reason: "about anna@example.com" }, { state: "failed", reason: "dropped" }],
    ["dropped", {}, { state: "failed", reason: "dropped" }],
    ["spamreport", {}, { state: "complained", reason: "spamreport", suppress: "complaint" }],
  ])("is read without its address: %s %j", (event, more, meaning) => {
    const receipts = readSendgridEvents([sendgridEvent(event, of, more)]);
    expect(receipts).toEqual([
      {
        ...{ of, provider: "sendgrid", at: 1_795_425_000 },
        messageId: "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        ...meaning,
      },
    ]);
    expect(JSON.stringify(receipts)).not.toMatch(/anna/);
  });

  it("is read without an id and a time, as of a bounce that comes late", () => {
    const more = { type: "bounce", sg_message_id: undefined, timestamp: "now" };
    expect(readSendgridEvents([sendgridEvent("bounce", of, more)])).toMatchObject([{ of, messageId: "" }]);
  });

  it.each([
    ["open"],
    ["click"],
    ["unsubscribe"],
    ["group_resubscribe"],
    ["account_status_change"],
    ["toString"],
  ])("says nothing of a send: %s", (event) => {
    expect(readSendgridEvents([sendgridEvent(event, of)])).toEqual([]);
  });

  it.each([[undefined], [null], ["x"], [{ event: "delivered" }], [[[]]], [[null, 7, "x"]]])(
    "is none: %j",
    (batch) => {
      expect(readSendgridEvents(batch)).toEqual([]);
    },
  );

  it("is signed over every byte", () => {
    const body = JSON.stringify([sendgridEvent("delivered", of, { note: "\u00e9\u0000" })]);
    const {
      "x-twilio-email-event-webhook-signature": signature = "",
      "x-twilio-email-event-webhook-timestamp": timestamp = "",
    } = signedBySendgrid(body, NOW);
    const holds = (text: string) =>
      isSignedBySendgrid(SENDGRID_KEY, { signature, timestamp, bytes: Buffer.from(text) });
    expect([body, `${body}\n`, body.slice(1)].map(holds)).toEqual([true, false, false]);
  });
});

describe("a report of the owner's gateway", () => {
  it.each<[status: string, more: object, meaning: object]>([
    ["sent", {}, { state: "sent" }],
    ["delayed", { reason: "452-4.2.2" }, { state: "delayed", reason: "452-4.2.2" }],
    ["delivered", { id: "gateway:7" }, { state: "delivered", messageId: "gateway:7" }],
    ["failed", { reason: "30003" }, { state: "failed", reason: "30003" }],
    ["bounced", {}, { state: "bounced", suppress: "bounce" }],
    ["complained", {}, { state: "complained", suppress: "complaint" }],
    // Words, an address and a number are no codes.
    ["failed", { reason: "no such user" }, { state: "failed" }],
    ["failed", { reason: "anna@example.com" }, { state: "failed" }],
    ["failed", { reason: "14155550123" }, { state: "failed" }],
    ["failed", { reason: 7, id: "to anna@example.com" }, { state: "failed" }],
  ])("is read: %s %j", (status, more, meaning) => {
    expect(readWebhookStatus(webhookReport(status, of, more))).toEqual({
      ...{ of, provider: "webhook", messageId: `msg_${of.nonce}_2` },
      ...meaning,
    });
  });
});

describe("the time of a signed report", () => {
  it.each([
    [String(NOW), true],
    [String(NOW - 300), true],
    [String(NOW + 300), true],
    [String(NOW - 301), false],
    [String(NOW + 301), false],
    ["", false],
    ["-1", false],
    [`${NOW}.5`, false],
    [`${NOW} `, false],
    ["1e9", false],
    [`${NOW}000`, false],
  ])("is near ours: %j", (signedAt, near) => {
    expect(isSignedJustNow(signedAt, NOW)).toBe(near);
  });
});
