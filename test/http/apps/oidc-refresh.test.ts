import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { ALL_CLIENTS, CLIENTS } from "../../support/app.ts";
import type { Answer } from "../../support/ask.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(ALL_CLIENTS);
});

const somebody = () => `stays${++serial}@example.com`;
const signIn = (options = {}) => signInToStay(service, somebody(), options);
const outcome = ({ status, body }: Answer) => [status, body.error ?? "tokens"];
const REFUSED = [400, "invalid_grant"];
const TOKENS = [200, "tokens"];

describe("an app that stays signed in", () => {
  it("gets fresh tokens, which say what the first ones said, and a new refresh token", async () => {
    const { first, refresh } = await signIn();
    service.clock.advance(60);
    const { status, body } = await refresh();
    expect([status, body.scope]).toEqual([200, "openid email"]);
    const [was, is] = [first.body, body].map(({ id_token: token }) => decodeJwt(String(token)));
    for (const name of ["sub", "sid", "aud", "auth_time", "amr"]) expect(is?.[name]).toEqual(was?.[name]);
    expect(is?.iat).toBeGreaterThan(was?.iat ?? 0);
    expect(body.refresh_token).not.toBe(first.body.refresh_token);
    expect(outcome(await refresh(body.refresh_token))).toEqual(TOKENS);
  });

  it("gets the same next one from two refreshes at once, and again after a lost answer", async () => {
    const { refresh } = await signIn();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh()));
    const next = new Set(answers.map(({ body }) => body.refresh_token));
    expect([answers.map(outcome), next.size]).toEqual([answers.map(() => TOKENS), 1]);
    service.clock.advance(29);
    const again = await refresh();
    expect(next).toContain(again.body.refresh_token);
    expect(outcome(await refresh(again.body.refresh_token))).toEqual(TOKENS);
  });

  it("loses its grant, and the user no session, when an old one is shown: one of two has stolen it", async () => {
    const { user, refresh, userinfo } = await signIn();
    const { body } = await refresh();
    service.clock.advance(30);
    expect(outcome(await refresh())).toEqual(REFUSED);
    expect(outcome(await refresh(body.refresh_token))).toEqual(REFUSED);
    expect((await userinfo(body.access_token)).status).toBe(401);
    expect((await user.open("/otp/session")).status).toBe(200);
    expect(JSON.stringify(service.observed)).toContain('{"outcome":"invalid-grant","replayed":true}');
  });

  it("may ask for less, and never gets more", async () => {
    const { refresh, userinfo } = await signIn();
    const less = await refresh(undefined, { scope: "openid" });
    expect(less.body.scope).toBe("openid");
    expect(Object.keys((await userinfo(less.body.access_token)).body)).toEqual(["sub"]);
    const more = await refresh(less.body.refresh_token, { scope: "openid email phone offline_access" });
    expect(more.body.scope).toBe("openid email");
    expect(outcome(await refresh(more.body.refresh_token, { scope: "everything" }))).toEqual([
      400,
      "invalid_scope",
    ]);
  });

  it.each([false, true])(
    "is refused, and loses nothing, where all that it asks for was never granted: %j",
    async (secret) => {
      const { refresh } = await signIn({ secret });
      const { body } = await refresh();
      for (const scope of ["phone", "offline_access", "phone offline_access"])
        expect(outcome(await refresh(body.refresh_token, { scope }))).toEqual([400, "invalid_scope"]);
      // Later than the grace: had one of them made way for a next one, this would be a theft.
      service.clock.advance(31);
      expect(outcome(await refresh(body.refresh_token))).toEqual(TOKENS);
      // Also within the grace, where nothing would be written.
      expect(outcome(await refresh(body.refresh_token, { scope: "phone" }))).toEqual([400, "invalid_scope"]);
    },
  );

  it("with a secret keeps its refresh token, each use of which keeps it alive", async () => {
    const { first, refresh } = await signIn({ secret: true, scope: "openid offline_access" });
    const tokens: unknown[] = [first.body.refresh_token];
    for (let week = 0; week < 4; week++) {
      service.clock.advance(7 * 86_400);
      const { status, body } = await refresh(tokens.at(-1));
      expect(status).toBe(200);
      tokens.push(body.refresh_token);
    }
    // The first is older than an app may be idle.
    expect(outcome(await refresh())).toEqual(REFUSED);
    expect(outcome(await refresh(tokens.at(-1)))).toEqual(TOKENS);
    service.clock.advance(3 * 86_400);
    // The whole grant is.
    expect(outcome(await refresh(tokens.at(-1)))).toEqual(REFUSED);
  });

  it.each<[string, Record<string, string>]>([
    ["another client's", { client_id: CLIENTS.clients[0]?.id ?? "" }],
    ["one that was made up", { refresh_token: "made-up" }],
    ["none", { refresh_token: "" }],
  ])("is refused with %s, and nothing ends", async (_, change) => {
    const { refresh } = await signIn();
    expect((await refresh(undefined, change)).status).toBe(400);
    expect(outcome(await refresh())).toEqual(TOKENS);
  });

  it("is refused with the token of an app that stays as well, and nothing ends", async () => {
    const [one, other] = [await signIn(), await signIn({ secret: true })];
    expect(outcome(await one.refresh(other.first.body.refresh_token))).toEqual(REFUSED);
    expect(outcome(await other.refresh(one.first.body.refresh_token))).toEqual(REFUSED);
    expect(outcome(await one.refresh())).toEqual(TOKENS);
    expect(outcome(await other.refresh())).toEqual(TOKENS);
  });
});

