import { describe, expect, it } from "@jest/globals";
import type { SendReference } from "../../functions/domain/receipt.ts";
import { readAwsWhatsappEvent } from "../../functions/receipts/aws-whatsapp-event.ts";
import { readSesEvent } from "../../functions/receipts/ses-event.ts";
import { readSnsDeliveryLog } from "../../functions/receipts/sns-delivery-log.ts";
import {
  isSignedByTwilio,
  readTwilioStatus,
  twilioCallbackUrl,
  twilioSignature,
} from "../../functions/receipts/twilio-status.ts";
import { routes } from "../../functions/routes.ts";
import {
  logsEvent,
  type SES_EVENTS,
  sesEvent,
  snsLine,
  twilioFields,
  whatsappEvent,
} from "../support/receipts.ts";
import { NOW, PUBLIC_URL, sixteen } from "./builders.ts";

const of: SendReference = { recipientKey: sixteen("anna"), nonce: sixteen("nonce"), send: 2 };
const ADDRESS = /anna|\+1415/;

describe("an event of SES", () => {
  it.each<[keyof typeof SES_EVENTS, object]>([
    ["send", { state: "sent" }],
    ["delivery", { state: "delivered" }],
    ["delay", { state: "delayed", reason: "MailboxFull" }],
    ["reject", { state: "failed", reason: "rejected" }],
    ["hardBounce", { state: "bounced", reason: "Permanent-General", suppress: "bounce" }],
    ["senderBounce", { state: "bounced", reason: "account-Permanent-General-5.7.26" }],
    ["saidBounce", { state: "bounced", reason: "account-Permanent-General-5.7.509" }],
    ["strangerBounce", { state: "bounced", reason: "Permanent-General-5.7.1" }],
    ["ownerBounce", { state: "bounced", reason: "Permanent-General", suppress: "bounce" }],
    [
      "listedBounce",
      { state: "suppressed", reason: "Permanent-OnAccountSuppressionList", suppress: "bounce" },
    ],
    ["softBounce", { state: "bounced", reason: "Transient-MailboxFull" }],
    ["contentBounce", { state: "bounced", reason: "Transient-ContentRejected" }],
    ["largeBounce", { state: "bounced", reason: "Transient-MessageTooLarge" }],
    ["attachmentBounce", { state: "bounced", reason: "Transient-AttachmentRejected" }],
    ["lateBounce", { state: "bounced", reason: "Transient-CustomTimeoutExceeded" }],
    ["generalBounce", { state: "bounced", reason: "Transient-General" }],
    ["strangeBounce", { state: "bounced", reason: "Undetermined-Undetermined" }],
    ["complaint", { state: "complained", reason: "abuse", suppress: "complaint" }],
    ["listedComplaint", { state: "suppressed", reason: "OnAccountSuppressionList", suppress: "complaint" }],
  ])("is read without its addresses: %s", (name, meaning) => {
    const receipt = readSesEvent(sesEvent(name, of));
    expect(receipt).toEqual({ of, provider: "ses", messageId: expect.any(String) as unknown, ...meaning });
    expect(JSON.stringify(receipt)).not.toMatch(ADDRESS);
  });

  it.each(["open", "notSpam", "answeringMachine"] as const)("says nothing of a send: %s", (name) => {
    expect(readSesEvent(sesEvent(name, of))).toBeUndefined();
  });

  it.each([
    ["no tags of ours", {}],
    ["a recipient that is an address", { ...of, recipientKey: "anna@example.com" as never }],
    ["no challenge", { recipientKey: of.recipientKey, send: 1 }],
    ["no number", { ...of, send: Number.NaN }],
  ])("is none of ours: %s", (_case, tags) => {
    expect(readSesEvent(sesEvent("hardBounce", tags))).toBeUndefined();
  });
});

describe("what is no event of SES", () => {
  it.each([
    ["SES's greeting of a new topic", "Successfully validated SNS topic for Amazon SES event publishing."],
    ["nothing", ""],
    ["JSON that is no object", "null"],
    ["JSON of another shape", '{"eventType":"Bounce","mail":{"messageId":7,"tags":{}},"bounce":3}'],
  ])("is passed over: %s", (_case, text) => {
    expect(readSesEvent(text)).toBeUndefined();
  });
});

