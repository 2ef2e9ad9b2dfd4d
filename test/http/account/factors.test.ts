import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { decodeJwt } from "jose";
import { accountOf, anAddress, bearer, FACTORS, problemOf } from "../../support/account-user.ts";
import { ALL_CLIENTS } from "../../support/app.ts";
import { authenticatorApp, beginApp, enrolApp } from "../../support/authenticator-app.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

/** Each enrolment makes ten slow hashes, of 32 MiB each. */
jest.setTimeout(120_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional", ...ALL_CLIENTS });
});

const { signIn, signInWith, shown, begin, remove, renew } = accountOf(() => service);
/** The session goes on with the token that its enrolment answered with. */
const newTokenOf = (body: Record<string, unknown> = {}) =>
  bearer((body.approval as { sessionToken: string }).sessionToken);

const isSignedIn = async (headers: Record<string, string>) =>
  (await service.get("/otp/session", headers)).status === 200;

describe("a user who turns two steps on", () => {
  it("walks from the first authenticator to its removal", async () => {
    const user = await signIn();
    expect(await shown(user.headers)).toEqual({
      ...{ twoSteps: false, authenticators: [], passkeys: [], backupCodesLeft: 0, mayChange: true },
    });
    const app = await enrolApp(service, user.headers);
    expect(app.answer.body).toEqual({
      authenticator: { id: app.id, name: "Phone", enrolledAt: expect.any(String) },
      backupCodes: app.backupCodes,
      othersEnded: true,
      approval: expect.objectContaining({ status: "approved", subject: user.body.subject }),
    });
    expect(new Set(app.backupCodes).size).toBe(10);
    expect(await shown(user.headers)).toMatchObject({
      ...{ twoSteps: true, authenticators: [{ name: "Phone" }], backupCodesLeft: 10, mayChange: true },
    });
    const { body: session } = await service.get("/otp/session", user.headers);
    expect(decodeJwt(String(session.token)).amr).toEqual(["otp", "mfa"]);

    const signedIn = await signInWith(user.address, "totp", app.shows);
    expect(signedIn.status).toBe(200);
    const [code = ""] = app.backupCodes;
    expect((await signInWith(user.address, "backup-code", () => code)).status).toBe(200);
    expect(problemOf(await signInWith(user.address, "backup-code", () => code))).toEqual([
      401,
      "incorrect-code",
    ]);
    const own = bearer(signedIn.body.sessionToken);
    expect(await shown(own)).toMatchObject({ backupCodesLeft: 9 });
    const { body: renewed } = await renew(own);
    expect(await shown(own)).toMatchObject({ backupCodesLeft: 10 });
    expect((await signInWith(user.address, "backup-code", () => app.backupCodes[1] ?? "")).status).toBe(401);
    const [fresh = ""] = renewed.backupCodes as string[];
    expect((await signInWith(user.address, "backup-code", () => fresh)).status).toBe(200);

    const gone = await remove(app.id, own);
    expect([gone.status, gone.body]).toEqual([200, { twoSteps: false, othersEnded: true }]);
    expect(problemOf(await remove(app.id, own))).toEqual([404, "not-found"]);
    expect(problemOf(await renew(own))).toEqual([404, "not-found"]);
    expect((await signIn(user.address)).body.status).toBe("approved");
  });

  it("is told by an address that authenticators read, which names the masked contact", async () => {
    const { headers, address } = await signIn();
    const { body } = await begin(headers);
    expect(body).toMatchObject({ expiresIn: 600, secret: expect.stringMatching(/^[A-Z2-7]{32}$/) });
    expect(authenticatorApp(String(body.uri)).label).not.toContain(address);
    expect(new URL(String(body.uri)).searchParams.get("secret")).toBe(body.secret);
  });

  it("has other sessions, grants and open codes ended, and keeps the own session", async () => {
    const address = anAddress();
    const thief = await signInToStay(service, address, { scope: "openid offline_access" });
    const cookie = `latchkey-session=${thief.user.cookies.get("latchkey-session") ?? ""}`;
    const own = await signIn(address);
    service.clock.advance(31);
    const open = await service.challenge(address);
    await enrolApp(service, own.headers);
    expect(await isSignedIn({ cookie })).toBe(false);
    expect((await thief.refresh()).body.error).toBe("invalid_grant");
    expect(problemOf(await service.post("/otp/verify", open))).toEqual([410, "challenge-canceled"]);
    expect(await isSignedIn(own.headers)).toBe(true);
  });

  it("keeps the devices known on which codes are asked for meanwhile", async () => {
    const known = await signIn(anAddress(), { remember: true });
    const { deviceToken } = known.body;
    service.clock.advance(31);
    await service.challenge(known.address, { deviceToken });
    await enrolApp(service, known.headers);
    await service.settled();
    service.clock.advance(31);
    await service.challenge(known.address, { deviceToken });
    const { text } = await service.get(`/_local/items?recipient=${known.address}`);
    const lanes = (JSON.parse(text) as { sk: string; lane?: string; status?: string }[])
      .filter(({ sk }) => sk.startsWith("challenge#"))
      .map(({ status, lane }) => `${status} ${lane?.split("-")[0]}`);
    expect(lanes.sort()).toEqual(["approved strangers", "canceled device", "pending device"]);
  });

  it("leaves a line for each act, with the contact's pseudonym and no key or code", async () => {
    const from = service.observed.length;
    const user = await signIn();
    const app = await enrolApp(service, user.headers);
    await renew(user.headers);
    await remove(app.id, user.headers);
    const lines = service.observed.slice(from).filter(({ fields }) => "outcome" in fields);
    const of = (event: string) => lines.find((line) => line.event === event)?.fields;
    expect(of("begin-totp")).toEqual({ outcome: "begun" });
    const line = { recipient: expect.any(String), channel: "email" };
    expect(of("confirm-totp")).toEqual({ outcome: "enrolled", factor: app.id, ...line });
    expect(of("renew-backup-codes")).toEqual({ outcome: "renewed", ...line });
    expect(of("remove-totp")).toEqual({ outcome: "removed", factor: app.id, ...line });
    for (const code of app.backupCodes) expect(JSON.stringify(lines)).not.toContain(code);
  });
});

