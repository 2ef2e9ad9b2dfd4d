import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

const JSON_BODY = { "content-type": "application/json" };

describe.each(["127.0.0.1", "0.0.0.0"])("the page of the local service that listens at %s", (host) => {
  let service: TestService;
  let port: string;
  beforeAll(async () => {
    service = await startTestService({}, { host });
    port = new URL(service.url).port;
  });

  it.each(["localhost", "127.0.0.1", "192.168.1.7", "[::1]", "[fe80::1]", "LOCALHOST"])(
    "answers who names the machine as %s",
    async (name) => {
      expect((await service.get("/_local/inbox", { host: `${name}:${port}` })).status).toBe(200);
    },
  );

  it.each(["latchkey.example", "localhost.example", "127.0.0.1.example", "1.2.3.4.5", "", "a@localhost"])(
    "has nothing for a site that points its name at this machine: %j",
    async (name) => {
      const answer = await service.get("/_local/inbox", { host: `${name}:${port}` });
      expect([answer.status, answer.body.type]).toEqual([403, "urn:latchkey:problem:forbidden-origin"]);
    },
  );

  it.each([
    ["https://evil.example", undefined],
    ["null", undefined],
    ["http://localhost:1", undefined],
    ["https://evil.example", "none"],
    [undefined, "cross-site"],
    [undefined, "same-site"],
  ])("takes nothing from a page of %s, of which the browser says %s", async (origin, site) => {
    const before = service.clock.now();
    const headers = {
      ...(origin !== undefined && { origin }),
      ...(site !== undefined && { "sec-fetch-site": site }),
    };
    const answer = await service.post("/_local/clock", { advanceSeconds: 1 }, headers);
    expect([answer.status, service.clock.now()]).toEqual([403, before]);
  });

  it("takes what its own page sends, and what a program does", async () => {
    const host = `localhost:${port}`;
    const own = { host, origin: `http://${host}`, "sec-fetch-site": "same-origin" };
    expect((await service.post("/_local/clock", { advanceSeconds: 0 }, own)).status).toBe(200);
    expect((await service.post("/_local/clock", { advanceSeconds: 0 }, JSON_BODY)).status).toBe(200);
  });
});

describe("the inbox of the local service", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
    await service.challenge("anna@example.com");
    await service.challenge("+491701234567");
  });

  const newest = async (text: string) =>
    (await service.get(`/_local/newest?text=${encodeURIComponent(text)}`)).body as unknown as {
      recipient: string;
      page?: string;
    }[];

  it("is searched by any part of an address or a text", async () => {
    const recipients = async (text: string) => (await newest(text)).map(({ recipient }) => recipient);
    expect(await recipients("")).toEqual(["+491701234567", "anna@example.com"]);
    expect(await recipients("ANNA@")).toEqual(["anna@example.com"]);
    expect(await recipients(service.code("+491701234567"))).toEqual(["+491701234567"]);
    expect(await recipients("xyzzy")).toEqual([]);
  });

  it("shows an e-mail as its reader sees it, where nothing in it runs or asks for anything", async () => {
    const [entry] = await newest("anna");
    const shown = await service.get(entry?.page ?? "");
    expect(shown.text).toBe(service.inbox.list("anna@example.com")[0]?.html);
    const policy = shown.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("sandbox allow-popups");
    expect(policy).not.toContain("script");
  });

  it.each(["99", "-1", "x", "", "0.5"])("has no page for the number %j", async (number) => {
    // The first message is an e-mail: its number is 0, the SMS has no page.
    const answer = await service.get(`/_local/message?number=${number === "" ? "1" : number}`);
    expect(answer.status).toBe(404);
  });

  it("tells how providers do", async () => {
    await service.post("/_local/outage", { channel: "sms", mode: "permanent" });
    expect((await service.get("/_local/outage")).body).toEqual({ email: "none", sms: "permanent" });
  });
});
