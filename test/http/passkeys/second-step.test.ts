import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import type { PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import type { SoftPasskey, Told } from "../../support/authenticator.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol as enrolTotp, guessedAway } from "../../support/enrolled.ts";
import { begin, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OTHER_ORIGIN = "https://app.example.com";
const PASSKEYS = { passkeys: { origins: [OTHER_ORIGIN] } };

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional", factors: PASSKEYS });
});

const problemOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
  status,
  String(body.type).split(":").at(-1),
];

interface Waiting {
  readonly challengeId: string;
  readonly factorToken: string;
  readonly factors: unknown;
}

/** A user who signs in with two steps, by a passkey or an authenticator. */
async function withBoth() {
  const user = await signedIn(service);
  const { passkey } = await enrol(service, user);
  const { body } = await service.get("/otp/session", user.authorization);
  const app = await enrolTotp(service, String(body.subject), 0);
  await service.settled();
  return { ...app, address: user.address, passkey };
}

/** A challenge of theirs whose code was right. */
async function proved(address: string, at = service, more: object = {}): Promise<Waiting> {
  at.clock.advance(31);
  const challenge = await at.challenge(address, more);
  const { body } = await at.post("/otp/verify", challenge);
  expect(body.status).toBe("factor-required");
  const { challengeId } = challenge;
  return { challengeId, factorToken: String(body.factorToken), factors: body.factors };
}

/** What a browser is asked with for such a challenge. */
async function optionsOf({ challengeId }: Waiting, at = service) {
  const { body } = await at.post("/otp/passkeys/options", { purpose: "second-factor", challengeId });
  return body.publicKey as PublicKeyCredentialRequestOptionsJSON;
}

const send = ({ challengeId, factorToken }: Waiting, assertion: unknown, more = {}, at = service) =>
  at.post("/otp/passkeys/verify", { challengeId, factorToken, assertion, ...more });

async function prove(waiting: Waiting, passkey: SoftPasskey, told: Told = {}, at = service) {
  return send(waiting, passkey.get(await optionsOf(waiting, at), told), {}, at);
}

