import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import type { MessageFacts } from "../../../functions/delivery/port.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const KEY = { "x-api-key": LOCAL_SERVER_KEY };
const facts: MessageFacts[] = [];
let service: TestService;
let serial = 0;
const somebody = () => `user${++serial}@example.com`;

beforeAll(async () => {
  service = await startTestService(
    { limits: { originPerHour: 2, originPerRecipientPerDay: 2 } },
    {
      override: ({ compose }) => ({
        compose: (of) => {
          facts.push(of);
          return compose(of);
        },
      }),
    },
  );
});

const ask = (body: object = {}, headers: Record<string, string> = KEY) =>
  service.post("/server/otp/request", { recipient: somebody(), ...body }, headers);

const paths = ({ body }: { body: Record<string, unknown> }) =>
  (body.errors as { path: string }[] | undefined)?.map(({ path }) => path);

describe("the paths for servers", () => {
  it.each(["request", "resend", "verify", "status"])(
    "take the key, and no call without it: %s",
    async (name) => {
      for (const headers of [{}, { "x-api-key": "another" }]) {
        const { status, body } = await service.post(`/server/otp/${name}`, {}, headers);
        expect([status, body.type]).toEqual([403, "urn:latchkey:problem:forbidden"]);
      }
      expect((await service.post(`/server/otp/${name}/`, {}, KEY)).status).toBe(400);
    },
  );

  it("are no others", async () => {
    for (const path of [
      "/server/otp/logout",
      "/server/otp/not-me",
      "/server/otp",
      "/server/server/otp/request",
    ])
      expect((await service.post(path, {}, KEY)).status).toBe(404);
    expect((await service.get("/server/otp/session", KEY)).status).toBe(404);
    expect((await service.get("/server/otp/request", KEY)).status).toBe(405);
  });

  it("lead through a whole sign-in", async () => {
    const recipient = somebody();
    const { body, status } = await ask({ recipient, clientIp: "198.51.100.1" });
    expect(status).toBe(202);
    await service.settled();
    const challengeId = String(body.challengeId);
    expect((await service.post("/server/otp/status", { challengeId }, KEY)).body.status).toBe("pending");
    const verified = await service.post(
      "/server/otp/verify",
      { challengeId, code: service.code(recipient) },
      KEY,
    );
    expect(verified.body).toMatchObject({ status: "approved" });
  });

  it("send a browser to the pages that everybody has", async () => {
    service.clock.advance(3600);
    const page = await service.get("/otp/request");
    const field = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
    const posted = await service.form(
      "/server/otp/request",
      { form: field, channel: "email", email: somebody() },
      { ...KEY, cookie, "sec-fetch-site": "same-origin" },
    );
    expect([posted.status, posted.headers.get("location")]).toEqual([
      303,
      expect.stringMatching(/^\/otp\/verify\?mark=[\w.-]+$/),
    ]);
  });
});

describe("a server that tells its user's address", () => {
  it("has each user counted as a network, by request and resend, and itself not at all", async () => {
    service.clock.advance(3600);
    const statuses = async (clientIp: string, times: number) => {
      const answers = [];
      for (let i = 0; i < times; i++) answers.push((await ask({ clientIp })).status);
      return answers;
    };
    expect(await statuses("203.0.113.1", 3)).toEqual([202, 202, 429]);
    expect(await statuses("203.0.113.2", 3)).toEqual([202, 202, 429]);
    // One IPv6 network, whichever of its addresses.
    expect(await statuses("2001:db8:1:2::1", 1)).toEqual([202]);
    expect(await statuses("2001:db8:1:2:ffff::9", 2)).toEqual([202, 429]);
    for (let i = 0; i < 3; i++) expect((await ask()).status).toBe(202);

    const { body } = await ask({ clientIp: "203.0.113.3" });
    service.clock.advance(30);
    const resend = (clientIp: string) =>
      service.post("/server/otp/resend", { challengeId: body.challengeId, clientIp }, KEY);
    expect((await resend("203.0.113.1")).body.limit).toBe("origin");
    expect((await resend("203.0.113.3")).status).toBe(202);
  });
});

describe("a server that tells what its user confirms", () => {
  it("has it said in the message, kept with the challenge, and named by the token's purpose", async () => {
    service.clock.advance(3600);
    const recipient = somebody();
    const transaction = { amount: "120.00 EUR", payee: "Café Müller" };
    const { body } = await ask({ recipient, transaction });
    await service.settled();
    expect(facts.at(-1)).toMatchObject({ transaction, purpose: "confirm-transaction" });
    expect((await service.get("/_local/items")).text).toContain(JSON.stringify(transaction));
    const verified = await service.post(
      "/server/otp/verify",
      { challengeId: body.challengeId, code: service.code(recipient) },
      KEY,
    );
    const [, claims = ""] = String(verified.body.token).split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      purpose: "confirm-transaction",
    });
    expect(verified.body).not.toHaveProperty("sessionToken");
  });

  it("cannot change it under one Idempotency-Key", async () => {
    service.clock.advance(3600);
    const headers = { ...KEY, "idempotency-key": "0123456789abcdef" };
    const recipient = somebody();
    const of = (amount: string) => ask({ recipient, transaction: { amount, payee: "Shop" } }, headers);
    const first = await of("1");
    expect((await of("1")).body.challengeId).toBe(first.body.challengeId);
    expect((await of("1000")).status).toBe(422);
  });
});

describe("anybody else who says what only servers may say", () => {
  it("is refused by field, with the key on a path that does not take it too", async () => {
    service.clock.advance(3600);
    const transaction = { amount: "1", payee: "Shop" };
    for (const headers of [{}, KEY]) {
      const both = await service.post(
        "/otp/request",
        { recipient: somebody(), clientIp: "203.0.113.9", transaction },
        headers,
      );
      expect([both.status, paths(both)]).toEqual([400, ["clientIp", "transaction"]]);
      const resent = await service.post(
        "/otp/resend",
        { challengeId: "c", clientIp: "203.0.113.9" },
        headers,
      );
      expect([resent.status, paths(resent)]).toEqual([400, ["clientIp"]]);
    }
    const forwarded = await service.post(
      "/otp/request",
      { recipient: somebody() },
      { "x-forwarded-for": "203.0.113.9" },
    );
    expect(forwarded.status).toBe(202);
  });
});
