import { beforeAll, describe, expect, it } from "@jest/globals";
import { ALL_CLIENTS, basic, CONFIDENTIAL, SECRET, STAYING, STAYING_BACKEND } from "../../support/app.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay, type StayingApp } from "../../support/staying-app.ts";

const GATEWAY = { ...CONFIDENTIAL, id: "gateway", audience: "first-party" };
let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService({ clients: [...ALL_CLIENTS.clients, GATEWAY] });
});

const signIn = (options = {}) => signInToStay(service, `revokes${++serial}@example.com`, options);
const revoke = (token: unknown, client_id = STAYING.id) =>
  service.form("/otp/revoke", { token: String(token), client_id });
const ask = async (token: unknown, id = STAYING_BACKEND.id) =>
  (await service.form("/otp/introspect", { token: String(token) }, basic(id, SECRET))).body;

/** Whether access and refresh token still hold. */
const holds = async ({ first, refresh, userinfo }: StayingApp) => [
  (await userinfo(first.body.access_token)).status === 200,
  (await refresh()).status === 200,
];

describe("an app that has no more use for its tokens", () => {
  it.each(["access_token", "refresh_token"])("ends them all by one of them: %s", async (name) => {
    const app = await signIn();
    const other = await signInToStay(service, "", { browser: app.user });
    const { status, body } = await revoke(app.first.body[name]);
    expect([status, body]).toEqual([200, {}]);
    expect(await holds(app)).toEqual([false, false]);
    expect(await holds(other)).toEqual([true, true]);
    expect((await app.user.open("/otp/session")).status).toBe(200);
    expect((await revoke(app.first.body[name])).status).toBe(200);
  });

  it("ends none of another app's, and hears nothing of it", async () => {
    const app = await signIn({ secret: true });
    for (const token of [app.first.body.access_token, app.first.body.refresh_token, "made-up", "a.b.c"])
      expect((await revoke(token)).status).toBe(200);
    expect(await holds(app)).toEqual([true, true]);
  });

  it("has to say who it is, and which token", async () => {
    const app = await signIn({ secret: true });
    const answer = await revoke(app.first.body.refresh_token, STAYING_BACKEND.id);
    expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
    const without = await service.form("/otp/revoke", { client_id: STAYING.id });
    expect([without.status, without.body.error]).toEqual([400, "invalid_request"]);
    expect(await holds(app)).toEqual([true, true]);
  });
});

describe("an app's server that asks of a token", () => {
  it("is told of its own, as long as they hold", async () => {
    const { first, user } = await signIn({ secret: true });
    const { access_token: access, refresh_token: refresh } = first.body;
    const said = { active: true, iss: service.url, client_id: STAYING_BACKEND.id, scope: "openid email" };
    expect(await ask(access)).toMatchObject({ ...said, token_type: "Bearer", aud: service.url });
    expect(await ask(refresh)).toMatchObject(said);
    await service.post(
      "/otp/logout",
      {},
      {
        authorization: `Bearer ${user.cookies.get("latchkey-session") ?? ""}`,
      },
    );
    for (const token of [access, refresh]) expect(await ask(token)).toEqual({ active: false });
  });

  it("is told when a refresh token ends: unused, or with its grant", async () => {
    const { first, refresh } = await signIn({ secret: true, scope: "openid offline_access" });
    const { idleSeconds, absoluteSeconds } = service.services.settings.refresh;
    const start = service.clock.now();
    expect(await ask(first.body.refresh_token)).toMatchObject({ iat: start, exp: start + idleSeconds });
    service.clock.advance(idleSeconds - 1);
    const { body } = await refresh();
    expect(await ask(body.refresh_token)).toMatchObject({
      exp: Math.min(start + 2 * idleSeconds - 1, start + absoluteSeconds),
    });
    service.clock.advance(1);
    // As old as an app may be idle; a refresh with it is refused, too.
    expect(await ask(first.body.refresh_token)).toEqual({ active: false });
    expect((await refresh()).status).toBe(400);
  });

  it("is told of those that are for it as a backend, and of no others", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge("gateway@example.com"));
    expect(await ask(body.token, GATEWAY.id)).toMatchObject({ active: true, sub: body.subject });
    const { first } = await signIn();
    for (const token of [body.token, first.body.access_token, first.body.refresh_token, body.sessionToken])
      expect(await ask(token)).toEqual({ active: false });
  });

  it("has to have a secret", async () => {
    const { first } = await signIn();
    const fields = { token: String(first.body.access_token), client_id: STAYING.id };
    const answer = await service.form("/otp/introspect", fields);
    expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
  });
});

describe("a field that stands there twice", () => {
  it.each(["/otp/token", "/otp/revoke", "/otp/introspect"])("is refused at %s", async (path) => {
    const app = await signIn({ secret: true });
    const token = String(app.first.body.refresh_token);
    const once = { token, refresh_token: token, grant_type: "refresh_token" };
    for (const name of ["token", "refresh_token", "client_id", "token_type_hint", "something"]) {
      const same: [string, string] = [name, name === "client_id" ? STAYING_BACKEND.id : token];
      const fields = [...Object.entries(once).filter(([other]) => other !== name), same, same];
      const answer = await service.form(path, fields, basic(STAYING_BACKEND.id, SECRET));
      expect([answer.status, answer.body]).toMatchObject([400, { error: "invalid_request" }]);
    }
    expect(await holds(app)).toEqual([true, true]);
  });
});

it("names the same endpoints to libraries of OAuth as to those of OpenID Connect", async () => {
  const [oauth, oidc] = await Promise.all(
    ["oauth-authorization-server", "openid-configuration"].map((name) => service.get(`/.well-known/${name}`)),
  );
  expect(oauth?.body).toEqual(oidc?.body);
  expect(oauth?.body).toMatchObject({ revocation_endpoint: `${service.url}/otp/revoke` });
});