describe("a delivery log of SNS", () => {
  const read = (...lines: string[]) => readSnsDeliveryLog(logsEvent(lines, NOW).awslogs.data);

  it.each(["no JSON", "", "null", '"text"', '{"notification":{"messageId":1}}', '{"notification":null}'])(
    "loses nothing to a line that cannot be read: %s",
    (bad) => {
      const good = [snsLine("m1", "SUCCESS", "accepted"), snsLine("m2", "SUCCESS", "accepted")] as const;
      expect(read(good[0], bad, good[1]).map(({ messageId }) => messageId)).toEqual(["m1", "m2"]);
    },
  );

  it("is read line by line, without numbers", () => {
    const receipts = read(
      snsLine("m1", "SUCCESS", "Message has been accepted by phone carrier"),
      snsLine("m2", "FAILURE", "Phone is currently unreachable/unavailable"),
      snsLine("m3", "FAILURE", "+14155550123 is not to our liking"),
      JSON.stringify({ notification: { messageId: "m4" }, status: "UNKNOWN" }),
    );
    expect(receipts).toEqual([
      { of: undefined, provider: "sns", messageId: "m1", at: NOW, state: "delivered" },
      {
        of: undefined,
        provider: "sns",
        messageId: "m2",
        at: NOW,
        state: "failed",
        reason: "phone-is-currently-unreachable-unavailable",
      },
      { of: undefined, provider: "sns", messageId: "m3", at: NOW, state: "failed", reason: "unknown" },
    ]);
    expect(JSON.stringify(receipts)).not.toMatch(ADDRESS);
  });

  it.each([
    ["No quota left for account", "account-no-quota-left"],
    ["Spending limit reached", "account-no-quota-left"],
    ["Phone number is not verified in the SMS sandbox", "account-not-verified"],
    ["No origination identities available to send", "account-no-origination"],
    ["This delivery would exceed max price", "this-delivery-would-exceed-max-price"],
    ["Phone number is opted out", "phone-number-is-opted-out"],
  ])("tells what is the account's from what is the number's: %s", (words, reason) => {
    expect(read(snsLine("m1", "FAILURE", words))).toMatchObject([{ state: "failed", reason }]);
  });

  it("holds nothing when CloudWatch only asks whether anybody is there", () => {
    const { data } = logsEvent(["CWL CONTROL MESSAGE: Checking health"], NOW, "CONTROL_MESSAGE").awslogs;
    expect(readSnsDeliveryLog(data)).toEqual([]);
  });
});

describe("an event of AWS End User Messaging Social", () => {
  const ID = "6d69f07a-c317-4278-9d5c-6a84078419ec";
  const read = (...statuses: readonly unknown[]) => readAwsWhatsappEvent(whatsappEvent(ID, statuses));
  const status = (name: string, more: object = {}) => ({
    ...{ id: "wamid.HBg", recipient_id: "14155550123", status: name, timestamp: String(NOW) },
    ...more,
  });
  const receipt = { of: undefined, provider: "aws-whatsapp", messageId: ID, at: NOW };

  it.each<[string, object, object]>([
    ["sent", {}, { state: "sent" }],
    ["delivered", {}, { state: "delivered" }],
    ["read", {}, { state: "delivered" }],
    ["failed", { errors: [{ code: 131_026 }] }, { state: "failed", reason: "meta-131026" }],
    ["failed", { errors: [{ code: 131_042 }] }, { state: "failed", reason: "account-meta-131042" }],
    ["failed", { errors: [{ code: 132_001 }] }, { state: "failed", reason: "account-meta-132001" }],
    ["failed", { errors: [{ code: "+14155550123" }] }, { state: "failed" }],
    ["failed", {}, { state: "failed" }],
  ])("is read without its numbers: %s, %j", (name, more, meaning) => {
    expect(read(status(name, more))).toEqual([{ ...receipt, ...meaning }]);
    expect(JSON.stringify(read(status(name, more)))).not.toMatch(/1415/);
  });

  it.each([null, 7, "text", {}, status("typing"), status("toString"), { status: ["sent"] }])(
    "loses nothing to a status that cannot be read: %j",
    (bad) => {
      expect(read(bad, status("delivered"))).toMatchObject([{ state: "delivered" }]);
    },
  );

  it.each([
    ["what a person wrote", whatsappEvent(ID, undefined)],
    ["an entry that is no JSON", JSON.stringify({ whatsAppWebhookEntry: "{", messageId: ID })],
    [
      "an entry of another shape",
      JSON.stringify({ whatsAppWebhookEntry: '{"changes":[null,{"value":7}]}', messageId: ID }),
    ],
    ["no id", JSON.stringify({ whatsAppWebhookEntry: "{}" })],
    ["an event of SES", sesEvent("delivery", of)],
    ["no JSON", "Successfully validated SNS topic"],
  ])("says nothing of a message: %s", (_case, text) => {
    expect(readAwsWhatsappEvent(text)).toEqual([]);
  });
});

