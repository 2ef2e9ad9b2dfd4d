import { execFileSync, spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { shownBackupCode } from "../../../functions/factors/backup-codes.ts";
import { removeTotp, renewBackupCodes } from "../../../functions/factors/change-factors.ts";
import { endOthers } from "../../../functions/factors/end-others.ts";
import { beginTotp, confirmTotp, type Enroller } from "../../../functions/factors/enrol-totp.ts";
import { type FactorHolder, mayChange, readNewcomer } from "../../../functions/factors/may-change.ts";
import { base32Of } from "../../../functions/factors/otpauth.ts";
import { stepAt, totpOf } from "../../../functions/factors/totp.ts";
import { factorTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});

let serial = 0;
const somebody = () => `enrol${++serial}@example.com`;

/** Signs in by the code alone. */
async function signIn(address: string): Promise<string> {
  service.clock.advance(31);
  const { body } = await service.post("/otp/verify", await service.challenge(address));
  return String(body.sessionToken);
}

const allowed = async (session: string) => {
  const found = await mayChange(service.services, session);
  if (found.kind !== "holder") throw new Error(found.kind);
  return found;
};

/** Sets up an authenticator as its owner would. */
async function setUp(enroller: Enroller, at: TestService = service) {
  const begun = await beginTotp(at.services, enroller);
  if (begun.kind !== "begun") throw new Error(begun.kind);
  const shows = () => totpOf(begun.secret, stepAt(at.clock.now())).reveal();
  const confirmed = await confirmTotp(at.services, enroller, {
    ...{ enrolment: begun.token, name: "Phone", code: shows() },
  });
  if (confirmed.kind !== "enrolled") throw new Error(confirmed.kind);
  return { begun, confirmed, shows };
}

describe("an authenticator that is enrolled", () => {
  it("turns on two steps with the first one, and gives ten backup codes once", async () => {
    const address = somebody();
    const holder = await allowed(await signIn(address));
    const { confirmed } = await setUp(holder);
    expect(confirmed.backupCodes?.map(shownBackupCode)).toHaveLength(10);
    const kept = await service.services.storage.factors.read(holder.subjectKey, service.clock.now());
    expect(kept).toMatchObject({ version: 1, twoStepsSince: service.clock.now() });
    service.clock.advance(31);
    const { challengeId, code } = await service.challenge(address);
    const { status, factorToken } = (await service.post("/otp/verify", { challengeId, code })).body;
    expect(status).toBe("factor-required");
    const [first] = confirmed.backupCodes ?? [];
    const typed = first ? shownBackupCode(first) : "";
    const proof = { challengeId, factorToken, factor: "backup-code", code: typed };
    expect((await service.post("/otp/factor", proof)).status).toBe(200);
  });

  it("is confirmed by the right code, once, in the session in which it was begun, within ten minutes", async () => {
    const holder = await allowed(await signIn(somebody()));
    const other = await allowed(await signIn(somebody()));
    const begun = await beginTotp(service.services, holder);
    if (begun.kind !== "begun") throw new Error(begun.kind);
    const confirm = (by: FactorHolder, code: string) =>
      confirmTotp(service.services, by, { enrolment: begun.token, name: "Phone", code });
    const shows = () => totpOf(begun.secret, stepAt(service.clock.now())).reveal();
    expect((await confirm(other, shows())).kind).toBe("enrolment-over");
    expect((await confirm(holder, "12345")).kind).toBe("invalid");
    const wrong = String((Number(shows()) + 1) % 1_000_000).padStart(6, "0");
    expect((await confirm(holder, wrong)).kind).toBe("wrong-code");
    service.clock.advance(600);
    expect((await confirm(holder, shows())).kind).toBe("enrolment-over");
    const { begun: again, shows: showsAgain } = await setUp(holder);
    const held = {
      ...holder,
      factors: await service.services.storage.factors.read(holder.subjectKey, service.clock.now()),
    };
    const repeat = { enrolment: again.token, name: "Phone", code: showsAgain() };
    expect((await confirmTotp(service.services, held, repeat)).kind).toBe("enrolment-over");
  });

  it("is one of five at most", async () => {
    const holder = await allowed(await signIn(somebody()));
    for (let count = 0; count < 5; count++) {
      const factors = await service.services.storage.factors.read(holder.subjectKey, service.clock.now());
      await setUp({ ...holder, factors });
    }
    const factors = await service.services.storage.factors.read(holder.subjectKey, service.clock.now());
    expect((await beginTotp(service.services, { ...holder, factors })).kind).toBe("too-many-factors");
  });

  it("is changed by no session in which no factor was proved within ten minutes", async () => {
    const address = somebody();
    const session = await signIn(address);
    await setUp(await allowed(session));
    expect(await mayChange(service.services, session)).toEqual({ kind: "proof-too-old", proves: "factor" });
    const stale = await signIn(somebody());
    service.clock.advance(600);
    expect(await mayChange(service.services, stale)).toEqual({ kind: "proof-too-old", proves: "code" });
    expect(await mayChange(service.services, undefined)).toEqual({ kind: "no-session" });
  });

  it("is changed by no access token", async () => {
    const { body } = await service.post("/otp/verify", await service.challenge(somebody()));
    expect(await mayChange(service.services, String(body.token))).toEqual({ kind: "no-session" });
  });

  it("turns two steps off when it was the last one, and new backup codes void the old ones", async () => {
    const address = somebody();
    const holder = await allowed(await signIn(address));
    const { confirmed } = await setUp(holder);
    const read = async () => ({
      ...holder,
      factors: await service.services.storage.factors.read(holder.subjectKey, service.clock.now()),
    });
    const renewed = await renewBackupCodes(service.services, await read());
    expect(renewed).toMatchObject({ kind: "renewed" });
    expect(await removeTotp(service.services, await read(), "another")).toEqual({ kind: "factor-not-found" });
    const before = await read();
    expect(await removeTotp(service.services, before, confirmed.totp.id)).toEqual({ kind: "removed" });
    expect(await removeTotp(service.services, before, confirmed.totp.id)).toEqual({
      kind: "changed-meanwhile",
    });
    const { factors } = await read();
    expect(factors).toMatchObject({ totps: [], codes: {} });
    expect(factors?.twoStepsSince).toBeUndefined();
    expect(await renewBackupCodes(service.services, await read())).toEqual({ kind: "factor-not-found" });
    await signIn(address);
  });

  it("ends every other session and open challenge, and leaves its own", async () => {
    const address = somebody();
    const [thief, own] = [await signIn(address), await signIn(address)];
    service.clock.advance(31);
    const open = await service.challenge(address);
    const holder = await allowed(own);
    await setUp(holder);
    await endOthers(service.services, holder.session, service.clock.now());
    const ask = (token: string) => service.get("/otp/session", { authorization: `Bearer ${token}` });
    expect((await ask(thief)).status).toBe(401);
    expect((await ask(own)).status).toBe(200);
    expect((await service.post("/otp/verify", open)).body.type).toBe(
      "urn:latchkey:problem:challenge-canceled",
    );
  });
});

