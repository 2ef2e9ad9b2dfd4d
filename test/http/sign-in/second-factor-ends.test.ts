import { beforeAll, describe, expect, it } from "@jest/globals";
import { readChallengeId } from "../../../functions/domain/challenge-id.ts";
import { factorToken as sealFactorToken } from "../../../functions/domain/factor-token.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { dispatch } from "../../../functions/flows/dispatch.ts";
import { enrol, type EnrolledUser } from "../../support/enrolled.ts";
import { cancelTokenOf, factorTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const USER = "anna@example.com";

/** A user who has signed in once, and has turned two steps on since. */
async function enrolledAt(service: TestService, user = USER): Promise<EnrolledUser> {
  const { body } = await service.post("/otp/verify", await service.challenge(user));
  const enrolled = await enrol(service, String(body.subject), 0);
  service.clock.advance(31);
  return enrolled;
}

describe("a sign-in of a user who has turned on two steps", () => {
  it("is left alone where second factors are off again, and passkeys are on", async () => {
    const service = await startTestService({ factors: { passkeys: "on" } });
    await enrolledAt(service);
    const { body } = await service.post("/otp/verify", await service.challenge(USER));
    await service.settled();
    const authorization = `Bearer ${String(body.sessionToken)}`;
    expect((await service.get("/otp/session", { authorization })).status).toBe(200);
  });

  it("is ended from behind where they were turned on while its approval was under way, and no later", async () => {
    const service = await startTestService({ secondFactor: "optional" });
    const { challenges } = service.services.storage;
    /** A sign-in by code alone, and its record of the stream, which comes once two steps are on. */
    const followed = async (address: string, seconds: number) => {
      const { challengeId, code } = await service.challenge(address);
      const { key } = await service.services.keys.current("passcode");
      const at = readChallengeId(challengeId, key);
      if (!at) throw new Error("not a challenge id of this service");
      const before = await challenges.read(at);
      const { body } = await service.post("/otp/verify", { challengeId, code });
      await service.settled();
      const after = await challenges.read(at);
      service.clock.advance(seconds);
      await enrol(service, String(body.subject), 0);
      await dispatch(service.services, { before, after });
      return challenges.read(at);
    };
    expect(await followed("while@example.com", 60)).toMatchObject({ status: "ended", endedFor: "factors" });
    expect(await followed("later@example.com", 61)).toMatchObject({ status: "approved" });
  });

  it("can be stopped by the link of its message while it waits for the second factor", async () => {
    const service = await startTestService({ secondFactor: "optional" });
    await enrolledAt(service);
    const challenge = await service.challenge(USER);
    expect((await service.post("/otp/verify", challenge)).body.status).toBe("factor-required");
    await service.settled();
    const t = /[?&]t=([\w-]+)/.exec(service.inbox.list(USER)[0]?.text ?? "")?.[1] ?? "";
    expect((await service.get(`/otp/not-me?t=${t}`)).text).toContain("This was not me");
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    const { body } = await service.post("/otp/status", { challengeId: challenge.challengeId });
    expect(body.status).toBe("canceled");
  });
});

describe("the token of a right code", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ secondFactor: "optional" });
  });

  let serial = 0;
  async function enrolled() {
    const address = `token${++serial}@example.com`;
    return { ...(await enrolledAt(service, address)), address };
  }

  interface Waiting {
    readonly challengeId: string;
    readonly factorToken: string;
  }

  async function proved(address: string): Promise<Waiting> {
    service.clock.advance(31);
    const challenge = await service.challenge(address);
    const { body } = await service.post("/otp/verify", challenge);
    return { challengeId: challenge.challengeId, factorToken: String(body.factorToken) };
  }

  const prove = (waiting: Waiting, code: string) =>
    service.post("/otp/factor", { ...waiting, factor: "totp", code });

  it("is needed with the second factor: without it the challenge is not found, and nothing is counted", async () => {
    const user = await enrolled();
    const [waiting, other] = [await proved(user.address), await proved(user.address)];
    const made = await service.services.keys.current("passcode");
    const { challengeId, factorToken } = waiting;
    const key = Buffer.from(made.key).fill(1);
    const reference = readChallengeId(challengeId, made.key);
    if (!reference) throw new Error("not a challenge id of this service");
    const wrong = [
      ...["made-up", challengeId, other.factorToken, `${factorToken}A`, factorToken.slice(0, -2)],
      ...[await cancelTokenOf(service.services, challengeId), sealFactorToken(reference, made.kid, key)],
    ];
    for (const token of wrong) {
      const refused = await prove({ challengeId, factorToken: token }, user.wrong());
      const unknown = await prove({ challengeId: "made-up", factorToken: token }, user.wrong());
      expect([refused.status, refused.body]).toEqual([404, unknown.body]);
    }
    const { status, body } = await service.post("/otp/factor", {
      challengeId,
      factor: "totp",
      code: "123456",
    });
    expect([status, body.errors]).toMatchObject([400, [{ path: "factorToken" }]]);
    expect((await service.post("/otp/status", { challengeId })).body).toMatchObject({ attemptsLeft: 5 });
    const { storage, keys } = service.services;
    const factors = await storage.factors.read(
      subjectKey(await keys.recipient(), user.subject),
      service.clock.now(),
    );
    expect(factors?.counts.strangers.failures).toBe(0);
    expect((await prove(waiting, user.shows())).status).toBe(200);
  });

  it("is given to no wrong code of a challenge that waits, whose code cannot be guessed either", async () => {
    const user = await enrolled();
    service.clock.advance(31);
    const challenge = await service.challenge(user.address);
    const { challengeId, code } = challenge;
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    const guess = async (typed: string) => {
      const { body } = await service.post("/otp/verify", { challengeId, code: typed });
      return [
        String(body.type ?? body.status)
          .split(":")
          .at(-1),
        "factorToken" in body,
      ];
    };
    for (let once = 0; once < 2; once++) expect(await guess(wrong)).toEqual(["incorrect-code", false]);
    expect(await guess(code)).toEqual(["factor-required", true]);
    for (let once = 0; once < 2; once++) expect(await guess(wrong)).toEqual(["challenge-used", false]);
    // Four wrong ones, before and after: a right one may still come.
    expect(await guess(code)).toEqual(["factor-required", true]);
    expect(await guess(wrong)).toEqual(["challenge-used", false]);
    expect(await guess(code)).toEqual(["challenge-used", false]);
  });

  it("is given twice where the same code is sent twice at once", async () => {
    const { address } = await enrolled();
    service.clock.advance(31);
    const challenge = await service.challenge(address);
    const answers = await Promise.all([1, 2, 3].map(() => service.post("/otp/verify", challenge)));
    const factorToken = await factorTokenOf(service.services, challenge.challengeId);
    for (const { body } of answers) expect(body).toMatchObject({ status: "factor-required", factorToken });
  });
});
