import { beforeAll, describe, expect, it } from "@jest/globals";
import { type ActName, performAct } from "../../../functions/desk/acts.ts";
import type { Admin } from "../../../functions/desk/admins.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const US = { path: "channels.sms.countries", entry: "US" };

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    liveChanges: "on",
    channels: { sms: { countries: ["US", "DE"] } },
    desk: {
      admins: [
        { recipient: "owner@example.com", role: "owner" },
        { recipient: "second@example.com", role: "owner" },
        { recipient: "operator@example.com", role: "operator" },
        { arn: "arn:aws:iam::123456789012:role/owners", role: "owner" },
      ],
    },
  });
});

const version = async () => (await service.services.storage.liveSettings.read()).version;
const takeAllBack = async () => act(service, "settings-restore", { base: await version(), version: 0 });
/** As an admin with an address, from elsewhere. */
const as = async (name: string, role: Admin["role"], more: Partial<Admin> = {}): Promise<Admin> => {
  const secret = await service.services.keys.recipient();
  const key = recipientKey(secret, { addressKind: "email", address: `${name}@example.com` });
  return { id: key, role, recipientKey: key, from: "198.51.100.7", ...more };
};
const perform = async (admin: Admin, name: ActName, input: object) =>
  performAct(service.services, admin, name, {
    base: await version(),
    ...(name !== "settings-restore" && { reason: "a test" }),
    ...input,
  });

describe("roles, of settings that are changed live", () => {
  it("let an operator close, and nothing else", async () => {
    const operator = await as("operator", "operator");
    const closed = await perform(operator, "settings-set", { edits: [{ ...US, value: false }] });
    expect(closed).toMatchObject({ kind: "answered", answer: { outcome: "changed" } });
    const deny = { path: "networks.denied", entry: "203.0.113.0/24", value: true };
    expect(await perform(operator, "settings-set", { edits: [deny] })).toMatchObject({
      answer: { outcome: "changed" },
    });
    for (const [name, input] of [
      ["settings-remove", { places: [US] }],
      ["settings-set", { edits: [{ path: "limits.originPerHour", value: 999_999 }] }],
      ["settings-set", { edits: [{ path: "brand.name", value: "Other" }] }],
      ["settings-set", { edits: [{ path: "admins.suspended", entry: "second@example.com", value: true }] }],
    ] as const)
      expect(await perform(operator, name, input)).toMatchObject({ kind: "forbidden", reason: "opens" });
    expect(await perform(operator, "settings-restore", { version: 0 })).toMatchObject({ reason: "role" });
    expect(await perform(operator, "settings-versions", {})).toMatchObject({ reason: "role" });
    await takeAllBack();
  });

  it("keep an admin from a change about networks whose own address is not known", async () => {
    const { id, role } = await as("owner", "owner");
    const deny = { path: "networks.denied", entry: "203.0.113.0/24", value: true };
    expect(await perform({ id, role }, "settings-set", { edits: [deny] })).toMatchObject({
      kind: "invalid",
    });
  });

  it("let owners suspend other admins, never themselves, and a suspended one changes nothing", async () => {
    const [owner, second] = [await as("owner", "owner"), await as("second", "owner")];
    const suspend = (name: string) => ({
      edits: [{ path: "admins.suspended", entry: `${name}@example.com`, value: true }],
    });
    expect(await perform(owner, "settings-set", suspend("owner"))).toMatchObject({ kind: "invalid" });
    expect(await perform(owner, "settings-set", suspend("second"))).toMatchObject({
      answer: { outcome: "changed" },
    });
    // At once, whatever a process remembers: two owners could suspend each other.
    expect(await perform(second, "settings-set", suspend("owner"))).toMatchObject({
      ...{ kind: "forbidden", reason: "suspended" },
    });
    expect(await perform(second, "settings-restore", { version: 0 })).toMatchObject({ reason: "suspended" });
    await takeAllBack();
  });

  it("have no version restored by which who restores it is kept out", async () => {
    const owner = await as("owner", "owner");
    const deny = { path: "networks.denied", entry: "203.0.113.0/24", value: true };
    const { body } = await act(service, "settings-set", {
      ...{ base: await version(), reason: "a test", edits: [deny] },
    });
    await takeAllBack();
    const inside = { ...owner, from: "203.0.113.9" };
    expect(await perform(inside, "settings-restore", { version: body.version })).toMatchObject({
      ...{ kind: "invalid", errors: [{ path: "version" }] },
    });
  });

  it("let no admin close the way by which they sign in, nor an operator that of their own", async () => {
    const off = { edits: [{ path: "channels.email.enabled", value: false }] };
    for (const role of ["owner", "operator"] as const)
      expect(await perform(await as(role, role), "settings-set", off)).toMatchObject({
        kind: "invalid",
        errors: [{ path: "edits.0", message: expect.stringContaining("the way by which you sign in") }],
      });
    // Who signs in by no address may: an owner is left who can take it back.
    const byArn = {
      id: "arn:aws:iam::123456789012:role/owners",
      role: "owner",
      from: "198.51.100.7",
    } as const;
    expect(await perform(byArn, "settings-set", off)).toMatchObject({ answer: { outcome: "changed" } });
    // It is closed already: what is said again closes nothing more.
    const other = { edits: [{ path: "limits.originPerHour", value: 9 }] };
    expect(await perform(await as("owner", "owner"), "settings-set", other)).toMatchObject({
      answer: { outcome: "changed" },
    });
    await takeAllBack();
  });
});
