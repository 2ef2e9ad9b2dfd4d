import { beforeAll, describe, expect, it } from "@jest/globals";
import { ALL_CLIENTS, basic, SECRET, STAYING, STAYING_BACKEND } from "../../support/app.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(ALL_CLIENTS);
});

const signIn = (options = {}) => signInToStay(service, `reported${++serial}@example.com`, options);
const asBackend = basic(STAYING_BACKEND.id, SECRET);

/** What was reported of other servers, with its right value. */
describe("a bug that other servers had", () => {
  it("doorkeeper 1858: a refresh token holds when its access token has expired, and is said to", async () => {
    const { first, refresh } = await signIn({ secret: true });
    service.clock.advance(Number(first.body.expires_in) + 1);
    const said = async (token: unknown) =>
      (await service.form("/otp/introspect", { token: String(token) }, asBackend)).body;
    expect(await said(first.body.access_token)).toEqual({ active: false });
    expect(await said(first.body.refresh_token)).toMatchObject({ active: true });
    expect((await refresh()).status).toBe(200);
  });

  it.each(["refresh_token", "access_token", "authorization_code", "something", ""])(
    "spring-authorization-server 174, 175: a hint of the wrong kind, or of none, ends a token all the same: %j",
    async (token_type_hint) => {
      for (const name of ["access_token", "refresh_token"]) {
        const { first, refresh } = await signIn();
        const fields = { token: String(first.body[name]), client_id: STAYING.id, token_type_hint };
        expect((await service.form("/otp/revoke", fields)).status).toBe(200);
        expect((await refresh()).body.error).toBe("invalid_grant");
      }
    },
  );

  it("tutor-mcp 30, mcp-oauth 178: no client refreshes that does not say which it is, and the token stays", async () => {
    const { first, refresh } = await signIn({ secret: true });
    const fields = { grant_type: "refresh_token", refresh_token: String(first.body.refresh_token) };
    for (const more of [
      {},
      { client_id: STAYING_BACKEND.id },
      { client_id: STAYING_BACKEND.id, client_secret: "" },
      { client_id: "" },
    ]) {
      const { status, body } = await service.form("/otp/token", { ...fields, ...more });
      expect([status, body.error]).toEqual([401, "invalid_client"]);
    }
    expect((await refresh()).status).toBe(200);
  });

  it("coder 28751: less once is not less for ever, and never more than was granted", async () => {
    for (const secret of [false, true]) {
      const { refresh } = await signIn({ secret, scope: "openid email" });
      const less = await refresh(undefined, { scope: "openid" });
      const same = await refresh(less.body.refresh_token);
      const more = await refresh(same.body.refresh_token, { scope: "email openid phone" });
      expect([less, same, more].map(({ body }) => body.scope)).toEqual([
        "openid",
        "openid email",
        "openid email",
      ]);
    }
  });

  it("initiative 822: who loses the race does not end what the winner got", async () => {
    const { refresh } = await signIn({ scope: "openid offline_access" });
    const answers = await Promise.all([refresh(), refresh(), refresh()]);
    const [next] = new Set(answers.map(({ body }) => body.refresh_token));
    service.clock.advance(3600);
    expect((await refresh(next)).status).toBe(200);
  });

  it("oxAuth 951: what is no token at all is not active, and no error", async () => {
    for (const token of ["x", "a.b.c", "...", "é", "A".repeat(4000)]) {
      const { status, body } = await service.form("/otp/introspect", { token }, asBackend);
      expect([status, body]).toEqual([200, { active: false }]);
    }
  });
});
