import { describe, expect, it } from "@jest/globals";
import type { SendReference } from "../../functions/domain/receipt.ts";
import { readSesEvent } from "../../functions/receipts/ses-event.ts";
import { readSnsDeliveryLog } from "../../functions/receipts/sns-delivery-log.ts";
import {
  isSignedByTwilio,
  readTwilioStatus,
  twilioCallbackUrl,
  twilioSignature,
} from "../../functions/receipts/twilio-status.ts";
import { routes } from "../../functions/routes.ts";
import { logsEvent, type SES_EVENTS, sesEvent, snsLine, twilioFields } from "../support/receipts.ts";
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
    [
      "listedBounce",
      { state: "suppressed", reason: "Permanent-OnAccountSuppressionList", suppress: "bounce" },
    ],
    ["softBounce", { state: "delayed", reason: "Transient-MailboxFull" }],
    ["strangeBounce", { state: "delayed", reason: "Undetermined-Undetermined" }],
    ["complaint", { state: "complained", reason: "abuse", suppress: "complaint" }],
    ["listedComplaint", { state: "suppressed", reason: "OnAccountSuppressionList", suppress: "complaint" }],
  ])("is read without its addresses: %s", (name, meaning) => {
    const receipt = readSesEvent(sesEvent(name, of));
    expect(receipt).toEqual({ of, provider: "ses", messageId: expect.any(String) as unknown, ...meaning });
    expect(JSON.stringify(receipt)).not.toMatch(ADDRESS);
  });

  it.each(["open", "notSpam"] as const)("says nothing of a send: %s", (name) => {
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

describe("a delivery log of SNS", () => {
  const read = (...lines: string[]) => readSnsDeliveryLog(logsEvent(lines, NOW).awslogs.data);

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

  it("holds nothing when CloudWatch only asks whether anybody is there", () => {
    const { data } = logsEvent(["CWL CONTROL MESSAGE: Checking health"], NOW, "CONTROL_MESSAGE").awslogs;
    expect(readSnsDeliveryLog(data)).toEqual([]);
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
      hash: "#rc=5&rp=5xx,ct,rt",
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
