import { beforeAll, describe, expect, it } from "@jest/globals";
import type { Settings } from "../../../functions/settings.ts";
import {
  authorizeAddress,
  basic,
  pkce,
  SECRET,
  STAYING,
  STAYING_BACKEND,
  tokenFields,
} from "../../support/app.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

/** The settings that the service looks at; the next deployment changes them. */
let clients: Settings["clients"][number][];
let service: TestService;
let serial = 0;
beforeAll(async () => {
  const own = [STAYING, STAYING_BACKEND].map((client) => ({ ...client, audience: "first-party" }));
  service = await startTestService(
    { clients: own },
    {
      override: ({ settings }) => {
        clients = [...settings.clients];
        return { settings: { ...settings, clients } };
      },
    },
  );
});

const deploy = (change: Partial<Settings["clients"][number]>) => {
  clients.splice(0, clients.length, ...clients.map((client) => ({ ...client, ...change })));
};
const REFUSED = [400, "invalid_grant"];

describe("an app whose owner takes back what it may do", () => {
  it.each([false, true])(
    "gets no more tokens for their own API by a refresh, and its grant lives on for the day the owner takes that back: %j",
    async (secret) => {
      const { first, refresh } = await signInToStay(service, `audience${++serial}@example.com`, { secret });
      const introspect = async (token: unknown) =>
        (await service.form("/otp/introspect", { token: String(token) }, basic(STAYING_BACKEND.id, SECRET)))
          .body.active;
      for (const audience of [undefined, "https://api.example"]) {
        deploy({ audience });
        const { status, body } = await refresh();
        expect([status, body.error]).toEqual(REFUSED);
        expect(await introspect(first.body.refresh_token)).toBe(false);
      }
      deploy({ audience: "first-party" });
      const { status, body } = await refresh();
      expect(status).toBe(200);
      expect(await introspect(body.refresh_token)).toBe(secret);
    },
  );

  it("is told by introspection what it would meet, where it may not stay signed in any more", async () => {
    const { first, refresh } = await signInToStay(service, `audience${++serial}@example.com`, {
      secret: true,
    });
    const said = async () => {
      const token = String(first.body.refresh_token);
      return (await service.form("/otp/introspect", { token }, basic(STAYING_BACKEND.id, SECRET))).body;
    };
    deploy({ refresh: false });
    expect([(await refresh()).body.error, await said()]).toEqual(["unauthorized_client", { active: false }]);
    deploy({ refresh: true });
    expect(await said()).toMatchObject({ active: true });
    expect((await refresh()).status).toBe(200);
  });

  it("gets none for a code that was made before, either", async () => {
    const { verifier, challenge } = pkce();
    const user = person(service);
    await user.signIn(`audience${++serial}@example.com`);
    const where = { client_id: STAYING.id, redirect_uri: STAYING.redirectUris[0] };
    const { leaves } = await user.open(authorizeAddress(challenge, where));
    const fields = tokenFields(leaves?.searchParams.get("code") ?? "", verifier, where);
    deploy({ audience: undefined });
    const { status, body } = await service.form("/otp/token", fields);
    expect([status, body.error]).toEqual(REFUSED);
    deploy({ audience: "first-party" });
    expect((await service.form("/otp/token", fields)).status).toBe(200);
  });
});
