import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { enrol, type EnrolledUser } from "../../support/enrolled.ts";
import { factorTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});

let serial = 0;
const somebody = () => `factor${++serial}@example.com`;

/** A user who signs in with two steps. */
async function enrolled(codes = 1): Promise<EnrolledUser & { readonly address: string }> {
  const address = somebody();
  const challenge = await service.challenge(address);
  const { body } = await service.post("/otp/verify", challenge);
  return { ...(await enrol(service, String(body.subject), codes)), address };
}

/** What names a challenge that waits for its second factor. */
interface Waiting {
  readonly challengeId: string;
  readonly factorToken: string;
}

/** A challenge of theirs whose code was right. */
async function proved(address: string): Promise<Waiting> {
  service.clock.advance(31);
  const challenge = await service.challenge(address);
  const { body } = await service.post("/otp/verify", challenge);
  expect(body.status).toBe("factor-required");
  return { challengeId: challenge.challengeId, factorToken: String(body.factorToken) };
}

const prove = (waiting: Waiting, factor: string, code: string, more = {}) =>
  service.post("/otp/factor", { ...waiting, factor, code, ...more });

const problem = (name: string) => `urn:latchkey:problem:${name}`;

describe("a sign-in of a user who has turned on two steps", () => {
  it("gives no token for the code alone, and says what is to be proved", async () => {
    const { address } = await enrolled();
    service.clock.advance(31);
    const challenge = await service.challenge(address);
    const answer = await service.post("/otp/verify", challenge);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: "factor-required",
      challengeId: challenge.challengeId,
      factorToken: await factorTokenOf(service.services, challenge.challengeId),
      factors: ["totp", "backup-code"],
      attemptsLeft: 5,
      expiresIn: 300,
    });
    expect(answer.headers.get("set-cookie")).toBeNull();
    const again = await service.post("/otp/verify", challenge);
    expect(again.body).toEqual(answer.body);
    const status = await service.post("/otp/status", { challengeId: challenge.challengeId });
    expect(status.body).toMatchObject({ status: "proved", attemptsLeft: 5 });
  });

  it("is complete with the code that the authenticator shows, and says so in its tokens", async () => {
    const user = await enrolled();
    const waiting = await proved(user.address);
    const { status, body } = await prove(waiting, "totp", ` ${user.shows().replace(/(...)/, "$1 ")}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "approved", subject: user.subject });
    expect(decodeJwt(String(body.token))).toMatchObject({ amr: ["otp", "mfa"], sub: user.subject });
    const session = await service.get("/otp/session", {
      authorization: `Bearer ${String(body.sessionToken)}`,
    });
    expect(session.body).toMatchObject({ active: true, amr: ["otp", "mfa"] });
    expect((await prove(waiting, "totp", user.shows())).body.type).toBe(problem("challenge-used"));
  });

  it("takes each code of the authenticator once, and none of a step before one that was used", async () => {
    const user = await enrolled();
    const first = await proved(user.address);
    const code = user.shows();
    expect((await prove(first, "totp", code)).status).toBe(200);
    const second = await proved(user.address);
    expect((await prove(second, "totp", code)).body).toMatchObject({
      ...{ type: "urn:latchkey:problem:incorrect-code", attemptsLeft: 4 },
    });
    expect((await prove(second, "totp", user.shows())).status).toBe(200);
  });

  it("takes a backup code once, in any spelling, and never one of another number", async () => {
    const user = await enrolled(2);
    const [one = "", two = ""] = user.backupCodes;
    const first = await proved(user.address);
    expect((await prove(first, "backup-code", `2${one.slice(1)}`)).status).toBe(401);
    expect((await prove(first, "backup-code", one.toLowerCase().replaceAll("-", " "))).status).toBe(200);
    const second = await proved(user.address);
    expect((await prove(second, "backup-code", one)).status).toBe(401);
    expect((await prove(second, "backup-code", two)).status).toBe(200);
  });

  it("takes five guesses, and what is no code at all costs none", async () => {
    const user = await enrolled();
    const waiting = await proved(user.address);
    expect((await prove(waiting, "totp", "12345")).status).toBe(400);
    expect((await prove(waiting, "backup-code", "123456")).status).toBe(400);
    expect((await prove(waiting, "passkey", "123456")).status).toBe(400);
    for (const left of [4, 3, 2, 1, 0])
      expect((await prove(waiting, "totp", user.wrong())).body).toMatchObject({ attemptsLeft: left });
    expect((await prove(waiting, "totp", user.shows())).body.type).toBe(problem("too-many-attempts"));
  });

  it("is over after five minutes, and takes no factor before its code", async () => {
    const user = await enrolled();
    service.clock.advance(31);
    const { challengeId } = await service.challenge(user.address);
    const pending = { challengeId, factorToken: await factorTokenOf(service.services, challengeId) };
    expect((await prove(pending, "totp", user.shows())).status).toBe(400);
    const late = await proved(user.address);
    service.clock.advance(300);
    expect((await prove(late, "totp", user.shows())).body.type).toBe(problem("challenge-expired"));
  });

  it("is canceled by the link of its message, and by signing out everywhere", async () => {
    const user = await enrolled();
    const first = await proved(user.address);
    const [mail] = service.inbox.list(user.address);
    const t = /[?&]t=([\w-]+)/.exec(mail?.text ?? "")?.[1];
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    expect((await prove(first, "totp", user.shows())).body.type).toBe(problem("challenge-canceled"));
    const session = await prove(await proved(user.address), "totp", user.shows());
    const waiting = await proved(user.address);
    const authorization = `Bearer ${String(session.body.sessionToken)}`;
    expect((await service.post("/otp/logout", { all: true }, { authorization })).status).toBe(204);
    expect((await prove(waiting, "totp", user.shows())).body.type).toBe(problem("challenge-canceled"));
  });

  it("takes no more codes of authenticators after twenty wrong ones, and a backup code all the same", async () => {
    const user = await enrolled();
    for (let round = 0; round < 4; round++) {
      const waiting = await proved(user.address);
      for (let guess = 0; guess < 5; guess++)
        expect((await prove(waiting, "totp", user.wrong())).status).toBe(401);
      service.clock.advance(3600);
    }
    const waiting = await proved(user.address);
    const refused = await prove(waiting, "totp", user.shows());
    expect(refused).toMatchObject({ status: 403, body: { factors: ["backup-code"] } });
    expect((await prove(waiting, "backup-code", user.backupCodes[0] ?? "")).status).toBe(200);
  });

  it("takes back its own wrong guesses with the right one, and no others", async () => {
    const user = await enrolled();
    const others = await proved(user.address);
    for (let guess = 0; guess < 3; guess++) await prove(others, "totp", user.wrong());
    const own = await proved(user.address);
    await prove(own, "totp", user.wrong());
    await prove(own, "totp", user.wrong());
    expect((await prove(own, "totp", user.shows())).status).toBe(200);
    const item = await factorsOf(user.subject);
    expect(item?.counts.strangers.failures).toBe(3);
  });

  it("counts by itself what is guessed on a device in which a factor was proved", async () => {
    const user = await enrolled();
    const first = await proved(user.address);
    const { body } = await prove(first, "totp", user.shows(), { remember: true });
    expect(body).toHaveProperty("deviceToken");
    await service.settled();
    service.clock.advance(31);
    const { challengeId, code } = await service.challenge(user.address, { deviceToken: body.deviceToken });
    const { factorToken } = (await service.post("/otp/verify", { challengeId, code })).body;
    await prove({ challengeId, factorToken: String(factorToken) }, "totp", user.wrong());
    expect((await factorsOf(user.subject))?.counts).toMatchObject({
      known: { failures: 1 },
      strangers: { failures: 0 },
    });
  });

  it("is ended from behind where they were turned on between its request and its code", async () => {
    const address = somebody();
    const earlier = await service.challenge(address);
    const { body: first } = await service.post("/otp/verify", earlier);
    await service.settled();
    service.clock.advance(31);
    const racing = await service.challenge(address);
    service.clock.advance(5);
    await enrol(service, String(first.subject), 0);
    const { body } = await service.post("/otp/verify", racing);
    expect(body.status).toBe("approved");
    await service.settled();
    const ask = ({ sessionToken }: typeof body) =>
      service.get("/otp/session", { authorization: `Bearer ${String(sessionToken)}` });
    expect((await ask(body)).status).toBe(401);
    // One from before is for the enrolment to end, which knows in which session it was made.
    expect((await ask(first)).status).toBe(200);
  });

  it("obeys for every purpose", async () => {
    const user = await enrolled();
    service.clock.advance(31);
    const challenge = await service.challenge(user.address, { purpose: "change-address" });
    const { challengeId } = challenge;
    const { status, factorToken } = (await service.post("/otp/verify", challenge)).body;
    expect(status).toBe("factor-required");
    const { body } = await prove({ challengeId, factorToken: String(factorToken) }, "totp", user.shows());
    expect(body).toMatchObject({ status: "approved" });
    expect(body).not.toHaveProperty("sessionToken");
  });
});

async function factorsOf(subject: string) {
  const { storage, keys } = service.services;
  return storage.factors.read(subjectKey(await keys.recipient(), subject), service.clock.now());
}

describe("a sign-in of everybody else", () => {
  it("takes one step where two are optional", async () => {
    const challenge = await service.challenge(somebody());
    expect((await service.post("/otp/verify", challenge)).body).toMatchObject({ status: "approved" });
  });

  it("asks those who have nothing to enrol where two are required", async () => {
    const required = await startTestService({ secondFactor: "required" });
    const challenge = await required.challenge();
    expect((await required.post("/otp/verify", challenge)).body).toMatchObject({
      ...{ status: "factor-required", factors: [] },
    });
  });

  it("has no address for a factor where there is none", async () => {
    const off = await startTestService();
    const answer = await off.post("/otp/factor", {
      challengeId: "x",
      factorToken: "x",
      factor: "totp",
      code: "123456",
    });
    // Only the page of a link is below `/otp/`, by GET.
    expect(answer.status).toBe(405);
  });
});
