import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { accountOf, FACTORS, problemOf } from "../../support/account-user.ts";
import { beginApp, enrolApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { inDigitsOf } from "../../unit/typed-builders.ts";

jest.setTimeout(120_000);

/** Reports about other products, each named with its source: which codes people typed, and what is right. */
const ARABIC = "\u0660";
const FULL_WIDTH = "\uff10";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});
const { signIn, signInWith, shown, renew } = accountOf(() => service);

/** A user with two steps. @param codes how many backup codes */
async function enrolled(codes = 0) {
  const { address, headers, body } = await signIn();
  return { ...(await enrol(service, String(body.subject), codes)), address, headers };
}

/** A challenge of theirs whose code was right. */
async function proved(address: string) {
  service.clock.advance(31);
  const { body } = await service.post("/otp/verify", await service.challenge(address));
  expect(body.status).toBe("factor-required");
  const { challengeId, factorToken } = body;
  return { challengeId, factorToken };
}
const prove = (waiting: object, factor: string, code: string) =>
  service.post("/otp/factor", { ...waiting, factor, code });

/** What an authenticator shows whose clock is wrong by so many seconds. */
function shownAt({ shows }: { shows(): string }, seconds: number): string {
  service.clock.advance(seconds);
  const code = shows();
  service.clock.advance(-seconds);
  return code;
}

const OTHERS = [-3600, -90, -60, 30, 60, 3600];

