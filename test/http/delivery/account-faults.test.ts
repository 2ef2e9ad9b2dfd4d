import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { describe, expect, it } from "@jest/globals";
import type { Provider } from "../../../functions/delivery/port.ts";
import { Fault } from "../../../functions/domain/errors.ts";
import { providerCredentials } from "../../../functions/delivery/credentials.ts";
import { sesProvider } from "../../../functions/delivery/providers/ses.ts";
import { smtpProvider } from "../../../functions/delivery/providers/smtp.ts";
import { snsProvider } from "../../../functions/delivery/providers/sns.ts";
import { webhookProvider } from "../../../functions/delivery/providers/webhook.ts";
import { twilioProvider } from "../../../functions/delivery/providers/twilio.ts";
import { closeLater } from "../../support/close-later.ts";
import { startHttpEndpoint } from "../../support/http-endpoint.ts";
import { LOGIN, startMailServer } from "../../support/smtp.ts";
import { startUndelivered, toldProvider } from "../../support/undelivered.ts";
import { queryFault, queryResult, startAwsEndpoint } from "../../unit/aws-endpoint.ts";

const HEX = "0123456789abcdef0123456789abcdef";

/** What the owner is told of, and what is counted for the alarm. */
const toldOwner = ({ service }: Awaited<ReturnType<typeof startUndelivered>>) =>
  service.observed
    .filter(({ event }) => event === "provider-account" || event === "measured AccountFaults")
    .map(({ event, fields }) => (event === "provider-account" ? fields : event));

const undelivered = (email: readonly Provider[], sms: readonly Provider[] = []) =>
  startUndelivered({ providers: { email, sms, whatsapp: [] } });

const credentials = providerCredentials(
  () => Promise.resolve(JSON.stringify({ smtp: LOGIN, twilio: { accountSid: `AC${HEX}`, authToken: HEX } })),
  () => 0,
);

async function smtp() {
  const server = await startMailServer("starttls");
  const sender = { from: "no-reply@example.com", brand: "Latchkey", authority: server.authority };
  const options = {
    use: "smtp",
    host: "localhost",
    port: server.port,
    security: "starttls",
    auth: "password",
  } as const;
  return { server, provider: smtpProvider(options, { ...sender, credentials, clock: () => 0 }) };
}