describe("an authenticator", () => {
  it("is confirmed by what it shows, in the session where it was begun, within ten minutes, once", async () => {
    const [anna, bert] = [await signIn(), await signIn()];
    const { enrolment, shows } = await beginApp(service, anna.headers);
    const confirm = (headers: Record<string, string>, body: object = {}) =>
      service.post(`${FACTORS}/totp/confirm`, { enrolment, code: shows(), ...body }, headers);
    const pathOf = ({ body }: Awaited<ReturnType<typeof confirm>>) =>
      (body.errors as { path: string }[] | undefined)?.map(({ path }) => path);
    expect(pathOf(await confirm(bert.headers))).toEqual(["enrolment"]);
    for (const code of ["12345", "", wrong(shows())])
      expect(pathOf(await confirm(anna.headers, { code }))).toEqual(["code"]);
    for (const name of ["", "a\u202eb", "x".repeat(41)])
      expect(pathOf(await confirm(anna.headers, { name }))).toEqual(["name"]);
    expect((await shown(anna.headers)).authenticators).toEqual([]);
    const { body } = await confirm(anna.headers);
    expect(body.authenticator).toMatchObject({ name: "Authenticator" });
    expect(pathOf(await confirm(newTokenOf(body)))).toEqual(["enrolment"]);
    const late = await beginApp(service, bert.headers);
    service.clock.advance(600);
    const { enrolment: old } = late;
    const answer = await confirm(bert.headers, { enrolment: old, code: late.shows() });
    expect(problemOf(answer)).toEqual([403, "proof-too-old"]);
  });

  it("is confirmed once where that is tried at the same time, and gives one set of codes", async () => {
    const { headers } = await signIn();
    const { enrolment, shows } = await beginApp(service, headers);
    const body = { enrolment, code: shows() };
    const answers = await Promise.all(
      [1, 2, 3].map(() => service.post(`${FACTORS}/totp/confirm`, body, headers)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers) expect([201, 400, 401, 403]).toContain(answer.status);
    const now = newTokenOf(answers.find(({ status }) => status === 201)?.body);
    expect(await shown(now)).toMatchObject({ authenticators: [{}], backupCodesLeft: 10 });
  });

  it("is one of five at most, and leaves two steps on while there is another", async () => {
    const { headers } = await signIn();
    const apps = [];
    for (let count = 0; count < 5; count++) apps.push(await enrolApp(service, headers));
    expect(apps.map(({ backupCodes }) => backupCodes.length)).toEqual([10, 0, 0, 0, 0]);
    const sixth = await begin(headers);
    expect(problemOf(sixth)).toEqual([400, "invalid-request"]);
    expect((await remove(apps[0]?.id ?? "", headers)).body.twoSteps).toBe(true);
    expect(await shown(headers)).toMatchObject({ twoSteps: true, backupCodesLeft: 10 });
  });
});
