import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import { providerCredentials } from "../../../functions/delivery/credentials.ts";
import type { Provider } from "../../../functions/delivery/port.ts";
import { twilioWhatsappProvider } from "../../../functions/delivery/providers/twilio.ts";
import { type HttpEndpoint, startHttpEndpoint } from "../../support/http-endpoint.ts";
import { startUndelivered, toldProvider } from "../../support/undelivered.ts";

const KEY = { "x-api-key": LOCAL_SERVER_KEY };
const HEX = "0123456789abcdef0123456789abcdef";
const PHONE = "+14155550123";
const TWILIO = { use: "twilio-whatsapp", from: "+14155550100", contentSid: `HX${HEX}` } as const;
const transaction = { amount: "EUR 120.00", payee: "Café Müller" };

const credentials = providerCredentials(
  () => Promise.resolve(JSON.stringify({ twilio: { accountSid: `AC${HEX}`, authToken: HEX } })),
  () => 0,
);

let api: HttpEndpoint;
let twilio: Provider;
beforeAll(async () => {
  api = await startHttpEndpoint();
  api.answer = () => ({ status: 201, body: JSON.stringify({ sid: `SM${HEX}` }) });
  twilio = twilioWhatsappProvider(TWILIO, { credentials, api: api.url });
});

/** A service whose settings name some providers of WhatsApp, and whose functions have these. */
function start(named: readonly object[], made: readonly Provider[], settings: object = {}) {
  const sms = toldProvider("sms");
  return startUndelivered(
    { providers: { email: [], sms: [sms.provider], whatsapp: made } },
    { channels: { whatsapp: { enabled: true, providers: named } }, ...settings },
  ).then((started) => ({
    ...started,
    sms,
    ask: (body: object) => started.service.post("/server/otp/request", { recipient: PHONE, ...body }, KEY),
  }));
}

const paths = ({ body }: { body: Record<string, unknown> }) =>
  (body.errors as { path: string }[] | undefined)?.map(({ path }) => path);

/** The local service makes no provider of Twilio's without a login: its settings name the gateway, and a test says Twilio. */
const INBOX = { use: "inbox" };

describe("WhatsApp, where its providers have room for the code alone", () => {
  const unnamed = () => start([INBOX], [twilio]);

  it("still sends what confirms no transaction", async () => {
    const started = await unnamed();
    await started.ask({ channel: "whatsapp" });
    await started.service.settled();
    const before = api.requests.length;
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(api.requests).toHaveLength(before + 1);
  });

  it("is asked to send no transaction, and the owner is told of an account that is not set up for it", async () => {
    const started = await unnamed();
    const { body } = await started.ask({ channel: "whatsapp", transaction });
    await started.service.settled();
    const before = api.requests.length;
    expect(await started.deliver(...started.orders)).toEqual(["m0"]);
    expect(api.requests).toHaveLength(before);
    expect(await started.status(String(body.challengeId))).toEqual({ state: "delayed" });
    expect(started.service.observed).toContainEqual({
      event: "provider-account",
      fields: { provider: "twilio-whatsapp", reason: "names-no-transaction", channel: "whatsapp" },
    });
  });

  it("leaves it to the next provider that can say it, and blames no user", async () => {
    const gateway = toldProvider("gateway");
    const started = await start([INBOX], [twilio, gateway.provider]);
    await started.ask({ channel: "whatsapp", transaction });
    await started.service.settled();
    const before = api.requests.length;
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(api.requests).toHaveLength(before);
    expect(gateway.sent.map(({ text }) => text)).toEqual([
      expect.stringMatching(/EUR 120\.00 to Café Müller/),
    ]);
    expect(started.service.observed.filter(({ event }) => event === "provider-account")).toEqual([]);
  });
});

describe("a challenge of a transaction's purpose that names none", () => {
  it("is not sent: an item of the release before", async () => {
    const started = await start([INBOX], [twilio]);
    const { body } = await started.ask({ channel: "sms", purpose: "sell-shares" });
    await started.service.settled();
    Object.assign(started.service.services.settings, { transactionPurposes: ["sell-shares"] });
    expect(await started.deliver(...started.orders)).toEqual([]);
    expect(started.sms.sent).toEqual([]);
    expect(await started.status(String(body.challengeId))).toEqual({ state: "failed", cause: "service" });
  });
});

describe("a request and a resend by a channel that cannot name a transaction", () => {
  /** As deployed settings say it: these are read by the flows, and no provider of them is made here. */
  async function startSaying(providers: readonly object[]) {
    const started = await start([INBOX], [twilio]);
    Object.assign(started.service.services.settings.channels.whatsapp, { providers });
    return started;
  }

  it("are refused at once, by their field, and send nothing", async () => {
    const started = await startSaying([TWILIO]);
    const refused = await started.ask({ channel: "whatsapp", transaction });
    expect([refused.status, paths(refused)]).toEqual([400, ["channel"]]);
    await started.service.settled();
    expect(started.orders).toEqual([]);

    const { body } = await started.ask({ transaction });
    const resend = (path: string, more: object) => {
      started.service.clock.advance(30);
      return started.service.post(path, { challengeId: body.challengeId, ...more }, KEY);
    };
    for (const path of ["/otp/resend", "/server/otp/resend"]) {
      const again = await resend(path, { channel: "whatsapp" });
      expect([again.status, paths(again)]).toEqual([400, ["channel"]]);
    }
    expect((await resend("/server/otp/resend", { channel: "sms" })).status).toBe(202);
    await started.service.settled();
    expect(started.orders.map(({ channel }) => channel)).toEqual(["sms", "sms"]);
  });

  it("are taken where a provider of the number's country can", async () => {
    const gateway = { use: "webhook", url: "https://gateway.example.com", countries: ["DE"] };
    const started = await startSaying([TWILIO, gateway]);
    const german = await started.ask({ channel: "whatsapp", recipient: "+4915123456789", transaction });
    const american = await started.ask({ channel: "whatsapp", transaction });
    expect([german.status, american.status]).toEqual([202, 400]);
  });

  it("are taken for what confirms no transaction", async () => {
    const started = await startSaying([TWILIO]);
    const { body, status } = await started.ask({ purpose: "change-contact" });
    started.service.clock.advance(30);
    const sent = { challengeId: body.challengeId, channel: "whatsapp" };
    expect([status, (await started.service.post("/server/otp/resend", sent, KEY)).status]).toEqual([
      202, 202,
    ]);
  });
});