describe("where two steps are required", () => {
  it("enrols within a sign-in whose code was right, and none who has something to prove", async () => {
    const required = await startTestService({ secondFactor: "required" });
    const open = await required.challenge();
    const { challengeId } = open;
    const pending = { challengeId, factorToken: await factorTokenOf(required.services, challengeId) };
    expect(await readNewcomer(required.services, pending)).toEqual({ kind: "no-session" });
    const { body } = await required.post("/otp/verify", open);
    const waiting = { challengeId, factorToken: String(body.factorToken) };
    expect(waiting).toEqual(pending);
    const newcomer = await readNewcomer(required.services, waiting);
    if (newcomer.kind !== "newcomer") throw new Error(newcomer.kind);
    await setUp(newcomer, required);
    expect(await readNewcomer(required.services, waiting)).toEqual({ kind: "no-session" });
    await expect(setUp(newcomer, required)).rejects.toThrow("changed-meanwhile");
  });
});

describe("an authenticator of another maker", () => {
  const oathtool = spawnSync("oathtool", ["--version"]).status === 0;
  if (!oathtool) console.warn("oathtool is not installed: its codes are not tried");
  (oathtool ? it : it.skip)("shows the codes that are taken, through the whole chain", async () => {
    const address = somebody();
    const holder = await allowed(await signIn(address));
    const begun = await beginTotp(service.services, holder);
    if (begun.kind !== "begun") throw new Error(begun.kind);
    const shows = () => {
      const now = new Date(service.clock.now() * 1000).toISOString().replace("T", " ").slice(0, 19);
      const options = ["--totp", "-b", base32Of(begun.secret), "--now", `${now} UTC`];
      return execFileSync("oathtool", options, { encoding: "utf8" }).trim();
    };
    const enrolment = { enrolment: begun.token, name: "oathtool", code: shows() };
    expect((await confirmTotp(service.services, holder, enrolment)).kind).toBe("enrolled");
    service.clock.advance(31);
    const { challengeId, code } = await service.challenge(address);
    const { factorToken } = (await service.post("/otp/verify", { challengeId, code })).body;
    const proof = { challengeId, factorToken, factor: "totp", code: shows() };
    const answer = await service.post("/otp/factor", proof);
    expect(answer.body).toMatchObject({ status: "approved" });
  });
});
