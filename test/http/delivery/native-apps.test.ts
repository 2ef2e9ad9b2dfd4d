import { describe, expect, it } from "@jest/globals";
import { startTestService } from "../../support/service.ts";

const PATH = "/.well-known/apple-app-site-association";
const APP = "ABCDE12345.com.example.app";

const smsOf = async (sms: object) => {
  const service = await startTestService({ channels: { sms } });
  await service.post("/otp/request", { recipient: "+14155550123" });
  await service.settled();
  return { service, text: service.inbox.list("+14155550123")[0]?.text ?? "" };
};

describe("an owner's app that calls the API", () => {
  it("is offered the codes of its own host, which the text names", async () => {
    const { text } = await smsOf({ host: "app.example.com", androidHash: "FA+9qCX9VSu" });
    expect(text).toMatch(/\n\nFA\+9qCX9VSu\n@app\.example\.com #\d{6}$/);
  });

  it("is named by no host where the owner wants none", async () => {
    expect((await smsOf({ host: null })).text).not.toMatch(/[@#\n]/);
  });

  it("has the service's host where the owner says nothing", async () => {
    expect((await smsOf({})).text).toMatch(/\n\n@localhost #\d{6}$/);
  });

  it("of Apple's systems is vouched for by the service's host, and opens none of its links", async () => {
    const service = await startTestService({ channels: { sms: { appleApps: [APP] } } });
    const { status, headers, body } = await service.get(PATH);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(body).toEqual({ webcredentials: { apps: [APP] } });
  });

  it("that the owner does not name finds nothing", async () => {
    const service = await startTestService();
    expect((await service.get(PATH)).status).toBe(404);
  });
});
