import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { bearer, problemOf } from "../../support/account-user.ts";
import { type SoftPasskey, softPasskey, type Told } from "../../support/authenticator.ts";
import { begin, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ factors: { passkeys: "on" } });
});

type Headers = Record<string, string>;
const optionsFor = async (headers: Headers, purpose: object = { purpose: "session" }) => {
  const { body } = await service.post("/otp/passkeys/options", purpose, headers);
  return body.publicKey as ReturnType<typeof begin> extends Promise<{ publicKey: infer Key }> ? Key : never;
};
const send = (assertion: unknown, headers: Headers, more: object = {}) =>
  service.post("/otp/passkeys/verify", { assertion, purpose: "session", ...more }, headers);
const raise = async (passkey: SoftPasskey, headers: Headers, told: Told = {}) =>
  send(passkey.get(await optionsFor(headers), told), headers);
const active = async (token: unknown) => (await service.get("/otp/session", bearer(token))).status === 200;

/** Who has a passkey, and a session that was opened by a code alone. */
async function withPasskey() {
  const owner = await signedIn(service);
  const { passkey, answer } = await enrol(service, owner);
  service.clock.advance(31);
  const { sessionToken } = await signedIn(service, owner.address);
  return { ...owner, passkey, id: String(answer.body.id), sessionToken, headers: bearer(sessionToken) };
}

describe("a session in which a passkey is proved", () => {
  it("is the same one, with other tokens that say so, and may change the user's factors", async () => {
    const { passkey, headers, sessionToken } = await withPasskey();
    const before = await service.get("/otp/session", headers);
    expect(before.body.acr).toBe("latchkey:1");
    const raised = await raise(passkey, headers);
    expect(raised).toMatchObject({ status: 200, body: { status: "approved" } });
    const next = bearer(raised.body.sessionToken);
    expect(decodeJwt(String(raised.body.token))).toMatchObject({
      ...{ acr: "phr", amr: ["otp", "pop", "user", "mfa"] },
      sid: decodeJwt(String(before.body.token)).sid,
      auth_time: decodeJwt(String(before.body.token)).auth_time,
    });
    expect((await service.get("/otp/session", next)).body.acr).toBe("phr");
    expect([await active(sessionToken), await active(raised.body.sessionToken)]).toEqual([false, true]);
    const { body: listed } = await service.get("/otp/passkeys", next);
    const lastUsedAt = new Date(service.clock.now() * 1000).toISOString();
    expect(listed).toMatchObject({ mayChange: true, passkeys: [{ lastUsedAt }] });
    expect((await enrol(service, { authorization: next })).answer.status).toBe(201);
  });

  it("is raised by an assertion once, with whichever token that is shown again", async () => {
    const { passkey, headers } = await withPasskey();
    const assertion = passkey.get(await optionsFor(headers));
    const raised = await send(assertion, headers);
    expect(problemOf(await send(assertion, headers))).toEqual([401, "no-session"]);
    const next = bearer(raised.body.sessionToken);
    expect(problemOf(await send(assertion, next))).toEqual([401, "incorrect-passkey"]);
    expect((await raise(passkey, next)).status).toBe(200);
  });

  it("is raised by one of several at the same time", async () => {
    const { passkey, headers } = await withPasskey();
    const assertion = passkey.get(await optionsFor(headers));
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(assertion, headers)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("gives a browser its new cookie, and is raised by no page of another site", async () => {
    const { passkey, headers, sessionToken } = await withPasskey();
    const cookie = `latchkey-session=${sessionToken}`;
    const from = async (site: string) =>
      send(passkey.get(await optionsFor(headers)), { cookie, "sec-fetch-site": site });
    for (const site of ["cross-site", "same-site", "none"])
      expect(problemOf(await from(site))).toEqual([403, "forbidden-origin"]);
    const raised = await from("same-origin");
    expect(raised.headers.get("set-cookie")).toContain(
      `latchkey-session=${String(raised.body.sessionToken)}`,
    );
  });
});

describe("a passkey is not proved in a session", () => {
  it("for another session's challenge, another user's, or one of another purpose", async () => {
    const [anna, bert] = [await withPasskey(), await withPasskey()];
    const elsewhere = bearer((await signInBy(service, anna.passkey)).body.sessionToken);
    const fresh = await signedIn(service);
    const challenges = [
      await optionsFor(elsewhere),
      await optionsFor(bert.headers),
      (await begin(service)).publicKey,
      await optionsFor({}, { purpose: "second-factor", challengeId: "AAAA" }),
      await optionsFor(fresh.authorization, { purpose: "enrolment" }),
    ];
    for (const options of challenges)
      expect(problemOf(await send(anna.passkey.get(options), anna.headers))).toEqual([
        401,
        "incorrect-passkey",
      ]);
    expect(await active(anna.sessionToken)).toBe(true);
  });

  it("by another user's passkey, of another origin, or without its user", async () => {
    const [anna, bert] = [await withPasskey(), await withPasskey()];
    const told = [{ origin: "https://evil.example" }, { rpId: "evil.example" }, { userVerified: false }];
    for (const answer of [
      await raise(bert.passkey, anna.headers),
      ...(await Promise.all(told.map((one) => raise(anna.passkey, anna.headers, one)))),
    ])
      expect(problemOf(answer)).toEqual([401, "incorrect-passkey"]);
    const unknown = softPasskey({ origin: service.url });
    expect((await raise(unknown, anna.headers)).status).toBe(401);
  });

  it("once it was removed, nor after ten minutes", async () => {
    const { passkey, headers, id } = await withPasskey();
    const late = passkey.get(await optionsFor(headers));
    service.clock.advance(600);
    expect(problemOf(await send(late, headers))).toEqual([401, "incorrect-passkey"]);
    const next = bearer((await raise(passkey, headers)).body.sessionToken);
    await service.post("/otp/passkeys/remove", { id }, next);
    expect(problemOf(await raise(passkey, next))).toEqual([404, "not-found"]);
  });

  it("without a session, by an access token, or with what belongs to a sign-in", async () => {
    const { passkey, headers } = await withPasskey();
    const { body } = await service.get("/otp/session", headers);
    const assertion = passkey.get(await optionsFor(headers));
    for (const shown of [{}, bearer(body.token), bearer("made-up")])
      expect(problemOf(await send(assertion, shown))).toEqual([401, "no-session"]);
    for (const more of [
      { verifier: "v".repeat(43) },
      { challengeId: "x", factorToken: "x" },
      { remember: true },
    ])
      expect(problemOf(await send(assertion, headers, more))).toEqual([400, "invalid-request"]);
    expect((await send(assertion, headers)).status).toBe(200);
  });
});
