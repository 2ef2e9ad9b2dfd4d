import { get } from "node:http";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ corsOrigins: ["capacitor://localhost"] });
});

let serial = 0;

const signIn = async (recipient = `customer${++serial}@example.com`, body = {}) => {
  const answer = await service.post("/otp/verify", await service.challenge(recipient, body));
  service.clock.advance(30);
  return {
    token: String(answer.body.token),
    sessionToken: String(answer.body.sessionToken),
    cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "",
    setCookie: answer.headers.get("set-cookie"),
    body: answer.body,
  };
};

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

describe("an access token", () => {
  it("is checked offline by the published keys, by any JWT library", async () => {
    const { token, body } = await signIn();
    const discovery = (await service.get("/.well-known/openid-configuration")).body;
    expect(discovery.issuer).toBe(service.url);
    const keys = createRemoteJWKSet(new URL(String(discovery.jwks_uri)));
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: service.url,
      audience: "latchkey",
      typ: "at+jwt",
      currentDate: new Date(service.clock.now() * 1000),
    });
    expect(protectedHeader).toMatchObject({ alg: "RS256", typ: "at+jwt" });
    expect(payload).toMatchObject({ sub: body.subject, amr: ["otp"], purpose: "login" });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
  });

  it("says that an SMS was the way", async () => {
    const { token } = await signIn("+14155550123");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      amr: string[];
    };
    expect(claims.amr).toEqual(["otp", "sms"]);
  });

  it("shows a session, but gets no fresh token, and nothing after its fifteen minutes", async () => {
    const { token, sessionToken } = await signIn();
    const shown = await service.get("/otp/session", bearer(token));
    expect(shown.status).toBe(200);
    expect(shown.body).not.toHaveProperty("token");
    service.clock.advance(900);
    expect((await service.get("/otp/session", bearer(token))).status).toBe(401);
    expect((await service.get("/otp/session", bearer(sessionToken))).status).toBe(200);
  });

  it("is refused when it was tampered with, or is no token at all", async () => {
    const { token, sessionToken } = await signIn();
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${payload}.`;
    const flipped = `${header}.${payload}.${signature.replace(/^./, (c) => (c === "A" ? "B" : "A"))}`;
    for (const credential of [
      unsigned,
      flipped,
      "x",
      "a.b.c",
      sessionToken.slice(0, -1),
      sessionToken.replace(/^../, "AB"),
    ]) {
      const answer = await service.get("/otp/session", bearer(credential));
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    }
  });
});

describe("a session", () => {
  it("ends after its twelve hours to the second", async () => {
    const { sessionToken } = await signIn();
    service.clock.advance(43_200 - 30 - 1);
    const last = await service.get("/otp/session", bearer(sessionToken));
    expect(last.body).toMatchObject({ expiresIn: 1, tokenExpiresIn: 1 });
    service.clock.advance(1);
    expect((await service.get("/otp/session", bearer(sessionToken))).status).toBe(401);
  });

  it("is not opened by another purpose, whose token says what it is for", async () => {
    const { body, token, setCookie } = await signIn("payer@example.com", { purpose: "confirm-payment" });
    expect(body).not.toHaveProperty("sessionToken");
    expect(setCookie).toBeNull();
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({ purpose: "confirm-payment" });
    expect(claims).not.toHaveProperty("sid");
    expect((await service.get("/otp/session", bearer(token))).status).toBe(401);
  });

  it("cannot be shown by a challenge's id, nor a challenge by a session's token", async () => {
    const challenge = await service.challenge("mixed@example.com");
    const { body } = await service.post("/otp/verify", challenge);
    expect((await service.get("/otp/session", bearer(challenge.challengeId))).status).toBe(401);
    expect((await service.post("/otp/status", { challengeId: body.sessionToken })).status).toBe(404);
  });

  it("ends alone, or with every other one of its recipient", async () => {
    const [one, two, three] = [
      await signIn("many@example.com"),
      await signIn("many@example.com"),
      await signIn("many@example.com"),
    ];
    const other = await signIn("other@example.com");
    const active = async () =>
      Promise.all(
        [one, two, three, other].map(
          async ({ sessionToken }) => (await service.get("/otp/session", bearer(sessionToken))).status,
        ),
      );
    await service.post("/otp/logout", {}, bearer(one.sessionToken));
    expect(await active()).toEqual([401, 200, 200, 200]);
    await service.post("/otp/logout", { all: true }, bearer(one.sessionToken));
    expect(await active()).toEqual([401, 200, 200, 200]);
    const pending = await service.challenge("many@example.com");
    await service.post("/otp/logout", { all: true }, bearer(two.token));
    expect(await active()).toEqual([401, 401, 401, 200]);
    expect((await service.post("/otp/verify", pending)).body.type).toBe(
      "urn:latchkey:problem:challenge-canceled",
    );
  });
});

describe("a sign-out that brings no session", () => {
  it.each(["text/plain", "multipart/form-data; boundary=x", "", "application/json"])(
    "never makes a browser forget its own: as %j",
    async (contentType) => {
      const answer = await service.post("/otp/logout", "", {
        "content-type": contentType,
        "sec-fetch-site": "cross-site",
      });
      expect(answer.headers.get("set-cookie")).toBeNull();
    },
  );
});

describe("a sign-out that rides on a cookie", () => {
  it.each<[string, Record<string, string>]>([
    ["without a word of where it comes from", {}],
    ["from another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["from a sister site", { "sec-fetch-site": "same-site" }],
    ["from another origin", { origin: "https://evil.example" }],
    ["from a page without an origin", { origin: "null" }],
    ["from an app's web view, whose scripts may read answers", { origin: "capacitor://localhost" }],
  ])("is refused %s", async (_case, headers) => {
    const { cookie, sessionToken } = await signIn();
    const answer = await service.post("/otp/logout", {}, { cookie, ...headers });
    expect([answer.status, answer.body.type]).toEqual([403, "urn:latchkey:problem:forbidden-origin"]);
    expect((await service.get("/otp/session", bearer(sessionToken))).status).toBe(200);
  });

  it("works from our own pages, and clears the cookie", async () => {
    const { cookie, sessionToken } = await signIn();
    const answer = await service.post("/otp/logout", {}, { cookie, origin: service.url });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([
      204,
      "latchkey-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
    ]);
    expect((await service.get("/otp/session", bearer(sessionToken))).status).toBe(401);
  });
});

describe("a browser that sends its cookies in several lines (RFC 9113, 8.2.3)", () => {
  it.each([
    ["last", (session: string) => ["theme=dark", session]],
    ["first", (session: string) => [session, "theme=dark"]],
  ])("is signed in with its session in the %s of them", async (_, linesWith) => {
    const { cookie } = await signIn();
    const lines = linesWith(cookie).flatMap((line) => ["Cookie", line]);
    const headers = ["Host", new URL(service.url).host, ...lines];
    const status = await new Promise((resolve, reject) => {
      get(`${service.url}/otp/session`, { headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on("error", reject);
    });
    expect(status).toBe(200);
  });
});
