import { describe, expect, it } from "@jest/globals";
import { twilioCallbackUrl, twilioSignature } from "../../../functions/receipts/twilio-status.ts";
import { twilioFields } from "../../support/receipts.ts";
import { startReported } from "../../support/reported.ts";
import { startTestService, type TestService, testSettings } from "../../support/service.ts";
import { toldProvider } from "../../support/undelivered.ts";

let service: TestService;

describe("what Twilio says of an SMS", () => {
  const SID = `SM${"a1".repeat(16)}`;
  const AUTH_TOKEN = "t0ken";
  const twilio = async () => {
    const provider = {
      name: "twilio",
      receipts: "by-message" as const,
      send: () => Promise.resolve({ kind: "sent" as const, messageId: SID }),
    };
    const sms = { enabled: true, providers: [{ use: "twilio", from: "+14155550199" }] };
    const settings = testSettings({ channels: { sms } });
    const credentials = () => Promise.resolve({ accountSid: "AC", authToken: AUTH_TOKEN });
    const started = await startReported(
      { ...toldProvider("twilio"), provider },
      { settings, credentials: credentials as never },
    );
    service = started.service;
    return started;
  };
  const post = (fields: Record<string, string>, signature?: string) => {
    const url = twilioCallbackUrl(service.url).replace(/#.*/, "");
    const own = twilioSignature(AUTH_TOKEN, url, fields).toString("base64");
    return service.form("/otp/receipts/twilio", fields, { "x-twilio-signature": signature ?? own });
  };

  it("is told to the holder of the challenge", async () => {
    const { request, deliver, orders, state } = await twilio();
    const { challengeId } = await request("+14155550123");
    await deliver(...orders);
    expect((await post(twilioFields(SID, "queued"))).status).toBe(204);
    expect(await state(challengeId)).toBe("sent");
    expect((await post(twilioFields(SID, "delivered"))).status).toBe(204);
    expect((await post(twilioFields(SID, "sent"))).status).toBe(204);
    expect(await state(challengeId)).toBe("delivered");
  });

  it("is asked for again when it overtakes its deliverer", async () => {
    await twilio();
    const early = await post(twilioFields(SID, "delivered"));
    expect([early.status, early.headers.get("retry-after")]).toEqual([503, "5"]);
  });

  it("is believed with Twilio's signature alone", async () => {
    const { request, deliver, orders, state } = await twilio();
    const { challengeId } = await request("+14155550123");
    await deliver(...orders);
    const fields = twilioFields(SID, "failed", { ErrorCode: "30003" });
    const forged = [
      await post(fields, ""),
      await post(fields, "AAAA"),
      await post(fields, twilioSignature("guess", service.url, fields).toString("base64")),
      await service.post("/otp/receipts/twilio", fields, { "x-twilio-signature": "AAAA" }),
    ];
    expect(forged.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(await state(challengeId)).toBe("sent");
  });

  it("is not taken where Twilio carries nothing", async () => {
    service = await startTestService();
    expect((await post(twilioFields(SID, "delivered"))).status).toBe(404);
  });
});
