import { SESClient } from "@aws-sdk/client-ses";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Message, SendResult } from "../../functions/delivery/port.ts";
import { sesProvider } from "../../functions/delivery/ses.ts";
import { type AwsEndpoint, formOf, queryFault, queryResult, startAwsEndpoint } from "./aws-endpoint.ts";

const message: Message = {
  channel: "email",
  address: "anna@example.com",
  subject: "012345 is your Caf\u00e9 code",
  text: "012345\n\n& more",
  html: "<p>012345</p>",
};

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.close());

async function send(brand = "Caf\u00e9", overrides: object = {}): Promise<SendResult> {
  const client = new SESClient({ ...aws.client, ...overrides });
  try {
    return await sesProvider(client, { from: "no-reply@example.com", brand }).send(message);
  } finally {
    client.destroy();
  }
}

/** The `Source` field of the request: display name and address. */
async function sourceOf(brand: string): Promise<string> {
  aws.answer = () => queryResult("SendEmail", "<MessageId>m</MessageId>");
  await send(brand);
  return formOf(aws.requests.at(-1)!).Source ?? "";
}

describe("an e-mail that SES takes", () => {
  it("is sent with both parts, in UTF-8, to the one recipient", async () => {
    aws.answer = () => queryResult("SendEmail", "<MessageId>0100-abc</MessageId>");
    aws.requests.length = 0;
    expect(await send()).toEqual({ kind: "sent", messageId: "0100-abc" });
    expect(aws.requests.map(formOf)).toEqual([
      {
        Action: "SendEmail",
        Version: "2010-12-01",
        Source: `=?UTF-8?B?${Buffer.from("Caf\u00e9").toString("base64")}?= <no-reply@example.com>`,
        "Destination.ToAddresses.member.1": "anna@example.com",
        "Message.Subject.Data": message.subject,
        "Message.Subject.Charset": "UTF-8",
        "Message.Body.Text.Data": message.text,
        "Message.Body.Text.Charset": "UTF-8",
        "Message.Body.Html.Data": message.html,
        "Message.Body.Html.Charset": "UTF-8",
      },
    ]);
  });

  it("names the configuration set that it was told to", async () => {
    aws.answer = () => queryResult("SendEmail", "<MessageId>m</MessageId>");
    const client = new SESClient(aws.client);
    await sesProvider(client, { from: "no-reply@example.com", brand: "Brand" }, "latchkey-prod").send(
      message,
    );
    client.destroy();
    expect(formOf(aws.requests.at(-1)!).ConfigurationSetName).toBe("latchkey-prod");
  });

  it("comes from the one sender, whatever the brand is called", async () => {
    const source = await sourceOf('Evil" <evil@example.com>, "\r\nBcc: x@example.com');
    expect(source).toMatch(/^(=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?= )+<no-reply@example\.com>$/);
  });

  it("names the brand in encoded words of at most 75 characters (RFC 2047, section 2)", async () => {
    const words = (await sourceOf("\u9375".repeat(40))).split(" ");
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  });
});

describe("an e-mail that SES refuses for good", () => {
  it.each([
    ["MessageRejected", "MessageRejected"],
    ["InvalidParameterValue", "InvalidParameterValue"],
    ["MailFromDomainNotVerifiedException", "MailFromDomainNotVerifiedException"],
    ["ConfigurationSetDoesNotExist", "ConfigurationSetDoesNotExistException"],
    ["AccountSendingPausedException", "AccountSendingPausedException"],
  ])("is not sent again: %s", async (code, reason) => {
    aws.answer = () => queryFault(code, 400);
    expect(await send()).toEqual({ kind: "failed", retryable: false, reason });
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
    expect(await send()).toEqual({ kind: "failed", retryable: true, reason: code });
  });

  it("comes back when nobody answers", async () => {
    const gone = await startAwsEndpoint();
    await gone.close();
    expect(await send("Brand", gone.client)).toMatchObject({ kind: "failed", retryable: true });
  });

  it("comes back when the answer is no XML", async () => {
    aws.answer = () => ({ status: 502, type: "text/html", body: "<html>Bad gateway" });
    expect(await send()).toMatchObject({ kind: "failed", retryable: true });
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