describe("an app's refresh token, when the session is over", () => {
  const bearer = (user: { cookies: Map<string, string> }) => ({
    authorization: `Bearer ${user.cookies.get("latchkey-session") ?? ""}`,
  });
  const stays = (scope: string, secret = false) => signIn({ scope, secret });
  const ONLINE = "openid";
  const OFFLINE = "openid offline_access";

  it.each([false, true])(
    "is refused at once after a sign-out, unless it outlives the session: %j",
    async (secret) => {
      const online = await stays(ONLINE, secret);
      const offline = await signInToStay(service, "", { scope: OFFLINE, secret, browser: online.user });
      await service.post("/otp/logout", {}, bearer(online.user));
      expect(outcome(await online.refresh())).toEqual(REFUSED);
      await service.settled();
      expect(outcome(await online.refresh())).toEqual(REFUSED);
      const { body } = await offline.refresh();
      expect((await offline.userinfo(body.access_token)).status).toBe(200);
      const items = (await service.get("/_local/items")).text;
      expect(items).not.toContain(String(body.refresh_token));
    },
  );

  it("is refused after a sign-out everywhere, whatever it was granted, and of every session", async () => {
    const recipient = somebody();
    const one = await signInToStay(service, recipient, { scope: OFFLINE });
    service.clock.advance(60);
    const two = await signInToStay(service, recipient, { scope: OFFLINE });
    await service.post("/otp/logout", {}, bearer(one.user));
    await service.settled();
    expect(outcome(await one.refresh())).toEqual(TOKENS);
    service.clock.advance(60);
    await service.post("/otp/logout", { all: true }, bearer(two.user));
    await service.settled();
    for (const { refresh } of [one, two]) expect(outcome(await refresh())).toEqual(REFUSED);
    service.clock.advance(60);
    const later = await signInToStay(service, recipient, { scope: OFFLINE });
    await service.settled();
    expect(outcome(await later.refresh())).toEqual(TOKENS);
  });

  it('is refused after "this was not me", also when the session had ended before', async () => {
    for (const signedOut of [false, true]) {
      const recipient = somebody();
      const app = await signInToStay(service, recipient, { scope: OFFLINE });
      if (signedOut) await service.post("/otp/logout", {}, bearer(app.user));
      await service.settled();
      const [message] = service.inbox.list(recipient);
      const t = /[?&]t=([\w-]+)/.exec(message?.text ?? "")?.[1] ?? "";
      const link = `/otp/not-me?t=${t}`;
      expect((await service.get(link)).text).toContain('<form method="post" action="/otp/not-me">');
      expect(outcome(await app.refresh())).toEqual(TOKENS);
      const clicked = await service.form("/otp/not-me", { t });
      expect([clicked.status, clicked.headers.get("location")]).toEqual([303, link]);
      expect((await service.get(link)).text).toContain("<h1>Stopped</h1>");
      await service.settled();
      expect(outcome(await app.refresh())).toEqual(REFUSED);
    }
  });

  it("is refused when the session has lasted its time, unless it outlives it", async () => {
    const [online, offline] = [await stays(ONLINE), await stays(OFFLINE)];
    service.clock.advance(43_200);
    expect(outcome(await online.refresh())).toEqual(REFUSED);
    expect(outcome(await offline.refresh())).toEqual(TOKENS);
  });
});

describe("an app that may not stay", () => {
  it("gets no refresh token, no offline_access, and is refused with one", async () => {
    const { user, refresh } = await signIn();
    const short = { refresh_token: String((await refresh()).body.refresh_token) };
    const answer = await service.form("/otp/token", {
      grant_type: "refresh_token",
      client_id: CLIENTS.clients[0]?.id ?? "",
      ...short,
    });
    expect([outcome(answer), user.cookies.size > 0]).toEqual([[400, "unauthorized_client"], true]);
  });
});
