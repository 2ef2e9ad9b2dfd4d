import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { accountOf } from "../../support/account-user.ts";
import { APP, authorizeAddress, basic, CONFIDENTIAL, pkce, SECRET, tokenFields } from "../../support/app.ts";
import { enrol } from "../../support/enrolled.ts";
import { enrol as enrolPasskey, signedIn, signInBy } from "../../support/passkey-user.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const { verifier, challenge } = pkce();
const DAY = 86_400;
const TELLING = { ...CONFIDENTIAL, idTokenClaims: true };
const WHERE = { client_id: TELLING.id, redirect_uri: TELLING.redirectUris[0] ?? "" };

let service: TestService;
beforeAll(async () => {
  const factors = { passkeys: "on" };
  service = await startTestService({ secondFactor: "optional", factors, clients: [APP, TELLING] });
});

const account = accountOf(() => service);
const demands = (...values: string[]) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});
const holding = (token: unknown) => {
  const user = person(service);
  user.cookies.set("latchkey-session", String(token));
  return user;
};
/** What an app with a secret is answered whose user's browser holds this session. */
async function told(token: unknown, change: Record<string, string> = {}) {
  const { leaves } = await holding(token).open(authorizeAddress(challenge, { ...WHERE, ...change }));
  const error = leaves?.searchParams.get("error");
  if (!leaves || typeof error === "string") return { error };
  const fields = tokenFields(leaves.searchParams.get("code") ?? "", verifier, WHERE);
  const { body } = await service.form("/otp/token", fields, basic(TELLING.id, SECRET));
  const access = String(body.access_token);
  const asked = { token: access };
  const { body: introspected } = await service.form("/otp/introspect", asked, basic(TELLING.id, SECRET));
  const { body: user } = await service.get("/otp/userinfo", { authorization: `Bearer ${access}` });
  return { id: decodeJwt(String(body.id_token)), access: decodeJwt(access), introspected, user };
}

/** A session in which a second factor was proved, opened by a code a hundred seconds before. */
async function raisedSession() {
  const { body, headers } = await account.signIn();
  const user = await enrol(service, String(body.subject), 0);
  service.clock.advance(100);
  const raised = await service.post("/otp/factor", { factor: "totp", code: user.shows() }, headers);
  return { token: raised.body.sessionToken, body: raised.body };
}

async function passkeySession() {
  const user = await signedIn(service);
  const { passkey } = await enrolPasskey(service, user);
  await service.settled();
  const signIn = async () => (await signInBy(service, passkey)).body;
  return { ...user, signIn };
}

describe("the acr of a sign-in", () => {
  it("is that of a code, of a second factor or of a passkey, in every token and answer alike", async () => {
    const code = await account.signIn();
    const [raised, passkey] = [await raisedSession(), await (await passkeySession()).signIn()];
    for (const [body, acr] of [
      [code.body, "latchkey:1"],
      [raised.body, "latchkey:2"],
      [passkey, "phr"],
    ] as const) {
      expect(decodeJwt(String(body.token)).acr).toBe(acr);
      const session = await service.get("/otp/session", {
        authorization: `Bearer ${String(body.sessionToken)}`,
      });
      expect(session.body.acr).toBe(acr);
      const { id, access, introspected } = await told(body.sessionToken);
      expect([id?.acr, access?.acr, introspected?.acr]).toEqual([acr, acr, acr]);
    }
  });

  it("is announced as far as a stage can reach it", async () => {
    const announced = async ({ get }: Pick<TestService, "get">) =>
      (await get("/.well-known/openid-configuration")).body.acr_values_supported;
    expect(await announced(service)).toEqual(["latchkey:1", "latchkey:2", "phr"]);
    expect(await announced(await startTestService({ secondFactor: "optional" }))).toEqual([
      "latchkey:1",
      "latchkey:2",
    ]);
  });
});

