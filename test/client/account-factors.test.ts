import { execFileSync, spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { LOCAL_SERVER_KEY } from "../../bin/local/front.ts";
import {
  type AccountClient,
  type BegunTotp,
  createAccountClient,
  type WaitingSignIn,
} from "../../client/src/account.ts";
import { type Client, createClient } from "../../client/src/client.ts";
import { anAddress } from "../support/account-user.ts";
import { authenticatorApp } from "../support/authenticator-app.ts";
import { startTestService, type TestService, wrong } from "../support/service.ts";
import { approvalOf, errorOf, requiredOf, valueOf } from "./of-result.ts";

let service: TestService;
let client: Client;
let account: AccountClient;
beforeAll(async () => {
  service = await startTestService({ account: "on", secondFactor: "optional" });
  client = createClient({ baseUrl: service.url });
  account = createAccountClient({ baseUrl: service.url });
});

const hasOathtool = spawnSync("oathtool", ["--version"]).status === 0;

/** What an authenticator shows that was told the key: Debian's oathtool, or one of our own where that is not installed. */
function shownFor({ secret, uri }: BegunTotp, on = service): string {
  if (!hasOathtool) return authenticatorApp(uri).shows(on.clock.now());
  const now = new Date(on.clock.now() * 1000).toISOString().replace("T", " ").slice(0, 19);
  const options = ["--totp", "--base32", secret, "--now", `${now} UTC`];
  return execFileSync("oathtool", options, { encoding: "utf8" }).trim();
}

/** Types the code that a user was sent. */
const typeCode = async (address: string, by = client, on = service) => {
  on.clock.advance(31);
  return by.verify(await on.challenge(address));
};

/** A user with an authenticator, in the session in which it was set up. */
async function enrolled(address = anAddress()) {
  const { sessionToken } = await approvalOf(typeCode(address));
  const begun = await valueOf(account.factors.beginTotp({ credential: sessionToken }));
  const done = await valueOf(
    account.factors.confirmTotp({
      ...{ credential: sessionToken, enrolment: begun.enrolment, code: shownFor(begun), name: "Phone" },
    }),
  );
  const credential = done.approval?.sessionToken ?? "";
  return { address, old: sessionToken, credential, done, shows: () => shownFor(begun) };
}

describe("a user who sets up an authenticator by the client", () => {
  it("goes on with new tokens, ten backup codes, and two steps", async () => {
    const { old, credential, done } = await enrolled();
    expect(done).toMatchObject({ authenticator: { name: "Phone" }, othersEnded: true });
    expect(done.backupCodes).toHaveLength(10);
    expect(await errorOf(client.session(old))).toMatchObject({ type: "no-session" });
    expect(await valueOf(account.factors.list(credential))).toMatchObject({
      ...{ twoSteps: true, authenticators: [done.authenticator], backupCodesLeft: 10 },
    });
  });

  it("is told of a code that is not shown, and nothing is kept", async () => {
    const { sessionToken: credential } = await approvalOf(typeCode(anAddress()));
    const begun = await valueOf(account.factors.beginTotp({ credential }));
    const { enrolment } = begun;
    const code = wrong(shownFor(begun));
    expect(await errorOf(account.factors.confirmTotp({ credential, enrolment, code }))).toMatchObject({
      type: "invalid-request",
      errors: [{ path: "code" }],
    });
    expect(await valueOf(account.factors.list(credential))).toMatchObject({ authenticators: [] });
  });

  it("does so within the sign-in where two steps are required", async () => {
    const strict = await startTestService({ secondFactor: "required" });
    const { factors } = createAccountClient({ baseUrl: strict.url });
    const by = createClient({ baseUrl: strict.url });
    const required = await requiredOf(typeCode(anAddress(), by, strict));
    expect(required.factors).toEqual([]);
    const begun = await valueOf(factors.beginTotp(required));
    const confirmed = await valueOf(
      factors.confirmTotp({ ...required, ...begun, code: shownFor(begun, strict) }),
    );
    expect(confirmed.authenticator.name).toBe("Authenticator");
    const { active } = await valueOf(by.session(confirmed.approval?.sessionToken));
    expect(active).toBe(true);
  });
});

describe("a sign-in in two steps by the client", () => {
  it("says what is asked for, and is completed by what the app shows", async () => {
    const { address, shows } = await enrolled();
    const required = await requiredOf(typeCode(address));
    expect(required).toMatchObject({ factors: ["totp", "backup-code"], attemptsLeft: 5, expiresIn: 300 });
    const { challengeId } = required;
    expect(await valueOf(client.status({ challengeId }))).toMatchObject({ status: "proved" });
    const prove = (code: string, more: Partial<WaitingSignIn> = {}) =>
      account.factors.prove({ ...required, ...more, factor: "totp", code });
    expect(await errorOf(prove(wrong(shows())))).toMatchObject({ type: "incorrect-code", attemptsLeft: 4 });
    expect(await errorOf(prove("12345"))).toMatchObject({ type: "invalid-request" });
    expect(await errorOf(prove(shows(), { factorToken: "AAAA" }))).toMatchObject({
      type: "challenge-not-found",
    });
    const approval = await valueOf(prove(shows()));
    expect(decodeJwt(approval.token)).toMatchObject({ acr: "latchkey:2" });
    expect(await errorOf(prove(shows()))).toMatchObject({ type: "challenge-used" });
  });

  it("is completed by a backup code in any spelling, and the device is known", async () => {
    const { address, done } = await enrolled();
    const required = await requiredOf(typeCode(address));
    const code = done.backupCodes?.[0]?.toLowerCase().replaceAll("-", " ") ?? "";
    const proof = { ...required, factor: "backup-code", code, remember: true } as const;
    expect(await valueOf(account.factors.prove(proof))).toMatchObject({
      deviceToken: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it("says what still works after too many wrong codes", async () => {
    const { address, shows } = await enrolled();
    for (let challenge = 0; challenge < 4; challenge++) {
      const guessed = await requiredOf(typeCode(address));
      for (let guess = 0; guess < 5; guess++)
        await account.factors.prove({ ...guessed, factor: "totp", code: wrong(shows()) });
    }
    const required = await requiredOf(typeCode(address));
    expect(
      await errorOf(account.factors.prove({ ...required, factor: "totp", code: shows() })),
    ).toMatchObject({
      type: "too-many-attempts",
      factors: ["backup-code"],
    });
  });

  it("is completed by a server that began it with its key", async () => {
    const { address, shows } = await enrolled();
    const apiKey = LOCAL_SERVER_KEY;
    const server = createClient({ baseUrl: service.url, apiKey });
    service.clock.advance(31);
    const { challengeId } = await valueOf(server.request({ recipient: address }));
    await service.settled();
    const required = await requiredOf(server.verify({ challengeId, code: service.code(address) }));
    const proof = { ...required, factor: "totp", code: shows() } as const;
    const wrongKey = createAccountClient({ baseUrl: service.url, apiKey: "no-such-key" });
    expect(await errorOf(wrongKey.factors.prove(proof))).toMatchObject({ type: "forbidden" });
    const { factors } = createAccountClient({ baseUrl: service.url, apiKey });
    expect(await valueOf(factors.prove(proof))).toMatchObject({ status: "approved" });
  });
});

describe("a factor that is proved in a session by the client", () => {
  it("raises the session, whose old token is void, and lets factors be changed", async () => {
    const { address, shows, done } = await enrolled();
    const required = await requiredOf(typeCode(address));
    const first = await approvalOf(account.factors.prove({ ...required, factor: "totp", code: shows() }));
    service.clock.advance(601);
    const stale = first.sessionToken;
    const { id } = done.authenticator;
    expect(await errorOf(account.factors.removeTotp({ id, credential: stale }))).toMatchObject({
      type: "proof-too-old",
      status: 403,
    });
    const raised = await approvalOf(
      account.factors.prove({ credential: stale, factor: "totp", code: shows() }),
    );
    expect(await errorOf(client.session(stale))).toMatchObject({ type: "no-session" });
    const credential = raised.sessionToken;
    const { backupCodes } = await valueOf(account.factors.renewBackupCodes({ credential }));
    expect(backupCodes).toHaveLength(10);
    expect(backupCodes).not.toEqual(done.backupCodes);
    const another = "q0Vt2nYx8Lr4Zc6Wb1Ds9g";
    expect(await errorOf(account.factors.removeTotp({ id: another, credential }))).toMatchObject({
      type: "not-found",
    });
    expect(await valueOf(account.factors.removeTotp({ id, credential }))).toEqual({
      ...{ twoSteps: false, othersEnded: true },
    });
  });
});
