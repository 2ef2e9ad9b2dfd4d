import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { accountOf, anAddress, bearer, FACTORS, problemOf } from "../../support/account-user.ts";
import { beginApp, enrolApp } from "../../support/authenticator-app.ts";
import { softPasskey } from "../../support/authenticator.ts";
import { creationOptions } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

jest.setTimeout(120_000);

const SETTINGS = { secondFactor: "optional", factors: { passkeys: "on" } };
const CONFIRM = `${FACTORS}/totp/confirm`;

type Headers = Record<string, string> & { authorization: string };

/** An owner who is signed in, and a thief who has read a code in the mailbox since, and has begun all that can be begun. */
async function beside(service: TestService) {
  const { signIn, begin, remove, renew, shown } = accountOf(() => service);
  const address = anAddress();
  const mine = await signIn(address);
  const stolen = await signIn(address);
  const headers = stolen.headers as Headers;
  const { enrolment, shows } = await beginApp(service, headers);
  const options = await creationOptions(service, { authorization: headers });
  const registration = softPasskey({ origin: service.url }).create(options);
  return {
    ...{ address, owner: mine.headers as Headers, thief: headers },
    factors: () => shown(mine.headers),
    confirm: (more = {}, as: Record<string, string> = headers) =>
      service.post(CONFIRM, { enrolment, code: shows(), ...more }, as),
    /** Whatever changes factors, tried with the thief's session. */
    async tryAll(id: string) {
      const tried = [
        await begin(headers),
        await service.post(CONFIRM, { enrolment, code: shows() }, headers),
        await service.post("/otp/passkeys/options", { purpose: "enrolment" }, headers),
        await service.post("/otp/passkeys", { registration }, headers),
        await remove(id, headers),
        await renew(headers),
      ];
      return tried.map(problemOf);
    },
  };
}

describe("a thief who reads the mailbox, and has begun to enrol before the owner does", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService(SETTINGS);
  });

  it("is signed out by the owner's enrolment, and adds, removes and renews nothing", async () => {
    const { owner, tryAll, factors } = await beside(service);
    const { id } = await enrolApp(service, owner);
    for (const problem of await tryAll(id)) expect(problem).toEqual([401, "no-session"]);
    expect(await factors()).toMatchObject({
      ...{ authenticators: [{ id }], passkeys: [], backupCodesLeft: 10 },
    });
  });

  it("does not bring what was begun into a sign-in whose code they read later", async () => {
    const { address, owner, confirm, factors } = await beside(service);
    const { id } = await enrolApp(service, owner);
    service.clock.advance(31);
    const { challengeId, code } = await service.challenge(address);
    const { status, factorToken } = (await service.post("/otp/verify", { challengeId, code })).body;
    expect(status).toBe("factor-required");
    expect(problemOf(await confirm({ challengeId, factorToken }, {}))).toEqual([401, "no-session"]);
    expect(await factors()).toMatchObject({ authenticators: [{ id }] });
  });

  it("enrols or does not where both confirm at once: one authenticator, and the other session is over", async () => {
    for (let round = 0; round < 2; round++) {
      const { owner, thief, confirm, factors } = await beside(service);
      const { enrolment, shows } = await beginApp(service, owner);
      const [mine, theirs] = await Promise.all([
        service.post(CONFIRM, { enrolment, code: shows() }, owner),
        confirm(),
      ]);
      const answers = [mine.status, theirs.status];
      expect(answers.filter((status) => status === 201)).toHaveLength(1);
      const won = mine.status === 201 ? mine : theirs;
      const { sessionToken } = won.body.approval as { sessionToken: string };
      for (const headers of [owner, thief])
        expect((await service.get("/otp/session", headers)).status).toBe(401);
      owner.authorization = bearer(sessionToken).authorization;
      expect(await factors()).toMatchObject({ authenticators: [{}], backupCodesLeft: 10 });
    }
  });
});

describe("a thief whose session the table failed to end", () => {
  it("has proved no factor in it, and changes nothing", async () => {
    const service = await startTestService(SETTINGS, {
      override: ({ storage }) => ({
        storage: {
          ...storage,
          challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
            list: () => Promise.reject(new Error("the table does not answer")),
          }),
        },
      }),
    });
    const { owner, thief, tryAll, factors } = await beside(service);
    const { id, answer } = await enrolApp(service, owner);
    expect(answer.body.othersEnded).toBe(false);
    expect((await service.get("/otp/session", thief)).status).toBe(200);
    for (const problem of await tryAll(id)) expect(problem).toEqual([403, "proof-too-old"]);
    expect(await factors()).toMatchObject({
      ...{ authenticators: [{ id }], passkeys: [], backupCodesLeft: 10 },
    });
  });
});
