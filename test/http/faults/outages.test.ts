import { beforeEach, describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const ANNA = "anna@example.com";

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});

const outage = (channel: string, mode: string) => service.post("/_local/outage", { channel, mode });

const status = async (challengeId: string) => {
  const { body } = await service.post("/otp/status", { challengeId });
  return { status: body.status, delivery: body.delivery };
};

const request = async (recipient = ANNA) => {
  const { body } = await service.post("/otp/request", { recipient });
  await service.settled();
  return String(body.challengeId);
};

/** The codes that came, newest first. */
const codes = async () => {
  const { text } = await service.get(`/_local/inbox?recipient=${ANNA}`);
  return (JSON.parse(text) as { text: string }[]).map((message) => message.text.slice(0, 6));
};

const arrived = (count = 1) => eventually(codes, (found) => found.length >= count);

describe("a code whose provider fails for a while", () => {
  it("is delayed, and arrives by itself once the provider is back, in time to be typed", async () => {
    await outage("email", "transient");
    const challengeId = await request();
    expect(await status(challengeId)).toEqual({ status: "pending", delivery: { state: "delayed" } });
    service.clock.advance(200);
    await outage("email", "none");
    const [code] = await arrived();
    await service.settled();
    expect(await status(challengeId)).toEqual({ status: "pending", delivery: { state: "sent" } });
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
    expect(await codes()).toEqual([code]);
  });

  it("is failed when the outage outlasts it, and is not sent any more", async () => {
    await outage("email", "transient");
    const challengeId = await request();
    service.clock.advance(271);
    await eventually(
      () => status(challengeId),
      ({ delivery }) => (delivery as { state: string }).state === "failed",
    );
    await outage("email", "none");
    const later = await request("carl@example.com");
    expect(await status(later)).toMatchObject({ delivery: { state: "sent" } });
    expect(await status(challengeId)).toEqual({
      status: "pending",
      delivery: { state: "failed", cause: "service" },
    });
    expect(await codes()).toEqual([]);
  });

  it("is the same when it was asked for again meanwhile, and lives no longer", async () => {
    await outage("email", "transient");
    const challengeId = await request();
    service.clock.advance(30);
    const resent = await service.post("/otp/resend", { challengeId });
    expect([resent.status, resent.body.expiresIn]).toEqual([202, 270]);
    await service.settled();
    expect(await status(challengeId)).toEqual({ status: "pending", delivery: { state: "delayed" } });
    await outage("email", "none");
    const [code = ""] = await arrived();
    await service.settled();
    expect(new Set(await codes()).size).toBe(1);
    expect((await service.post("/otp/verify", { challengeId, code: wrong(code) })).status).toBe(401);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("keeps no user from changing the contact", async () => {
    await outage("sms", "transient");
    const { body } = await service.post("/otp/request", { recipient: "+14155550123" });
    await service.settled();
    expect((await service.post("/otp/verify", await service.challenge(ANNA))).status).toBe(200);
    expect(await status(String(body.challengeId))).toMatchObject({ delivery: { state: "delayed" } });
  });
});

describe("a code whose provider refuses it for good", () => {
  it("is told on the page, which offers another contact", async () => {
    await outage("email", "permanent");
    const first = await service.get("/otp/request", { accept: "text/html" });
    const form = /name="form" value="([^"]+)"/.exec(first.text)?.[1] ?? "";
    const cookies = cookiesOf(first.headers);
    const headers = { cookie: cookies, "sec-fetch-site": "same-origin" };
    const asked = await service.form("/otp/request", { form, recipient: ANNA }, headers);
    expect(asked.status).toBe(303);
    await service.settled();
    const held = `${cookies}; ${cookiesOf(asked.headers)}`;
    const page = await service.get("/otp/verify", { accept: "text/html", cookie: held });
    expect(page.status).toBe(200);
    expect(page.text).toContain(
      "We could not send the code. If the address or number is right, the fault is not yours.",
    );
    expect(page.text).toMatch(
      /<a [^>]*href="\/otp\/request\?change=address"[^>]*>Change contact method<\/a>/,
    );

    await outage("email", "none");
    const other = await service.challenge("bob@example.com");
    expect((await service.post("/otp/verify", other)).status).toBe(200);
    expect(await codes()).toEqual([]);
  });
});

function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

describe("a part of the local service that is out of order on purpose", () => {
  const part = (name: string, works: boolean) => service.post("/_local/parts", { part: name, works });

  it("answers 503 while the table is out of reach, and serves on behind that", async () => {
    await part("table", false);
    expect((await service.post("/otp/request", { recipient: ANNA })).status).toBe(503);
    await part("table", true);
    expect((await service.post("/otp/request", { recipient: ANNA })).status).toBe(202);
  });

  it("sends what waited, and counts it once, when both consumers of the stream catch up", async () => {
    service = await startTestService({}, { shards: 1 });
    await part("dispatch", false);
    await part("bookkeep", false);
    const { body } = await service.post("/otp/request", { recipient: ANNA });
    expect(await status(String(body.challengeId))).toMatchObject({ delivery: { state: "queued" } });
    expect(await codes()).toEqual([]);
    await part("dispatch", true);
    await part("bookkeep", true);
    expect(await arrived()).toHaveLength(1);
    await service.settled();
    const { requested, sent } = (await service.post("/admin-api/stats", { period: "today" })).body
      .total as Record<string, number>;
    expect({ requested, sent }).toEqual({ requested: 1, sent: 1 });
  });
});
