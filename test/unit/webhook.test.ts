import { beforeAll, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { webhookProvider } from "../../functions/delivery/providers/webhook.ts";
import { type HttpEndpoint, startHttpEndpoint } from "../support/http-endpoint.ts";
import { messageWith } from "./builders.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let gateway: HttpEndpoint;
beforeAll(async () => {
  gateway = await startHttpEndpoint();
  gateway.answer = () => ({ status: 204 });
});

// The gateway's library compares the time with its own.
const now = () => Math.floor(Date.now() / 1000);

const send = (message = messageWith(), clock = now) =>
  webhookProvider(
    { use: "webhook", url: gateway.url },
    {
      clock,
      credentials: providerCredentials(() => Promise.resolve(`{"webhook":{"secret":"${SECRET}"}}`), now),
    },
  ).send(message);

describe("a message for the owner's gateway", () => {
  it("is signed, so that the gateway can tell who sends it (Standard Webhooks)", async () => {
    await send();
    const { headers, body } = gateway.requests.at(-1)!;
    const signed = headers as Record<string, string>;
    expect(new Webhook(SECRET).verify(body, signed)).toMatchObject({
      type: "message.send",
      data: { channel: "email", recipient: "anna@example.com", code: "012345", locale: "en" },
    });
    const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
    expect(() => new Webhook(other).verify(body, signed)).toThrow();
    expect(() => new Webhook(SECRET).verify(body.replace("anna", "eve"), signed)).toThrow();
  });

  it("is signed with the time that its header says, also where a second ends meanwhile", async () => {
    let reads = 0;
    await send(messageWith(), () => now() + reads++);
    const { headers, body } = gateway.requests.at(-1)!;
    expect(headers).toMatchObject({ "user-agent": "latchkey/1" });
    expect(() => new Webhook(SECRET).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  it("has the same id when it is sent again, and another one for the next send", async () => {
    const message = messageWith();
    const ids = [];
    for (const one of [message, message, { ...message, order: { ...message.order, send: 2 } }]) {
      expect(await send(one)).toMatchObject({ kind: "sent" });
      ids.push(gateway.requests.at(-1)?.headers["webhook-id"]);
    }
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});
