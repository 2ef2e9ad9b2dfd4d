import { describe, expect, it, jest } from "@jest/globals";
import { accountOf, anAddress, bearer } from "../../support/account-user.ts";
import { ALL_CLIENTS } from "../../support/app.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

/** Enrolling makes ten slow hashes. */
jest.setTimeout(60_000);

/** A service whose table tells nobody what a recipient has, while it is down. */
async function startService(settings: object) {
  const table = { isDown: false };
  const service = await startTestService(settings, {
    override: ({ storage }) => ({
      storage: {
        ...storage,
        challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
          list: (...of: Parameters<typeof storage.challenges.list>) =>
            table.isDown
              ? Promise.reject(new Error("the table does not answer"))
              : storage.challenges.list(...of),
        }),
      },
    }),
  });
  const isSignedIn = async (headers: Record<string, string>) =>
    (await service.get("/otp/session", headers)).status === 200;
  return { service, table, isSignedIn };
}

describe("what a change of factors could not end at once", () => {
  it("ends as soon as the table answers, with what apps were granted", async () => {
    const { service, table, isSignedIn } = await startService({ secondFactor: "optional", ...ALL_CLIENTS });
    const { signIn } = accountOf(() => service);
    const address = anAddress();
    const thief = await signInToStay(service, address, { scope: "openid offline_access" });
    const cookie = `latchkey-session=${thief.user.cookies.get("latchkey-session") ?? ""}`;
    service.clock.advance(31);
    const own = await signIn(address);
    service.clock.advance(31);
    table.isDown = true;
    const app = await enrolApp(service, own.headers);
    expect(app.answer.body).toMatchObject({ othersEnded: false });
    const { sessionToken } = app.answer.body.approval as { readonly sessionToken: string };
    expect(await isSignedIn({ cookie })).toBe(true);

    table.isDown = false;
    await service.settled();
    expect(await isSignedIn({ cookie })).toBe(false);
    expect((await thief.refresh()).body.error).toBe("invalid_grant");
    expect(await isSignedIn(bearer(sessionToken))).toBe(true);
  });

  it("ends the same where a passkey was added or removed, and what began since goes on", async () => {
    const { service, table, isSignedIn } = await startService({ factors: { passkeys: "on" } });
    const user = await signedIn(service);
    service.clock.advance(31);
    const other = await signedIn(service, user.address);
    service.clock.advance(31);
    table.isDown = true;
    const { passkey, answer } = await enrol(service, user);
    expect([answer.body.othersEnded, await isSignedIn(other.authorization)]).toEqual([false, true]);
    service.clock.advance(31);
    const proved = bearer((await signInBy(service, passkey)).body.sessionToken);
    table.isDown = false;
    await service.settled();
    expect([await isSignedIn(user.authorization), await isSignedIn(other.authorization)]).toEqual([
      true,
      false,
    ]);
    expect(await isSignedIn(proved)).toBe(true);

    service.clock.advance(31);
    table.isDown = true;
    const removed = await service.post("/otp/passkeys/remove", { id: answer.body.id }, proved);
    expect([removed.body.othersEnded, await isSignedIn(user.authorization)]).toEqual([false, true]);
    table.isDown = false;
    await service.settled();
    expect([await isSignedIn(proved), await isSignedIn(user.authorization)]).toEqual([true, false]);
  });
});

describe("a change of factors by a customer of two contacts", () => {
  it("ends what the other one has, although the apps of the first cannot be read", async () => {
    const service = await startTestService(
      { registration: "registered", factors: { passkeys: "on" } },
      {
        override: ({ storage }) => ({
          storage: {
            ...storage,
            grants: Object.assign(Object.create(storage.grants) as typeof storage.grants, {
              listOpen: () => {
                throw new Error("the table does not answer");
              },
            }),
          },
        }),
      },
    );
    const [own, other] = [anAddress(), anAddress()];
    for (const recipient of [own, other])
      await service.post("/_local/customers", { recipient, customerId: "two-contacts" });
    const beside = await signedIn(service, other);
    const user = await signedIn(service, own);
    const { answer } = await enrol(service, user);
    expect(answer.body).toMatchObject({ othersEnded: false });
    expect((await service.get("/otp/session", beside.authorization)).status).toBe(401);
    expect((await service.get("/otp/session", user.authorization)).status).toBe(200);
  });
});
