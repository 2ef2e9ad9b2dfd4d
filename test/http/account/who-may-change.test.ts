import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { accountOf, bearer, FACTORS, problemOf } from "../../support/account-user.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Each enrolment makes ten slow hashes, of 32 MiB each. */
jest.setTimeout(120_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});

const { signIn, shown, begin, remove, renew } = accountOf(() => service);

describe("factors are changed by no one", () => {
  it("whose code was typed ten minutes ago", async () => {
    const { headers } = await signIn();
    service.clock.advance(600);
    expect(problemOf(await begin(headers))).toEqual([403, "proof-too-old"]);
    expect(await shown(headers)).toMatchObject({ mayChange: false });
  });

  it("who proved a factor ten minutes ago", async () => {
    const { headers } = await signIn();
    const { id } = await enrolApp(service, headers);
    service.clock.advance(600);
    for (const answer of [await begin(headers), await remove(id, headers), await renew(headers)])
      expect(problemOf(answer)).toEqual([403, "proof-too-old"]);
    expect(await shown(headers)).toMatchObject({ authenticators: [{}], mayChange: false });
  });

  it("who reads the mailbox alone: the code opens no session, and its challenge enrols nothing", async () => {
    const { address, headers } = await signIn();
    const { id } = await enrolApp(service, headers);
    service.clock.advance(31);
    const challenge = await service.challenge(address);
    const { factorToken } = (await service.post("/otp/verify", challenge)).body;
    const { challengeId } = challenge;
    const begun = await service.post(`${FACTORS}/totp`, { challengeId, factorToken });
    expect(problemOf(begun)).toEqual([401, "no-session"]);
    const confirmed = { challengeId, factorToken, enrolment: "0.AAAA", code: "123456" };
    expect(problemOf(await service.post(`${FACTORS}/totp/confirm`, confirmed))).toEqual([401, "no-session"]);
    expect(problemOf(await remove(id, {}))).toEqual([401, "no-session"]);
    expect(await shown(headers)).toMatchObject({ authenticators: [{ id }] });
  });

  it("with an access token, or with none", async () => {
    const { body } = await signIn();
    for (const headers of [bearer(body.token), {}] as Record<string, string>[])
      for (const answer of [
        await service.get(FACTORS, headers),
        await begin(headers),
        await service.post(`${FACTORS}/totp/confirm`, { enrolment: "0.AAAA", code: "123456" }, headers),
        await remove("A".repeat(22), headers),
        await renew(headers),
      ])
        expect(problemOf(answer)).toEqual([401, "no-session"]);
  });

  it("from another site, whose user's cookie comes along", async () => {
    const { body } = await signIn();
    const cookie = `latchkey-session=${String(body.sessionToken)}`;
    for (const site of ["cross-site", "same-site"]) {
      const headers = { cookie, "sec-fetch-site": site };
      for (const answer of [
        await begin(headers),
        await service.post(`${FACTORS}/totp/confirm`, { enrolment: "0.AAAA", code: "123456" }, headers),
        await remove("A".repeat(22), headers),
        await renew(headers),
      ])
        expect(problemOf(answer)).toEqual([403, "forbidden-origin"]);
    }
    const own = { cookie, "sec-fetch-site": "same-origin" };
    expect((await enrolApp(service, own)).backupCodes).toHaveLength(10);
  });

  it("of another user, by an id that was seen", async () => {
    const [anna, bert] = [await signIn(), await signIn()];
    const { id } = await enrolApp(service, anna.headers);
    expect(problemOf(await remove(id, bert.headers))).toEqual([404, "not-found"]);
    expect(await shown(anna.headers)).toMatchObject({ authenticators: [{ id }] });
  });
});