describe("a sign-in that takes two steps", () => {
  it("is complete with a passkey, and its tokens say both", async () => {
    const { address, passkey, subject } = await withBoth();
    const waiting = await proved(address);
    expect(waiting.factors).toEqual(["passkey", "totp"]);
    const answer = await send(waiting, passkey.get(await optionsOf(waiting)), { remember: true });
    expect(answer.body).toMatchObject({ status: "approved", subject, deviceToken: expect.anything() });
    expect(decodeJwt(String(answer.body.token)).amr).toEqual(["otp", "pop", "user", "mfa"]);
    expect(answer.headers.getSetCookie().join()).toContain("latchkey-session=");
    await service.settled();
    const authorization = `Bearer ${String(answer.body.sessionToken)}`;
    const { body } = await service.get("/otp/passkeys", { authorization });
    expect(body).toMatchObject({ passkeys: [{ lastUsedAt: expect.anything() }], mayChange: true });
    // A code was typed as well: what it makes known is known.
    service.clock.advance(31);
    const { deviceToken } = answer.body;
    const { challengeId, code } = await service.challenge(address, { deviceToken });
    const { body: again } = await service.post("/otp/verify", { challengeId, code });
    const next = { challengeId, factorToken: String(again.factorToken), factors: [] };
    const known = await send(next, passkey.get(await optionsOf(next)), { remember: true });
    expect([known.status, known.body.deviceToken]).toEqual([200, undefined]);
  });

  it("takes no passkey that was asked for otherwise, says otherwise, or is another user's", async () => {
    const { address, passkey } = await withBoth();
    const other = await withBoth();
    const [waiting, second] = [await proved(address), await proved(address)];
    const options = await optionsOf(waiting);
    const wrong = [
      passkey.get(await optionsOf(second)),
      passkey.get((await begin(service)).publicKey),
      other.passkey.get(options),
      passkey.get(options, { origin: OTHER_ORIGIN }),
      passkey.get(options, { origin: "https://evil.example" }),
      passkey.get(options, { crossOrigin: true }),
      passkey.get(options, { userVerified: false }),
    ];
    for (const assertion of wrong)
      expect(problemOf(await send(waiting, assertion))).toEqual([401, "incorrect-passkey"]);
    // Another user's, in the name of this one.
    const { userHandle } = passkey.get(options).response;
    const lent = other.passkey.get(options, { userHandle: userHandle ?? "" });
    expect(problemOf(await send(waiting, lent))).toEqual([404, "not-found"]);
    // None of them has cost an attempt.
    const { body } = await service.post("/otp/status", { challengeId: waiting.challengeId });
    expect(body).toMatchObject({ status: "proved", attemptsLeft: 5 });
    expect((await prove(waiting, passkey)).status).toBe(200);
  });

  it("takes no passkey whose count went back", async () => {
    const { address, passkey } = await withBoth();
    expect((await prove(await proved(address), passkey, { counter: 40 })).status).toBe(200);
    await service.settled();
    const waiting = await proved(address);
    for (const counter of [40, 39])
      expect(problemOf(await prove(waiting, passkey, { counter }))).toEqual([401, "incorrect-passkey"]);
    expect((await prove(waiting, passkey, { counter: 41 })).status).toBe(200);
  });

  it("is completed once, however often and by however many the same assertion is shown", async () => {
    const { address, passkey } = await withBoth();
    const waiting = await proved(address);
    const assertion = passkey.get(await optionsOf(waiting));
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(waiting, assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(problemOf(await send(waiting, assertion))).toEqual([410, "challenge-used"]);
    expect(problemOf(await send(await proved(address), assertion))).toEqual([401, "incorrect-passkey"]);
  });

  it("takes a passkey from who has sent the right code alone, and while it waits", async () => {
    const { address, passkey } = await withBoth();
    const [waiting, other] = [await proved(address), await proved(address)];
    const assertion = passkey.get(await optionsOf(waiting));
    const { challengeId, factorToken } = waiting;
    for (const token of ["made-up", other.factorToken])
      expect(problemOf(await send({ ...waiting, factorToken: token }, assertion))).toEqual([
        404,
        "challenge-not-found",
      ]);
    for (const [body, path] of [
      [{ challengeId }, "factorToken"],
      [{ factorToken }, "challengeId"],
      [{ challengeId, factorToken, verifier: "v".repeat(43) }, "verifier"],
    ] as const) {
      const answer = await service.post("/otp/passkeys/verify", { assertion, ...body });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ path }]]);
    }
    service.clock.advance(300);
    expect(problemOf(await send(waiting, assertion))).toEqual([410, "challenge-expired"]);
  });

  it("makes its browser known for guesses, so that those of strangers do not refuse its authenticator", async () => {
    const user = await withBoth();
    const waiting = await proved(user.address);
    const signedIn = await send(waiting, user.passkey.get(await optionsOf(waiting)), { remember: true });
    await service.settled();
    await guessedAway(service, user.subject);
    const guess = async (deviceToken?: unknown) => {
      const { challengeId, factorToken } = await proved(user.address, service, { deviceToken });
      const answer = { challengeId, factorToken, factor: "totp", code: user.shows() };
      return (await service.post("/otp/factor", answer)).status;
    };
    expect(await guess()).toBe(403);
    expect(await guess(signedIn.body.deviceToken)).toBe(200);
  });

  it("takes a passkey after twenty wrong codes of authenticators", async () => {
    const user = await withBoth();
    const guess = ({ challengeId, factorToken }: Waiting, code: string) =>
      service.post("/otp/factor", { challengeId, factorToken, factor: "totp", code });
    for (let round = 0; round < 4; round += 1) {
      const guessed = await proved(user.address);
      for (let wrong = 0; wrong < 5; wrong += 1) await guess(guessed, user.wrong());
      service.clock.advance(3600);
    }
    const waiting = await proved(user.address);
    const refused = await guess(waiting, user.shows());
    expect([...problemOf(refused), refused.body.factors]).toEqual([403, "too-many-attempts", ["passkey"]]);
    expect((await prove(waiting, user.passkey)).status).toBe(200);
  });
});

describe("a user who has passkeys alone", () => {
  it("signs in by the code where two steps are optional", async () => {
    const user = await signedIn(service);
    await enrol(service, user);
    service.clock.advance(31);
    const { body } = await service.post("/otp/verify", await service.challenge(user.address));
    expect(body.status).toBe("approved");
  });

  it("signs in by code and passkey where they are required, or by passkey, and enrols by no code", async () => {
    const required = await startTestService({ secondFactor: "required", factors: PASSKEYS });
    const address = "anna@example.com";
    const app = await enrolApp(required, {}, await newcomer(required, address));
    const approval = app.answer.body.approval as Record<string, unknown>;
    const authorization = { authorization: `Bearer ${String(approval.sessionToken)}` };
    const { passkey } = await enrol(required, { authorization });
    const removed = { id: app.id };
    expect((await required.post("/otp/account/factors/totp/remove", removed, authorization)).status).toBe(
      200,
    );
    const waiting = await proved(address, required);
    expect(waiting.factors).toEqual(["passkey"]);
    const { challengeId, factorToken } = waiting;
    const begun = await required.post("/otp/account/factors/totp", { challengeId, factorToken });
    expect(problemOf(begun)).toEqual([401, "no-session"]);
    expect((await prove(waiting, passkey, {}, required)).body).toMatchObject({ status: "approved" });
    expect((await signInBy(required, passkey)).status).toBe(200);
  });
});

async function newcomer(at: TestService, address: string) {
  const { challengeId, factorToken } = await proved(address, at);
  return { challengeId, factorToken };
}