describe("the code that an authenticator shows", () => {
  it.each<[string, (code: string) => string]>([
    ["in two halves (cds-snc/covid-alert-portal#319)", (code) => `${code.slice(0, 3)} ${code.slice(3)}`],
    ["with a dash", (code) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["in Arabic digits", (code) => inDigitsOf(ARABIC, code)],
    ["in full width", (code) => inDigitsOf(FULL_WIDTH, code)],
    ["with what is copied along", (code) => `\u200b${code}\u00a0\n`],
  ])("%s signs in", async (_, typed) => {
    const user = await enrolled();
    const { status, text } = await signInWith(user.address, "totp", () => typed(user.shows()));
    expect([status, text]).toEqual([200, text]);
  });

  it("counts in its step and the next one, not before and no later (leodip/goiabada#142, lobsters#1948)", async () => {
    const user = await enrolled();
    for (const seconds of OTHERS) {
      const wrong = await prove(await proved(user.address), "totp", shownAt(user, seconds));
      expect([seconds, ...problemOf(wrong), wrong.body.attemptsLeft]).toEqual([
        seconds,
        401,
        "incorrect-code",
        4,
      ]);
      service.clock.advance(3600);
    }
    expect((await prove(await proved(user.address), "totp", shownAt(user, -30))).status).toBe(200);
    expect((await prove(await proved(user.address), "totp", user.shows())).status).toBe(200);
  });

  it("does not count again where the service's own clock goes back", async () => {
    const user = await enrolled();
    expect((await prove(await proved(user.address), "totp", user.shows())).status).toBe(200);
    const waiting = await proved(user.address);
    service.clock.advance(-61);
    for (const seconds of [0, -30])
      expect((await prove(waiting, "totp", shownAt(user, seconds))).status).toBe(401);
    service.clock.advance(61);
    expect((await prove(waiting, "totp", user.shows())).status).toBe(200);
  });

  it("confirms its set-up a step later too (home-assistant#181369), and is no code of a sign-in then (hanko#2723)", async () => {
    const { headers, address } = await signIn();
    const { enrolment, shows } = await beginApp(service, headers);
    const code = shows();
    service.clock.advance(30);
    const confirmed = await service.post(`${FACTORS}/totp/confirm`, { enrolment, code }, headers);
    expect(confirmed.status).toBe(201);
    service.clock.advance(-31);
    const waiting = await proved(address);
    expect(problemOf(await prove(waiting, "totp", code))).toEqual([401, "incorrect-code"]);
    expect((await prove(waiting, "totp", shows())).status).toBe(200);
  });

  it("counts once, in a session as in a sign-in (zitadel#6452), and at once as one after the other (nebula-mesh#237)", async () => {
    const user = await enrolled();
    const [one, two, three] = [
      await proved(user.address),
      await proved(user.address),
      await proved(user.address),
    ];
    const code = user.shows();
    const answers = await Promise.all([one, two, three].map((waiting) => prove(waiting, "totp", code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    const { sessionToken } = answers.find(({ status }) => status === 200)?.body ?? {};
    const authorization = `Bearer ${String(sessionToken)}`;
    const raised = await service.post("/otp/factor", { factor: "totp", code }, { authorization });
    expect(problemOf(raised)).toEqual([401, "incorrect-code"]);
  });

  it("of another authenticator of the same user counts in the same step (JanssenProject/jans#14971)", async () => {
    const { address, ...user } = await enrolled();
    const raised = await signInWith(address, "totp", user.shows);
    const headers = { authorization: `Bearer ${String(raised.body.sessionToken)}` };
    const other = await enrolApp(service, headers);
    const [one, two] = [await proved(address), await proved(address)];
    expect((await prove(one, "totp", user.shows())).status).toBe(200);
    expect((await prove(two, "totp", other.shows())).status).toBe(200);
  });
});

describe("a backup code", () => {
  it.each<[string, (code: string) => string]>([
    ["in small letters (18F/identity-idp#1254)", (code) => code.toLowerCase()],
    ["with spaces (silverstripe-mfa#435)", (code) => code.replaceAll("-", " ")],
    ["without dashes (laravel-auth-bladebones#4)", (code) => code.replaceAll("-", "")],
    [
      "with O for 0 and l for 1 (authgear-server#136)",
      (code) => code.slice(0, 2) + code.slice(2).replaceAll("0", "O").replaceAll("1", "l"),
    ],
    ["with a full stop (NeosPublic#2528)", (code) => `${code}.`],
    ["with dashes of a word processor", (code) => code.replaceAll("-", "\u2013")],
    ["with a bracket behind its number", (code) => code.replace("-", ") ")],
    ["with a full stop behind its number", (code) => code.replace("-", ". ")],
    ["with a colon behind its number", (code) => code.replace("-", ": ")],
    ["with a mark before its number", (code) => `#${code.replace("-", " ")}`],
    ["with its number in brackets", (code) => `(${code.replace("-", ") ")}`],
    ["as a line of a numbered list", (code) => `1. ${code}`],
    ["with its number in Arabic", (code) => inDigitsOf(ARABIC, code.slice(0, 1)) + code.slice(1)],
  ])("%s signs in", async (_, typed) => {
    const user = await enrolled(1);
    const { status, text } = await signInWith(user.address, "backup-code", () =>
      typed(user.backupCodes[0] ?? ""),
    );
    expect([status, text]).toEqual([200, text]);
  });

  it("costs no attempt where it is none: without its number, cut off, or two at once", async () => {
    const user = await enrolled(2);
    const waiting = await proved(user.address);
    const [one = "", two = ""] = user.backupCodes;
    for (const typed of [one.slice(2), one.slice(0, -1), `${one}\n${two}`, "", "7", "#7"])
      expect((await prove(waiting, "backup-code", typed)).status).toBe(400);
    expect((await service.post("/otp/status", { challengeId: waiting.challengeId })).body).toMatchObject({
      attemptsLeft: 5,
    });
    expect((await prove(waiting, "backup-code", one)).status).toBe(200);
  });

  it("counts once, however many sign-ins it is typed in at once (nebula-mesh#237)", async () => {
    const user = await enrolled(1);
    const waiting = [await proved(user.address), await proved(user.address), await proved(user.address)];
    const [code = ""] = user.backupCodes;
    const answers = await Promise.all(waiting.map((one) => prove(one, "backup-code", code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it("stays good however often its owner looks (wporg-two-factor#244), and is void with new ones, of which there are ten (otlio#170)", async () => {
    const { headers, address } = await signIn();
    const { backupCodes, shows } = await enrolApp(service, headers);
    for (let look = 0; look < 3; look++) {
      expect(await shown(headers)).toMatchObject({ backupCodesLeft: 10 });
      expect(JSON.stringify(await shown(headers))).not.toContain(backupCodes[0]?.slice(2));
    }
    const [first = "", second = ""] = backupCodes;
    expect((await signInWith(address, "backup-code", () => first)).status).toBe(200);
    service.clock.advance(31);
    const raised = await service.post("/otp/factor", { factor: "totp", code: shows() }, headers);
    const fresh = await renew({ authorization: `Bearer ${String(raised.body.sessionToken)}` });
    expect(fresh.body.backupCodes).toHaveLength(10);
    expect((await signInWith(address, "backup-code", () => second)).status).toBe(401);
    const [next = ""] = fresh.body.backupCodes as string[];
    expect((await signInWith(address, "backup-code", () => next)).status).toBe(200);
  });
});