describe("a status callback of Twilio", () => {
  const SID = `SM${"a1".repeat(16)}`;

  it.each<[string, Record<string, string>, object | undefined]>([
    ["queued", {}, undefined],
    ["sending", {}, undefined],
    ["sent", {}, { provider: "twilio", state: "sent" }],
    ["delivered", {}, { provider: "twilio", state: "delivered" }],
    ["undelivered", { ErrorCode: "30003" }, { provider: "twilio", state: "failed", reason: "30003" }],
    ["failed", { ErrorCode: "30034" }, { provider: "twilio", state: "failed", reason: "account-30034" }],
    ["failed", { ErrorCode: "21610" }, { provider: "twilio", state: "failed", reason: "21610" }],
    ["failed", { ErrorCode: "+14155550123" }, { provider: "twilio", state: "failed" }],
    ["read", { To: "whatsapp:+14155550123" }, { provider: "twilio-whatsapp", state: "delivered" }],
    ["constructor", {}, undefined],
  ])("is read without its numbers: %s", (status, more, meaning) => {
    const receipt = readTwilioStatus(twilioFields(SID, status, more));
    expect(receipt).toEqual(meaning && { of: undefined, messageId: SID, ...meaning });
    expect(JSON.stringify(receipt ?? {})).not.toMatch(ADDRESS);
  });

  it("names a message that could be in the table, or none", () => {
    expect(readTwilioStatus(twilioFields("SM#x", "delivered"))).toBeUndefined();
  });

  it("is asked for at the route that takes it", () => {
    const route = routes.find(({ handler }) => handler === "record-twilio-receipt");
    expect(new URL(twilioCallbackUrl(PUBLIC_URL))).toMatchObject({
      origin: PUBLIC_URL,
      pathname: route?.path,
      hash: "#rc=5&rp=4xx,5xx,ct,rt",
    });
  });
});

describe("the signature of Twilio", () => {
  it("is that of Twilio's own libraries", () => {
    const fields = {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675309",
      Digits: "1234",
      From: "+14158675309",
      To: "+18005551212",
    };
    const signature = twilioSignature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields);
    expect(signature.toString("base64")).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
  });

  it("holds for our address, these fields and this token alone", () => {
    const fields = twilioFields(`SM${"a1".repeat(16)}`, "delivered");
    const whole = twilioCallbackUrl(PUBLIC_URL);
    const bare = whole.replace(/#.*/, "");
    const holds = (url: string, token = "t0ken", signed: Record<string, string> = fields) =>
      isSignedByTwilio(
        { publicUrl: PUBLIC_URL, authToken: "t0ken" },
        fields,
        twilioSignature(token, url, signed).toString("base64"),
      );
    expect([holds(bare), holds(whole)]).toEqual([true, true]);
    expect(holds(bare, "other")).toBe(false);
    expect(holds(`${bare}/`)).toBe(false);
    expect(holds(bare, "t0ken", { ...fields, MessageStatus: "failed" })).toBe(false);
    for (const signature of ["", "AAAA", "=".repeat(1000)])
      expect(isSignedByTwilio({ publicUrl: PUBLIC_URL, authToken: "t0ken" }, fields, signature)).toBe(false);
  });
});