describe("an acr that an app asks for", () => {
  it.each<[string, Record<string, string>]>([
    ["as a wish", { acr_values: "latchkey:2 latchkey:1" }],
    ["as a demand", demands("latchkey:1")],
  ])("is in the ID token after the walk through the sign-in: %s", async (how, wish) => {
    const user = person(service);
    await user.open(authorizeAddress(challenge, wish), "cross-site");
    const { leaves } = await user.signIn(`acr-${how.replaceAll(" ", "-")}@example.com`);
    const { body } = await service.form(
      "/otp/token",
      tokenFields(leaves?.searchParams.get("code") ?? "", verifier),
    );
    expect(decodeJwt(String(body.id_token)).acr).toBe("latchkey:1");
  });

  it("is told as it was asked for, by who has reached more", async () => {
    const { sessionToken } = await (await passkeySession()).signIn();
    expect((await told(sessionToken, demands("latchkey:2"))).id?.acr).toBe("latchkey:2");
    expect((await told(sessionToken, { acr_values: "other latchkey:1" })).access?.acr).toBe("latchkey:1");
    expect((await told(sessionToken, { acr_values: "other" })).id?.acr).toBe("phr");
  });

  it("is no more than a wish by acr_values: what was reached is told, asked silently or not", async () => {
    const { body } = await account.signIn();
    for (const more of [{}, { prompt: "none" }])
      expect((await told(body.sessionToken, { acr_values: "phr latchkey:2", ...more })).id?.acr).toBe(
        "latchkey:1",
      );
  });

  it("has a user sign in again who has not reached what is essential, and is then refused", async () => {
    const { address, body } = await account.signIn();
    const token = body.sessionToken;
    expect(await told(token, { ...demands("latchkey:2"), prompt: "none" })).toEqual({
      error: "login_required",
    });
    const user = holding(token);
    const page = await user.open(authorizeAddress(challenge, demands("phr", "latchkey:2")));
    expect([page.status, page.leaves]).toEqual([200, undefined]);
    service.clock.advance(31);
    const { leaves } = await user.signIn(address, page);
    expect(leaves?.searchParams.get("error")).toBe("unmet_authentication_requirements");
  });

  it("is refused at once where no sign-in of the stage reaches it", async () => {
    const { body } = await account.signIn();
    expect(await told(body.sessionToken, demands("urn:other"))).toEqual({
      error: "unmet_authentication_requirements",
    });
  });

  it("leaves the time of the sign-in as it is, by which a sign-in grows too old", async () => {
    const { token } = await raisedSession();
    const signedInAt = service.clock.now() - 100;
    const asked = { ...demands("latchkey:2"), prompt: "none" };
    expect((await told(token, { ...asked, max_age: "100" })).id).toMatchObject({ auth_time: signedInAt });
    expect(await told(token, { ...asked, max_age: "99" })).toEqual({ error: "login_required" });
  });
});

describe("an address that no code has proved for 180 days", () => {
  it("is told to apps after a sign-in by passkey, as not verified", async () => {
    const user = await passkeySession();
    const scope = { scope: "openid email" };
    const seen = async () => {
      const { sessionToken, token } = await user.signIn();
      const { id, user: info } = await told(sessionToken, scope);
      const own = await service.get("/otp/userinfo", { authorization: `Bearer ${String(token)}` });
      expect([id?.email, info?.email, own.body.email]).toEqual(Array(3).fill(user.address));
      return [id?.email_verified, info?.email_verified, own.body.email_verified];
    };
    service.clock.advance(180 * DAY - 1);
    expect(await seen()).toEqual([true, true, true]);
    service.clock.advance(1);
    expect(await seen()).toEqual([false, false, false]);
    // A code proves it again, for as long.
    const { body } = await account.signIn(user.address);
    expect((await told(body.sessionToken, scope)).id?.email_verified).toBe(true);
    service.clock.advance(180 * DAY - 1);
    expect(await seen()).toEqual([true, true, true]);
  });

  it("grows old within a session, too", async () => {
    const user = await passkeySession();
    service.clock.advance(180 * DAY - 10);
    const { sessionToken } = await user.signIn();
    service.clock.advance(10);
    const { user: info } = await told(sessionToken, { scope: "openid email" });
    expect(info).toMatchObject({ email: user.address, email_verified: false });
  });
});
