import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@example.com";
const NUMBER = "+4915123456789";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ liveChanges: "on", defaultLocale: "de" },
    channels: { email: { providers: ["console", "inbox"] }, sms: { countries: ["DE"] } },
    desk: {
      admins: [
        { recipient: OWNER, role: "owner" },
        { recipient: NUMBER, role: "operator" },
        { recipient: "+447400123450", role: "viewer" },
      ],
    },
  });
});

const send = async (provider: string, to?: string) => {
  const answer = await act(service, "test-send", { provider, ...(to !== undefined && { to }) });
  await service.settled();
  return answer;
};
const spent = async () => (await service.services.storage.spend.read(service.clock.now())).spent;

describe("a test of a provider", () => {
  it("is sent by that one, to an admin, once in ten minutes, without a code and with a line in the audit", async () => {
    const { status, body } = await send("inbox", OWNER);
    expect([status, body]).toMatchObject([
      200,
      { outcome: "ordered", to: "o***@example.com", channel: "email", provider: "inbox" },
    ]);
    const [mail] = service.inbox.list(OWNER);
    expect(mail?.subject).toContain("Testnachricht");
    expect(`${mail?.subject}${mail?.text}`).not.toMatch(/\d{6}/);
    const again = await send("inbox", OWNER);
    expect([again.status, again.body]).toMatchObject([409, { outcome: "too-soon", nextAt: body.nextAt }]);
    // The first provider of the channel would have taken it.
    expect((await send("console", OWNER)).status).toBe(200);
    expect(service.inbox.list(OWNER)).toHaveLength(1);
    const acts = (await act(service, "audit-list", {})).body.acts as { act: string; about: string[] }[];
    // Those of one second are listed in any order.
    expect(acts.map(({ about }) => about.at(-1)).sort()).toEqual(["provider console", "provider inbox"]);
    expect(JSON.stringify(acts)).not.toContain(OWNER);
    service.clock.advance(600);
    expect((await send("inbox", OWNER)).status).toBe(200);
    expect(service.inbox.list(OWNER)).toHaveLength(2);
  });

  it("is one, however many are ordered at once", async () => {
    service.clock.advance(600);
    const before = service.inbox.list(OWNER).length;
    await Promise.all(
      Array.from({ length: 5 }, () => act(service, "test-send", { provider: "inbox", to: OWNER })),
    );
    await service.settled();
    expect(service.inbox.list(OWNER)).toHaveLength(before + 1);
  });

  it("costs what an SMS costs, and is counted in the day's money", async () => {
    service.clock.advance(600);
    const before = await spent();
    expect((await send("inbox", NUMBER)).body).toMatchObject({ outcome: "ordered", channel: "sms" });
    expect(service.inbox.list(NUMBER)[0]?.text).toContain("Testnachricht");
    expect(await spent()).toBeGreaterThan(before);
  });

  it("goes to no one but an admin, by no one but a deployed provider, and where SMS go", async () => {
    for (const [provider, to, path] of [
      ["inbox", "anna@example.com", "to"],
      ["inbox", undefined, "to"],
      ["twilio", OWNER, "provider"],
    ] as const) {
      const { status, body } = await send(provider, to);
      expect([status, (body.errors as { path: string }[])[0]?.path]).toEqual([400, path]);
    }
    expect((await send("inbox", "+447400123450")).body.outcome).toBe("no-way");
    expect(service.inbox.list("anna@example.com")).toEqual([]);
  });
});
