import { SESClient } from "@aws-sdk/client-ses";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { SendResult } from "../../functions/delivery/port.ts";
import { sesProvider } from "../../functions/delivery/providers/ses.ts";
import { closeLater } from "../support/close-later.ts";
import { type AwsEndpoint, formOf, queryFault, queryResult, startAwsEndpoint } from "./aws-endpoint.ts";
import { messageWith } from "./builders.ts";

const message = messageWith();

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});

async function send(brand = "Caf\u00e9", overrides: object = {}): Promise<SendResult> {
  const client = new SESClient({ ...aws.client, ...overrides });
  closeLater("the client of SES", () => client.destroy());
  return sesProvider(client, { from: "no-reply@example.com", brand }).send(message);
}

/** The message of the last request, with its header fields unfolded. */
function sourceOf(): string {
  const data = formOf(aws.requests.at(-1)!)["RawMessage.Data"] ?? "";
  return Buffer.from(data, "base64").toString().replaceAll("\r\n", "\n").replaceAll(/\n\s/g, " ");
}

describe("an e-mail that SES takes", () => {
  it("is sent as it is, to the one recipient, with tags that bring its receipts back", async () => {
    aws.answer = () => queryResult("SendRawEmail", "<MessageId>0100-abc</MessageId>");
    aws.requests.length = 0;
    expect(await send()).toEqual({ kind: "sent", messageId: "0100-abc" });
    const { "RawMessage.Data": data, ...fields } = formOf(aws.requests[0]!);
    expect(data).not.toBe("");
    expect(aws.requests).toHaveLength(1);
    expect(fields).toEqual({
      Action: "SendRawEmail",
      Version: "2010-12-01",
      Source: "no-reply@example.com",
      "Destinations.member.1": "anna@example.com",
      "Tags.member.1.Name": "recipient",
      "Tags.member.1.Value": message.order.recipientKey,
      "Tags.member.2.Name": "challenge",
      "Tags.member.2.Value": message.order.nonce,
      "Tags.member.3.Name": "send",
      "Tags.member.3.Value": "1",
    });
    expect(sourceOf()).toMatch(/^From: =\?UTF-8\?Q\?Caf=C3=A9\?= <no-reply@example\.com>$/m);
    expect(sourceOf()).toMatch(/^To: anna@example\.com$/m);
    expect(sourceOf()).toContain("Content-Type: multipart/alternative;");
    expect(sourceOf()).toContain("<p>012345</p>");
  });

  it("names the configuration set that it was told to", async () => {
    aws.answer = () => queryResult("SendRawEmail", "<MessageId>m</MessageId>");
    const client = new SESClient(aws.client);
    closeLater("the client of SES", () => client.destroy());
    await sesProvider(client, { from: "no-reply@example.com", brand: "Brand" }, "latchkey-prod").send(
      message,
    );
    expect(formOf(aws.requests.at(-1)!).ConfigurationSetName).toBe("latchkey-prod");
  });

  it("comes from the one sender, whatever the brand is called", async () => {
    aws.answer = () => queryResult("SendRawEmail", "<MessageId>m</MessageId>");
    await send('Evil" <evil@example.com>, "\r\nBcc: x@example.com');
    const head = sourceOf().split("\n\n")[0]?.split("\n") ?? [];
    expect(head.filter((line) => /^(from|bcc):/i.test(line))).toEqual([
      expect.stringMatching(/^From: (=\?UTF-8\?Q\?[^? ]+\?= ?)+ <no-reply@example\.com>$/),
    ]);
  });
});

describe("an e-mail that SES refuses for good", () => {
  it.each(["MessageRejected", "InvalidParameterValue"])("is itself to blame: %s", async (code) => {
    aws.answer = () => queryFault(code, 400);
    expect(await send()).toEqual({ kind: "failed", fault: "message", reason: code });
  });
});

describe("an account that SES sends nothing for", () => {
  it.each([
    ["AccountSendingPausedException", "Email sending is disabled", "AccountSendingPausedException"],
    ["ConfigurationSetSendingPausedException", "Paused", "ConfigurationSetSendingPausedException"],
    ["ConfigurationSetDoesNotExist", "None", "ConfigurationSetDoesNotExistException"],
    ["MailFromDomainNotVerifiedException", "No MX", "MailFromDomainNotVerifiedException"],
    [
      "MessageRejected",
      "Email address is not verified. The following identities failed the check in region US-EAST-1: anna@example.com",
      "NotVerified",
    ],
    [
      "MessageRejected",
      "Sending paused for this account. For more information, see the inbox.",
      "SendingPaused",
    ],
    ["MessageRejected", "Sending suspended for this account.", "SendingPaused"],
    ["Throttling", "Daily message quota exceeded.", "DailyQuotaExceeded"],
    ["AccessDenied", "User is not authorized to perform ses:SendRawEmail", "AccessDenied"],
    ["InvalidClientTokenId", "The security token is invalid", "InvalidClientTokenId"],
  ])("is to blame, and no message: %s, %s", async (code, words, reason) => {
    aws.answer = () => queryFault(code, 400, words);
    expect(await send()).toEqual({ kind: "failed", fault: "account", reason });
  });
});

describe("an e-mail that SES cannot take now", () => {
  it.each([
    ["Throttling", 400],
    ["ThrottlingException", 400],
    ["ServiceUnavailable", 503],
    ["InternalFailure", 500],
    ["RequestExpired", 400],
    ["SomethingThatNobodyKnows", 400],
    ["MessageRejected", 500],
  ])("comes back: %s with %i", async (code, status) => {
    aws.answer = () => queryFault(code, status);
    expect(await send()).toEqual({
      ...{ kind: "failed", fault: "moment", reason: code },
      ...(status >= 500 && { maybeSent: true }),
    });
  });

  it("comes back when it is one of too many at once", async () => {
    aws.answer = () => queryFault("Throttling", 400, "Maximum sending rate exceeded.");
    expect(await send()).toEqual({ kind: "failed", fault: "moment", reason: "Throttling" });
  });

  it("comes back when no server answers", async () => {
    const gone = await startAwsEndpoint();
    await gone.close();
    expect(await send("Brand", gone.client)).toMatchObject({ kind: "failed", fault: "moment" });
  });

  it("comes back when the answer is no XML", async () => {
    aws.answer = () => ({ status: 502, type: "text/html", body: "<html>Bad gateway" });
    expect(await send()).toMatchObject({ kind: "failed", fault: "moment" });
  });
});

describe("the reason of a failure", () => {
  it("never quotes the provider, who quotes the address", async () => {
    for (const [code, status] of [["MessageRejected", 400] as const, ["InternalFailure", 500] as const]) {
      aws.answer = () => queryFault(code, status);
      expect(JSON.stringify(await send())).not.toContain("anna@example.com");
    }
  });
});
