import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { startTestService, type TestService } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ES256 = { session: { algorithm: "ES256" } };
let service: TestService;
beforeAll(async () => {
  service = await startTestService(ES256);
});

const bearer = (value: unknown) => ({ authorization: `Bearer ${String(value)}` });
const signIn = async (of: TestService, recipient: string) =>
  (await of.post("/otp/verify", await of.challenge(recipient))).body;
const algorithm = (token: unknown) => decodeProtectedHeader(String(token)).alg;

describe("an access token of a stage with ES256", () => {
  it("is checked offline by the published keys, by any JWT library", async () => {
    const { token, subject } = await signIn(service, "one@example.com");
    const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(String(token), keys, {
      ...{ issuer: service.url, audience: "latchkey", typ: "at+jwt", algorithms: ["ES256"] },
      currentDate: new Date(service.clock.now() * 1000),
    });
    expect(protectedHeader).toMatchObject({ alg: "ES256", typ: "at+jwt" });
    expect(payload).toMatchObject({ sub: subject, amr: ["otp"], purpose: "login" });
  });

  it("shows its session and signs it out, and a session gives another of its kind", async () => {
    const { token, sessionToken } = await signIn(service, "two@example.com");
    const session = (credential: unknown) => service.get("/otp/session", bearer(credential));
    expect((await session(token)).status).toBe(200);
    expect(algorithm((await session(sessionToken)).body.token)).toBe("ES256");
    expect((await service.post("/otp/logout", {}, bearer(token))).status).toBe(204);
    expect((await session(sessionToken)).status).toBe(401);
  });

  it("leaves ID tokens RS256, and discovery says so", async () => {
    const { body } = await service.get("/.well-known/openid-configuration");
    expect(body.id_token_signing_alg_values_supported).toEqual(["RS256"]);
  });

  it("is good over a rotation, and gone after a revocation", async () => {
    const { token } = await signIn(service, "three@example.com");
    const shown = async () => (await service.get("/otp/session", bearer(token))).status;
    service.clock.advance(7200);
    const late = await signIn(service, "four@example.com");
    expect((await service.post("/_local/keys", { secret: "signing" })).status).toBe(200);
    service.clock.advance(300);
    expect((await service.get("/otp/session", bearer(late.token))).status).toBe(200);
    expect((await service.post("/_local/keys", { secret: "signing", revoke: true })).status).toBe(200);
    service.clock.advance(300);
    expect((await service.get("/otp/session", bearer(late.token))).status).toBe(401);
    expect(await shown()).toBe(401);
  });
});

describe("a stage with ES256 whose signing secret is from before", () => {
  it("signs with RS256 until a rotation has made the second set, and two hours longer", async () => {
    const dataFolder = temporaryFolder();
    const first = await startTestService({}, { dataFolder });
    const { sessionToken } = await signIn(first, "five@example.com");
    await first.close();
    const file = join(dataFolder, "keys", "signing.json");
    const { es256, ...before } = JSON.parse(readFileSync(file, "utf8")) as { es256: unknown };
    expect(es256).toBeDefined();
    writeFileSync(file, JSON.stringify(before));

    const second = await startTestService(ES256, { dataFolder });
    const given = async () => algorithm((await second.get("/otp/session", bearer(sessionToken))).body.token);
    const kinds = async () =>
      ((await second.get("/.well-known/jwks.json")).body.keys as { alg: string }[]).map(({ alg }) => alg);
    expect([await given(), await kinds()]).toEqual(["RS256", ["RS256", "RS256"]]);
    second.clock.advance(7200);
    expect((await second.post("/_local/keys", { secret: "signing" })).status).toBe(200);
    second.clock.advance(300);
    expect([await given(), await kinds()]).toEqual(["RS256", expect.arrayContaining(["ES256"])]);
    second.clock.advance(7200);
    expect(await given()).toBe("ES256");
  });
});
