import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { formPoster } from "../../../functions/outbound/post-form.ts";
import { APP, authorizeAddress, pkce, tokenFields } from "../../support/app.ts";
import { eventually } from "../../support/eventually.ts";
import { type LogoutReceiver, startLogoutReceiver, withStatus } from "../../support/logout-receiver.ts";
import { hiddenOf, person, type Person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const QUIET = { ...APP, id: "quiet", name: "The Quiet App" };
const { verifier, challenge } = pkce();

let service: TestService;
let app: LogoutReceiver;
let other: LogoutReceiver;
let serial = 0;

beforeAll(async () => {
  [app, other] = [await startLogoutReceiver(), await startLogoutReceiver()];
  service = await startTestService(
    {
      clients: [
        { ...APP, backchannelLogoutUri: app.uri },
        { ...APP, id: "other", name: "The Other App", backchannelLogoutUri: other.uri, refresh: true },
        QUIET,
      ],
    },
    { override: () => ({ postForm: formPoster({ nearby: true, timeoutMilliseconds: 300 }) }) },
  );
});
beforeEach(() => {
  for (const receiver of [app, other]) receiver.answers(withStatus(204));
});

/** Signs a person in to an app, which exchanges its code. @returns what its ID token says, and the access token */
const signInTo = async (user: Person, client: string, recipient: string) => {
  const shown = await user.open(authorizeAddress(challenge, { client_id: client }), "cross-site");
  const { leaves } = shown.leaves ? shown : await user.signIn(recipient);
  const code = leaves?.searchParams.get("code") ?? "";
  const { body } = await service.form("/otp/token", tokenFields(code, verifier, { client_id: client }));
  const { sub, sid } = decodeJwt(String(body.id_token));
  return { sub, sid, accessToken: String(body.access_token) };
};
const somebody = async (...clients: readonly string[]) => {
  const [user, recipient] = [person(service), `leaving${++serial}@example.com`];
  const tokens = [];
  for (const client of clients) tokens.push(await signInTo(user, client, recipient));
  return { user, recipient, tokens };
};
const signOut = async (user: Person, fields: Record<string, string> = {}) => {
  const page = await user.open("/otp/session");
  await user.submit("/otp/logout", { ...hiddenOf(page), ...fields });
  await service.settled();
};
/** As an app's server has to check it (OpenID Connect Back-Channel Logout 1.0, 2.6). */
const checked = async ({ told }: LogoutReceiver, index = 0) => {
  const call = told[index];
  expect(call).toMatchObject({ method: "POST", contentType: "application/x-www-form-urlencoded" });
  expect(Object.keys(call?.fields ?? {})).toEqual(["logout_token"]);
  const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(call?.fields.logout_token ?? "", keys, {
    issuer: service.url,
    typ: "logout+jwt",
    currentDate: new Date(service.clock.now() * 1000),
  });
  expect(protectedHeader).toMatchObject({ alg: "RS256", kid: expect.any(String) });
  return payload;
};
const refusals = () => service.observed.filter(({ event }) => event === "measured RefusedLogouts").length;
const audited = () =>
  service.observed.filter(({ event }) => event === "back-channel-logout").map(({ fields }) => fields);

describe("an app that wants to be told", () => {
  it("is told of a sign-out by a token that names person and session, good for two minutes", async () => {
    const { user, tokens } = await somebody(APP.id);
    const [idToken] = tokens;
    await signOut(user);
    const { iat = 0, ...claims } = await checked(app);
    expect(app.told).toHaveLength(1);
    expect(claims).toEqual({
      iss: service.url,
      aud: APP.id,
      sub: idToken?.sub,
      sid: idToken?.sid,
      exp: iat + 120,
      jti: expect.any(String),
      events: { [EVENT]: {} },
    });
  });

  // goauthentik/authentik#25826
  it("is told hours later too, when nothing of its tokens is good any more", async () => {
    const { user, tokens } = await somebody(APP.id);
    service.clock.advance(6 * 3600);
    await signOut(user);
    expect(await checked(app)).toMatchObject({ sid: tokens[0]?.sid });
  });

  it("is told beside every other one of the session, and each once", async () => {
    const { user, tokens } = await somebody(APP.id, "other", QUIET.id, APP.id);
    await signOut(user);
    expect([app.told.length, other.told.length]).toEqual([1, 1]);
    expect(await checked(app)).toMatchObject({ aud: APP.id, sid: tokens[0]?.sid });
    expect(await checked(other)).toMatchObject({ aud: "other", sid: tokens[1]?.sid });
  });

  it("is told of each session, when a person signs out everywhere", async () => {
    const { user, recipient, tokens } = await somebody(APP.id);
    service.clock.advance(60);
    const phone = await signInTo(person(service), APP.id, recipient);
    await signOut(user, { all: "true" });
    const sids = [await checked(app, 0), await checked(app, 1)].map(({ sid }) => sid);
    expect(sids.sort()).toEqual([tokens[0]?.sid, phone.sid].sort());
    expect(app.told).toHaveLength(2);
  });

  it('is told of "this was not me"', async () => {
    const { recipient, tokens } = await somebody(APP.id);
    const [, t = ""] = /not-me\?t=([\w-]+)/.exec(service.inbox.list(recipient)[0]?.text ?? "") ?? [];
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    await service.settled();
    expect(await checked(app)).toMatchObject({ sid: tokens[0]?.sid });
  });

  // OpenID Connect Back-Channel Logout 1.0, 2: it still is an app that the session signed in to.
  it("is told also where it has revoked its tokens", async () => {
    const { user, tokens } = await somebody(APP.id);
    const token = tokens[0]?.accessToken ?? "";
    const revoked = await service.form("/otp/revoke", { client_id: APP.id, token });
    expect([revoked.status, app.told]).toEqual([200, []]);
    await signOut(user);
    expect(app.told).toHaveLength(1);
    expect(await checked(app)).toMatchObject({ sid: tokens[0]?.sid });
  });

  it("is not told of a session that runs out, nor of one that it knows nothing of", async () => {
    await somebody(APP.id);
    expect((await service.post("/_local/clock", { advanceSeconds: 3 * 86_400 })).status).toBe(200);
    await service.settled();
    const { user } = await somebody(QUIET.id);
    await user.open(authorizeAddress(challenge), "cross-site");
    await signOut(user);
    expect([app.told, other.told]).toEqual([[], []]);
  });
});

describe("an app's server", () => {
  it.each([500, 503, 429])("that answers %d is told again, by another token", async (status) => {
    const { user, tokens } = await somebody(APP.id);
    const before = refusals();
    app.answers(withStatus(status), withStatus(200));
    await signOut(user);
    await eventually(
      () => app.told.length,
      (calls) => calls === 2,
    );
    const [first, second] = [await checked(app, 0), await checked(app, 1)];
    expect([first.sid, second.sid]).toEqual([tokens[0]?.sid, tokens[0]?.sid]);
    expect(first.jti).not.toBe(second.jti);
    expect(refusals()).toBe(before);
  });

  it("that does not answer is told again", async () => {
    const { user } = await somebody(APP.id);
    app.answers(() => undefined, withStatus(200));
    await signOut(user);
    await eventually(
      () => app.told.length,
      (calls) => calls === 2,
    );
    await service.settled();
    expect(audited().slice(-2)).toMatchObject([{ outcome: "again", reason: "timeout" }, { outcome: "told" }]);
  });

  it.each([
    [400, {}],
    [404, {}],
    [302, { location: "/elsewhere" }],
    [307, { location: "/elsewhere" }],
  ])("that answers %d has its say, and the owner is told", async (status, headers) => {
    const { user, tokens } = await somebody(APP.id);
    const before = refusals();
    app.answers(withStatus(status, headers));
    await signOut(user);
    expect(app.told).toHaveLength(1);
    expect(audited().at(-1)).toEqual({
      outcome: "refused",
      client: APP.id,
      sid: tokens[0]?.sid,
      reason: String(status),
    });
    expect(refusals()).toBe(before + 1);
  });

  it("that is out of order keeps no other one waiting", async () => {
    const { user } = await somebody(APP.id, "other");
    app.answers(() => undefined, withStatus(204));
    await signOut(user);
    expect(other.told).toHaveLength(1);
    await eventually(
      () => app.told.length,
      (calls) => calls === 2,
    );
  });
});

describe("what an app reads of the service", () => {
  it("says that it is told, and of which session", async () => {
    const { body } = await service.get("/.well-known/openid-configuration");
    expect(body).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });
});