describe("an account that its provider refuses", () => {
  it("has its codes sent by the next one: SES is paused, SMTP delivers, and the owner is told", async () => {
    const aws = await startAwsEndpoint();
    aws.answer = () =>
      queryFault("AccountSendingPausedException", 400, "Sending is paused, anna@example.com");
    const client = new SESClient(aws.client);
    closeLater("the client of SES", () => client.destroy());
    const ses = sesProvider(client, { from: "no-reply@example.com", brand: "Latchkey" });
    const { server, provider } = await smtp();
    const started = await undelivered([ses, provider]);
    const { challengeId, code } = await started.request();
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(server.mails.map(({ to }) => to)).toEqual([["anna@example.com"]]);
    expect(server.mails[0]?.source).toContain(code);
    expect(await started.status(challengeId)).toEqual({ state: "sent" });
    expect(toldOwner(started)).toEqual([
      { provider: "ses", reason: "AccountSendingPausedException", channel: "email" },
      "measured AccountFaults",
    ]);
  });

  it("has its SMS sent by the next one: Twilio does not serve the country, SNS does", async () => {
    const api = await startHttpEndpoint();
    api.answer = () => ({ status: 400, body: JSON.stringify({ code: 21_408, status: 400 }) });
    const twilio = twilioProvider({ use: "twilio", from: "+14155550100" }, { credentials, api: api.url });
    const aws = await startAwsEndpoint();
    aws.answer = () => queryResult("Publish", "<MessageId>s-1</MessageId>");
    const client = new SNSClient(aws.client);
    closeLater("the client of SNS", () => client.destroy());
    const started = await undelivered([], [twilio, snsProvider(client)]);
    const { challengeId } = await started.request("+14155550123");
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(await started.status(challengeId)).toEqual({ state: "sent" });
    expect(toldOwner(started)).toContainEqual({ provider: "twilio", reason: "21408", channel: "sms" });
  });

  it("has its codes sent later where there is no other one: Gmail's day is over, and then it is not", async () => {
    const { server, provider } = await smtp();
    server.refuse = { step: "data", code: 550, text: "5.4.5 Daily user sending limit exceeded" };
    const started = await undelivered([provider]);
    const { challengeId, code } = await started.request();
    expect(await started.deliver(...started.orders)).toEqual(["m0"]);
    expect(await started.status(challengeId)).toEqual({ state: "delayed" });
    server.refuse = undefined;
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(server.mails).toHaveLength(1);
    expect((await started.service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("fails with a reason of its own when the code's life is over, and leaves no dead letter", async () => {
    const [one, other] = [toldProvider("one"), toldProvider("other")];
    one.plan.push("account");
    other.plan.push("account");
    const started = await undelivered([one.provider, other.provider]);
    const { challengeId } = await started.request();
    expect(await started.deliver(...started.orders)).toEqual(["m0"]);
    started.service.clock.advance(270);
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(await started.status(challengeId)).toEqual({ state: "failed", cause: "service" });
    const { text } = await started.service.get("/_local/items?recipient=anna@example.com");
    expect(JSON.parse(text)).toContainEqual(
      expect.objectContaining({
        delivery: expect.objectContaining({
          state: "failed",
          reason: "account-account",
          provider: "other",
        }) as object,
      }),
    );
    expect(toldOwner(started)).toHaveLength(4);
  });

  it("is asked before a provider that blames the message, whose word then holds", async () => {
    const [one, other] = [toldProvider("one"), toldProvider("other")];
    one.plan.push("account");
    other.plan.push("permanent");
    const started = await undelivered([one.provider, other.provider]);
    const { challengeId } = await started.request();
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(await started.status(challengeId)).toEqual({ state: "failed" });
  });

  it("is not asked after a provider that blames the message", async () => {
    const [one, other] = [toldProvider("one"), toldProvider("other")];
    one.plan.push("permanent");
    const started = await undelivered([one.provider, other.provider]);
    const { challengeId } = await started.request();
    await started.deliver(...started.orders);
    expect([other.sent, await started.status(challengeId)]).toEqual([[], { state: "failed" }]);
  });

  it("says less of a send than another one's moment, which may soon be over", async () => {
    const [one, other] = [toldProvider("one"), toldProvider("other")];
    one.plan.push("transient");
    other.plan.push("account");
    const started = await undelivered([one.provider, other.provider]);
    await started.request();
    await started.deliver(...started.orders);
    const { text } = await started.service.get("/_local/items?recipient=anna@example.com");
    const delivery = expect.objectContaining({ reason: "transient", provider: "one" }) as object;
    expect(JSON.parse(text)).toContainEqual(expect.objectContaining({ delivery }));
  });

  it("never blames or suppresses the recipient", async () => {
    const { provider, plan, sent } = toldProvider("one");
    plan.push("account");
    const started = await undelivered([provider]);
    await started.request();
    await started.deliver(...started.orders);
    started.service.clock.advance(300);
    await started.deliver(...started.orders);
    const { text } = await started.service.get("/_local/items?recipient=anna@example.com");
    expect((JSON.parse(text) as { sk: string }[]).map(({ sk }) => sk)).not.toContain("suppression");
    await started.request();
    await started.deliver(started.orders[1]!);
    expect(sent).toHaveLength(1);
  });
});

describe("a provider that throws in place of an answer", () => {
  const throwing = (error: unknown): Provider => ({
    name: "thrower",
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- libraries may throw anything
    send: () => Promise.reject(error),
  });
  const faultsOf = ({ service }: Awaited<ReturnType<typeof startUndelivered>>) =>
    service.observed.filter(({ event }) => event.startsWith("fault"));

  it("lacks its login: the next one sends, and the owner is told", async () => {
    const { server, provider } = await smtp();
    const none = providerCredentials(
      () => Promise.resolve("{}"),
      () => 0,
    );
    const gateway = webhookProvider(
      { use: "webhook", url: "https://messages.example.com" },
      { credentials: none, clock: () => 0 },
    );
    const started = await undelivered([gateway, provider]);
    await started.request();
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(server.mails).toHaveLength(1);
    expect(toldOwner(started)).toContainEqual({
      provider: "webhook",
      reason: "configuration",
      channel: "email",
    });
    expect(faultsOf(started)).toHaveLength(1);
  });

  it.each([
    [new TypeError("x is not a function")],
    [new Fault("secrets-unavailable", "no")],
    ["text"],
    [null],
  ])("has a fault of its own: the next one sends, and no account is blamed: %p", async (error) => {
    const { provider, sent } = toldProvider("two");
    const started = await undelivered([throwing(error), provider]);
    await started.request();
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(sent).toHaveLength(1);
    expect([toldOwner(started), faultsOf(started)]).toEqual([[], [expect.anything()]]);
  });

  it("is asked again where there is no other", async () => {
    const started = await undelivered([throwing(new TypeError("x is not a function"))]);
    const { challengeId } = await started.request();
    expect(await started.deliver(...started.orders)).toEqual(["m0"]);
    expect(await started.status(challengeId)).toEqual({ state: "delayed" });
  });
});
