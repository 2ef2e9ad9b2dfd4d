import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { accountOf, anAddress, bearer, FACTORS, problemOf } from "../../support/account-user.ts";
import { ALL_CLIENTS } from "../../support/app.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol } from "../../support/enrolled.ts";
import { enrol as enrolPasskey } from "../../support/passkey-user.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

jest.setTimeout(120_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ secondFactor: "optional", factors: { passkeys: "on" }, ...ALL_CLIENTS },
  });
});

const { signIn, signInWith, remove, renew, shown } = accountOf(() => service);

type Headers = Record<string, string> & { authorization: string };

/** A session in which a factor was proved, and an app that was granted something of it. */
async function proved(address: string, shows: () => string, scope: string) {
  const { body } = await signInWith(address, "totp", shows);
  const browser = person(service);
  browser.cookies.set("latchkey-session", String(body.sessionToken));
  const app = await signInToStay(service, "", { browser, scope });
  await service.settled();
  return { headers: bearer(body.sessionToken) as Headers, app };
}

/** A user with all factors, who changes them in one session, and what else is open of theirs. */
async function owner() {
  const address = anAddress();
  const { body } = await signIn(address);
  const user = await enrol(service, String(body.subject), 2);
  const own = await proved(address, user.shows, "openid email");
  const { answer } = await enrolPasskey(service, { authorization: own.headers });
  const others = [
    await proved(address, user.shows, "openid email"),
    await proved(address, user.shows, "openid email offline_access"),
  ];
  // What outlives a plain sign-out is ended all the same.
  const signedOut = await proved(address, user.shows, "openid email offline_access");
  await service.post("/otp/logout", {}, signedOut.headers);
  service.clock.advance(31);
  const challenge = await service.challenge(address);
  await service.post("/otp/verify", challenge);
  service.clock.advance(31);
  const pending = await service.challenge(address);
  const statusOf = async ({ challengeId }: typeof pending) =>
    (await service.post("/otp/status", { challengeId })).body.status;
  return {
    ...{ ...user, address, own, passkey: String(answer.body.id) },
    /** Which sessions, grants and challenges are left. */
    async left() {
      await service.settled();
      const isOpen = async ({ headers }: typeof own) =>
        (await service.get("/otp/session", headers)).status === 200;
      const isGranted = async ({ app }: typeof own) => {
        const told = (await app.userinfo(app.first.body.access_token)).status === 200;
        const refreshed = (await app.refresh()).status === 200;
        if (told !== refreshed) throw new Error(`one is granted: userinfo ${told}, refresh ${refreshed}`);
        return told;
      };
      return {
        own: [await isOpen(own), await isGranted(own)],
        sessions: await Promise.all(others.map(isOpen)),
        grants: await Promise.all([...others, signedOut].map(isGranted)),
        challenges: [await statusOf(challenge), await statusOf(pending)],
      };
    },
  };
}

const ALL = {
  ...{ own: [true, true], sessions: [true, true], grants: [true, true, true] },
  challenges: ["proved", "pending"],
};
const OWN_ALONE = {
  ...{ own: [true, true], sessions: [false, false], grants: [false, false, false] },
  challenges: ["canceled", "canceled"],
};

type Owner = Awaited<ReturnType<typeof owner>>;
type Act = (user: Owner) => Promise<number>;

const removeFirst: Act = async ({ own }) => {
  const { authenticators } = (await shown(own.headers)) as { authenticators: { id: string }[] };
  return (await remove(authenticators[0]?.id ?? "", own.headers)).status;
};

describe("a change of a user's factors", () => {
  it.each<[string, Act]>([
    ["another authenticator", async ({ own }) => (await enrolApp(service, own.headers)).answer.status],
    ["the removal of the last authenticator", removeFirst],
    [
      "another passkey",
      async ({ own }) => (await enrolPasskey(service, { authorization: own.headers })).answer.status,
    ],
    [
      "the removal of a passkey",
      async ({ own, passkey: id }) =>
        (await service.post("/otp/passkeys/remove", { id }, own.headers)).status,
    ],
  ])("ends all but its own session and what apps have of that: %s", async (_, act) => {
    const user = await owner();
    expect([200, 201]).toContain(await act(user));
    expect(await user.left()).toEqual(OWN_ALONE);
  });

  it.each<[string, Act]>([
    ["new backup codes", async ({ own }) => (await renew(own.headers)).status],
    [
      "another name of a passkey",
      async ({ own, passkey: id }) =>
        (await service.post("/otp/passkeys/rename", { id, name: "Mine" }, own.headers)).status,
    ],
    [
      "a backup code that is used in a session",
      async ({ own, backupCodes: [code] }) => {
        const answer = await service.post("/otp/factor", { factor: "backup-code", code }, own.headers);
        own.headers.authorization = `Bearer ${String(answer.body.sessionToken)}`;
        return answer.status;
      },
    ],
  ])("ends nothing: %s", async (_, act) => {
    const user = await owner();
    expect([200, 204]).toContain(await act(user));
    expect(await user.left()).toEqual(ALL);
  });

  it("that was refused ends nothing", async () => {
    const user = await owner();
    const { headers } = user.own;
    service.clock.advance(1);
    const { body } = await service.post(`${FACTORS}/totp`, {}, headers);
    const wrong = { enrolment: body.enrolment, code: "00000x", name: "Phone" };
    for (const answer of [
      await remove("A".repeat(22), headers),
      await service.post(`${FACTORS}/totp/confirm`, wrong, headers),
      await service.post("/otp/passkeys/remove", { id: "A".repeat(43) }, headers),
    ])
      expect([400, 404]).toContain(problemOf(answer)[0]);
    expect(await user.left()).toEqual(ALL);
  });
});
