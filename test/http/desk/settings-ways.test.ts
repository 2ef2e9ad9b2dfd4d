import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import type { Admin } from "../../../functions/desk/admins.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const GERMAN = "+4915123456789";
const AMERICAN = "+14155550123";
const ROLE = "arn:aws:iam::123456789012:role/owners";

const operator: Admin = { id: "operator", role: "operator", from: "198.51.100.7" };
const country = (entry: string) => ({ path: "channels.sms.countries", entry, value: false });
const ceiling = (value: number) => ({ path: "channels.sms.spend.dailyUsd", value });
const suspend = (entry: string) => ({ path: "admins.suspended", entry, value: true });
const emailOff = { path: "channels.email.enabled", value: false };

const startWith = (admins: readonly object[]) =>
  startTestService({ liveChanges: "on", channels: { sms: { countries: ["US", "DE"] } }, desk: { admins } });

let service: TestService;
const version = async () => (await service.services.storage.liveSettings.read()).version;
const set = async (admin: Admin, ...edits: readonly object[]) =>
  performAct(service.services, admin, "settings-set", { base: await version(), reason: "a test", edits });
const owner = async (address: string): Promise<Admin> => {
  const key = recipientKey(await service.services.keys.recipient(), { addressKind: "phone", address });
  return { id: key, role: "owner", recipientKey: key, from: "198.51.100.7" };
};
const changed = { kind: "answered", answer: { outcome: "changed" } };
const refused = (message: string, ...paths: readonly string[]) => ({
  ...{ kind: "invalid", errors: paths.map((path) => ({ path, message: expect.stringContaining(message) })) },
});
const ALL = "the way by which all owners sign in";
const PAID = "from being paid";
const takeAllBack = async () => act(service, "settings-restore", { base: await version(), version: 0 });

describe("owners who all sign in by SMS", () => {
  beforeAll(async () => {
    service = await startWith([
      { recipient: GERMAN, role: "owner" },
      { recipient: AMERICAN, role: "owner" },
    ]);
  });
  beforeEach(takeAllBack);

  it("are not kept out by two edits, neither of which would do it alone", async () => {
    expect(await set(operator, country("US"), country("DE"))).toMatchObject(
      refused(ALL, "edits.0", "edits.1"),
    );
    expect(await set(operator, country("US"))).toMatchObject(changed);
    expect(await set(operator, country("DE"))).toMatchObject(refused(ALL, "edits.0"));
  });

  it("may close another country, and not their own", async () => {
    expect(await set(await owner(GERMAN), country("DE"))).toMatchObject(
      refused("the way by which you sign in", "edits.0"),
    );
    expect(await set(await owner(GERMAN), country("US"))).toMatchObject(changed);
  });

  it("do not count while they are suspended", async () => {
    expect(await set(await owner(GERMAN), suspend(AMERICAN))).toMatchObject(changed);
    expect(await set(operator, country("DE"))).toMatchObject(refused(ALL, "edits.0"));
    expect(await set(operator, country("US"))).toMatchObject(changed);
  });

  it("alone lower the ceiling that their codes are paid by", async () => {
    expect(await set(operator, ceiling(0.001))).toMatchObject(refused(PAID, "edits.0"));
    expect(await set(await owner(GERMAN), ceiling(5))).toMatchObject(changed);
    expect(await set(operator, ceiling(4))).toMatchObject(refused(PAID, "edits.0"));
    expect(await set(operator, country("US"))).toMatchObject(changed);
  });
});

describe("an owner who signs in by another way than SMS", () => {
  beforeAll(async () => {
    service = await startWith([
      { arn: ROLE, role: "owner" },
      { recipient: "owner@example.com", role: "owner" },
      { recipient: AMERICAN, role: "owner" },
    ]);
  });
  beforeEach(takeAllBack);

  it("leaves operators to lower the ceiling, until that way is closed", async () => {
    expect(await set(operator, ceiling(0.001))).toMatchObject(changed);
    expect(await set(await owner(AMERICAN), suspend(ROLE))).toMatchObject(changed);
    expect(await set(operator, emailOff)).toMatchObject(refused(PAID, "edits.0"));
  });

  it("does not count where it is a role that is suspended", async () => {
    expect(await set(operator, emailOff, country("US"))).toMatchObject(changed);
    await takeAllBack();
    expect(await set(await owner(AMERICAN), suspend(ROLE))).toMatchObject(changed);
    expect(await set(operator, emailOff, country("US"))).toMatchObject(refused(ALL, "edits.0", "edits.1"));
  });
});
