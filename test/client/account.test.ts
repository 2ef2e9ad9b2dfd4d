import { beforeAll, describe, expect, it } from "@jest/globals";
import { type AccountClient, createAccountClient } from "../../client/src/account.ts";
import { type Client, createClient } from "../../client/src/client.ts";
import { anAddress } from "../support/account-user.ts";
import { ALL_CLIENTS } from "../support/app.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { signInToStay } from "../support/staying-app.ts";
import { approvalOf, errorOf, valueOf } from "./of-result.ts";

let service: TestService;
let client: Client;
let account: AccountClient;
beforeAll(async () => {
  service = await startTestService({ account: "on", secondFactor: "optional", ...ALL_CLIENTS });
  client = createClient({ baseUrl: service.url });
  account = createAccountClient({ baseUrl: `${service.url}/` });
});

/** Signs in by code. @returns the session's credential */
async function signIn(address = anAddress()): Promise<string> {
  service.clock.advance(31);
  return (await approvalOf(client.verify(await service.challenge(address)))).sessionToken;
}

const isSignedIn = async (credential: string) => (await client.session(credential)).ok;

describe("a client that shows an account", () => {
  it("reads what is signed in, what may be warned of, and the factors", async () => {
    const address = anAddress();
    await signIn(address);
    const read = await valueOf(account.read(await signIn(address)));
    expect(read).toMatchObject({ more: false, apps: [], warnings: ["two-steps-off"] });
    expect(read.contacts).toEqual([expect.stringMatching(/^a\*\*\*@/)]);
    expect(read.sessions.map(({ current, by }) => [current, by])).toEqual([
      [true, "code"],
      [false, "code"],
    ]);
    expect(read.recentSignIns).toHaveLength(2);
    expect(read.factors).toEqual({
      ...{ twoSteps: false, authenticators: [], passkeys: [], backupCodesLeft: 0, mayChange: true },
    });
  });

  it("ends one session, and leaves the one that asks", async () => {
    const address = anAddress();
    const [other, own] = [await signIn(address), await signIn(address)];
    const { sessions } = await valueOf(account.read(own));
    const id = sessions.find(({ current }) => !current)?.id ?? "";
    expect(await account.endSession({ id, credential: own })).toMatchObject({ ok: true });
    expect([await isSignedIn(other), await isSignedIn(own)]).toEqual([false, true]);
    expect(await errorOf(account.endSession({ id, credential: own }))).toMatchObject({ type: "not-found" });
  });

  it("ends all others", async () => {
    const address = anAddress();
    const [first, second, own] = [await signIn(address), await signIn(address), await signIn(address)];
    await valueOf(account.endOtherSessions({ credential: own }));
    expect(await Promise.all([first, second, own].map(isSignedIn))).toEqual([false, false, true]);
  });

  it("ends what an app was granted", async () => {
    const address = anAddress();
    await signInToStay(service, address, { scope: "openid offline_access" });
    const credential = await signIn(address);
    const { apps } = await valueOf(account.read(credential));
    const clientId = apps[0]?.clientId ?? "";
    expect(apps).toEqual([
      { clientId, name: expect.any(String), scopes: ["openid", "offline_access"], since: expect.any(String) },
    ]);
    await valueOf(account.endApp({ clientId, credential }));
    expect((await valueOf(account.read(credential))).apps).toEqual([]);
  });
});

describe("a client of an account that is refused", () => {
  it("is told why", async () => {
    const approval = await approvalOf(client.verify(await service.challenge(anAddress())));
    const id = "q0Vt2nYx8Lr4Zc6Wb1Ds9g";
    const credential = approval.sessionToken;
    expect(await errorOf(account.read(approval.token))).toMatchObject({ type: "no-session", status: 401 });
    expect(await errorOf(account.read())).toMatchObject({ type: "no-session" });
    expect(await errorOf(account.endSession({ id: "no id", credential }))).toMatchObject({
      type: "invalid-request",
      errors: [{ path: "id" }],
    });
    expect(await errorOf(account.endSession({ id, credential }))).toMatchObject({ type: "not-found" });
    expect(await errorOf(account.endApp({ clientId: "waste-billing", credential }))).toMatchObject({
      type: "not-found",
    });
  });

  it("is told where the stage has no accounts", async () => {
    const without = await startTestService();
    const { read, factors } = createAccountClient({ baseUrl: without.url });
    expect(await errorOf(read("x"))).toMatchObject({ type: "not-found" });
    expect(await errorOf(factors.list("x"))).toMatchObject({ type: "not-found" });
  });

  it("throws nothing without a service, and nothing in a browser without passkeys", async () => {
    const nowhere = createAccountClient({ baseUrl: "http://localhost:9" });
    expect(await errorOf(nowhere.read("x"))).toMatchObject({ type: "network" });
    const signal = AbortSignal.abort();
    expect(await errorOf(account.factors.beginTotp({}, { signal }))).toMatchObject({ type: "aborted" });
    const unavailable = { type: "passkey-unavailable", reason: "NotSupportedError" };
    expect(await errorOf(account.passkeys.signIn())).toMatchObject(unavailable);
    expect(await errorOf(account.passkeys.signIn({ autofill: true }))).toMatchObject(unavailable);
    expect(await errorOf(account.passkeys.add())).toMatchObject(unavailable);
  });
});

describe("a client of an account that repeats", () => {
  it("repeats what reads and what may happen twice, and nothing else", async () => {
    const paths: string[] = [];
    const fails: typeof fetch = (input) => {
      paths.push(new URL(input).pathname);
      return Promise.reject(new TypeError("broken"));
    };
    const { read, endOtherSessions, endApp, factors, passkeys } = createAccountClient({
      ...{ baseUrl: "http://localhost", fetch: fails, retry: { times: 1 } },
    });
    await Promise.all([
      ...[read(), factors.list(), passkeys.list(), endOtherSessions(), factors.beginTotp()],
      passkeys.options({ purpose: "enrolment" }),
    ]);
    expect(paths).toHaveLength(12);
    paths.length = 0;
    const id = "id";
    await Promise.all([
      ...[endApp({ clientId: "app" }), factors.renewBackupCodes(), factors.removeTotp({ id })],
      factors.prove({ factor: "totp", code: "123456" }),
      ...[passkeys.remove({ id }), passkeys.rename({ id, name: "" })],
    ]);
    expect(paths).toHaveLength(6);
  });
});
