import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    passcode: { ttlSeconds: 600 },
    limits: { recipientPerHour: 10, recipientPerDay: 10, strongAfterFailures: 10 },
  });
  // The first keys are made by their first use.
  await service.post("/otp/verify", await service.challenge());
});
/** By then every next key has been published for long enough. */
beforeEach(() => service.clock.advance(7200));

let serial = 0;
const customer = () => `customer${++serial}@example.com`;
const rotate = (body: object = {}) => service.post("/_local/keys", body);

/** A rotation, and the five minutes within which every function learns of it. */
const rotateEverywhere = async (body: object = {}) => {
  const answer = await rotate(body);
  expect(answer.status).toBe(200);
  service.clock.advance(300);
};

const bearer = (value: unknown) => ({ authorization: `Bearer ${String(value)}` });
const session = async (credential: unknown) => (await service.get("/otp/session", bearer(credential))).status;
const signIn = async () => (await service.post("/otp/verify", await service.challenge(customer()))).body;

describe("keys that are rotated between request and verification", () => {
  it.each([0, 300])("leave the code right, %d seconds later", async (seconds) => {
    const challenge = await service.challenge(customer());
    expect((await rotate()).status).toBe(200);
    service.clock.advance(seconds);
    const approved = await service.post("/otp/verify", challenge);
    expect(approved.status).toBe(200);
    expect(await session(approved.body.sessionToken)).toBe(200);
    expect(await session(approved.body.token)).toBe(200);
  });

  it("have the same code sent again, and the same status told", async () => {
    const recipient = customer();
    const { challengeId, code } = await service.challenge(recipient);
    await rotateEverywhere();
    expect((await service.post("/otp/resend", { challengeId })).status).toBe(202);
    await service.settled();
    expect(service.inbox.list(recipient)).toHaveLength(2);
    expect(service.code(recipient)).toBe(code);
    expect((await service.post("/otp/status", { challengeId })).body.status).toBe("pending");
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
  });

  it("answer a repeated request with the challenge of the first one", async () => {
    const [recipient, headers] = [customer(), { "idempotency-key": "a-key-of-this-test" }];
    const first = await service.post("/otp/request", { recipient }, headers);
    await rotateEverywhere();
    const again = await service.post("/otp/request", { recipient }, headers);
    expect(again.body.challengeId).toBe(first.body.challengeId);
  });
});

describe("keys that are rotated while a user is signed in", () => {
  it("leave the session and its token what they were, and renew it with a new key", async () => {
    const { token, sessionToken } = await signIn();
    await rotateEverywhere();
    expect(await session(token)).toBe(200);
    const renewed = await service.get("/otp/session", bearer(sessionToken));
    expect(renewed.status).toBe(200);
    const kid = (text: unknown) => decodeProtectedHeader(String(text)).kid;
    expect(kid(renewed.body.token)).not.toBe(kid(token));
  });

  it("leave old and new tokens valid for backends that check offline, with keys from before or after", async () => {
    const published = async () => {
      const { body } = await service.get("/.well-known/jwks.json");
      return createLocalJWKSet(body as unknown as JSONWebKeySet);
    };
    const [before, { token: old, sessionToken }] = [await published(), await signIn()];
    await rotateEverywhere();
    const renewed = (await service.get("/otp/session", bearer(sessionToken))).body.token;
    const currentDate = new Date(service.clock.now() * 1000);
    for (const keys of [before, await published()])
      for (const token of [old, renewed])
        await expect(jwtVerify(String(token), keys, { currentDate })).resolves.toBeDefined();
  });

  it("let people sign out, here and everywhere", async () => {
    const [one, other] = [await signIn(), await signIn()];
    await rotateEverywhere();
    const logOut = (credential: unknown, body: object) =>
      service.post("/otp/logout", body, bearer(credential));
    expect((await logOut(one.sessionToken, {})).status).toBe(204);
    expect((await logOut(other.token, { all: true })).status).toBe(204);
    for (const { sessionToken } of [one, other]) expect(await session(sessionToken)).toBe(401);
  });

  it("leave the session whole over as many rotations as its life has room for", async () => {
    const { sessionToken } = await signIn();
    for (let hours = 0; hours < 10; hours += 2) {
      await rotate();
      service.clock.advance(7200);
      expect(await session(sessionToken)).toBe(200);
    }
  });

  it("leave open forms valid", async () => {
    const page = await service.get("/otp/request");
    const cookie = (page.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    expect(form).not.toBe("");
    await rotateEverywhere();
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    const sent = await service.form("/otp/request", { form, recipient: customer() }, headers);
    expect(sent.status).toBe(303);
  });
});

describe("keys that are revoked", () => {
  it("end every session, token and open code within five minutes, and no user is locked out", async () => {
    const [{ token, sessionToken }, challenge] = [await signIn(), await service.challenge(customer())];
    await rotateEverywhere({ revoke: true });
    expect(await session(token)).toBe(401);
    expect(await session(sessionToken)).toBe(401);
    expect((await service.post("/otp/verify", challenge)).status).toBe(404);
    const again = await signIn();
    expect(await session(again.token)).toBe(200);
    expect(await session(again.sessionToken)).toBe(200);
  });

  it("are published no more within five minutes, and what was read before may be kept for five more", async () => {
    const published = async () => {
      const { body, headers } = await service.get("/.well-known/jwks.json");
      expect(headers.get("cache-control")).toBe("public, max-age=300");
      return createLocalJWKSet(body as unknown as JSONWebKeySet);
    };
    const { token } = await signIn();
    const check = async () =>
      jwtVerify(String(token), await published(), { currentDate: new Date(service.clock.now() * 1000) });
    await expect(check()).resolves.toBeDefined();
    await rotate({ secret: "signing", revoke: true });
    service.clock.advance(300);
    await expect(check()).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
  });

  it("are those of one secret, if one has leaked", async () => {
    const { token, sessionToken } = await signIn();
    await rotateEverywhere({ secret: "signing", revoke: true });
    expect(await session(token)).toBe(401);
    expect(await session(sessionToken)).toBe(200);
  });
});

describe("a rotation that comes too early", () => {
  it("is refused in clear words, and a revocation is not", async () => {
    await rotate();
    service.clock.advance(599);
    const early = await rotate({ secret: "cookie" });
    expect(early.status).toBe(409);
    expect(early.text).toContain("The next cookie key is not known everywhere yet");
    service.clock.advance(1);
    const { body, status } = await rotate();
    expect(status).toBe(200);
    expect(body.secrets).toMatchObject([
      { secret: "passcode", outcome: "rotated" },
      { secret: "cookie", outcome: "rotated" },
      { secret: "form", outcome: "rotated" },
      { secret: "signing", outcome: "refused" },
    ]);
    expect((await rotate({ secret: "signing", revoke: true })).status).toBe(200);
  });

  it.each([{ secret: "recipient" }, { secret: "all" }, { revoke: "yes" }, { everything: true }])(
    "is no rotation at all when it asks for what there is not: %j",
    async (body) => expect((await rotate(body)).status).toBe(400),
  );
});
