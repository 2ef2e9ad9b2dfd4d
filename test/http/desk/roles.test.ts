import { beforeAll, describe, expect, it } from "@jest/globals";
import { ACTS, type ActName, performAct } from "../../../functions/desk/acts.ts";
import { type Admin, adminOfArn } from "../../../functions/desk/admins.ts";
import { mayDo } from "../../../functions/desk/perform-act.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { DESK_ROLES, type DeskRole } from "../../../functions/settings/desk.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ADMINS = [
  { recipient: "owner@example.com", role: "owner" },
  { recipient: "operator@example.com", role: "operator" },
  { recipient: "viewer@example.com", role: "viewer" },
  { arn: "arn:aws:iam::123456789012:role/team/support", role: "operator" },
  { arn: "arn:aws:iam::123456789012:user/bo", role: "owner" },
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "registered", desk: { admins: ADMINS } });
  for (const name of ["owner", "operator", "viewer", "someone"])
    await service.post("/_local/customers", { recipient: `${name}@example.com`, customerId: `id-${name}` });
});

const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
const outcomeOf = async (admin: Admin, name: ActName, customer: string, more: object = {}) => {
  const performed = await performAct(service.services, admin, name, { customer, ...more });
  return performed.kind === "forbidden"
    ? performed.reason
    : performed.kind === "answered"
      ? performed.answer.outcome
      : performed.kind;
};

const LOOKING = ["stats", "recent", "attacks", "events"] as const;

/** Which acts each role may do, spelled out: a row of the table that changes has to change here. */
const MAY: Readonly<Record<DeskRole, readonly ActName[]>> = {
  viewer: [...LOOKING],
  customers: [
    ...(["block", "unblock", "contacts-add", "contacts-remove"] as const),
    ...(["customers-import", "customers-imports", "customers-import-undo"] as const),
  ],
  operator: [
    ...LOOKING,
    ...(["block", "unblock", "sessions-end", "cancel", "lanes-clear", "lift"] as const),
    "story",
    ...(["factors-show", "factors-reset", "factors-cancel-reset"] as const),
    ...(["contacts-add", "contacts-remove", "customers-find", "customers-edit"] as const),
    ...(["settings-get", "settings-set", "settings-remove", "settings-preview", "test-send"] as const),
    ...(["customers-import", "customers-imports", "customers-import-undo", "invite"] as const),
  ],
  owner: Object.keys(ACTS) as ActName[],
};

describe("a role of the desk", () => {
  it.each(DESK_ROLES)("may do its acts and no others: %s", (role) => {
    const may = (Object.keys(ACTS) as ActName[]).filter((name) => mayDo({ role }, ACTS[name]));
    expect(may.sort()).toEqual([...MAY[role]].sort());
  });

  it("is refused before anything is read or written", async () => {
    const admin: Admin = { id: "viewer", role: "viewer" };
    expect(await outcomeOf(admin, "block", "someone@example.com")).toBe("role");
    expect((await act(service, "audit-list", {})).body.acts).toEqual([]);
  });
});

describe("an act on an admin", () => {
  it.each([
    ["operator", "viewer@example.com", "blocked"],
    ["operator", "owner@example.com", "above"],
    ["operator", "id-owner", "above"],
    ["customers", "viewer@example.com", "above"],
    ["owner", "operator@example.com", "blocked"],
    ["owner", "owner@example.com", "last-owner"],
  ] as const)("by %s on %s is answered %s %s", async (role, customer, outcome) => {
    expect(await outcomeOf({ id: role, role }, "block", customer)).toBe(outcome);
  });

  it("is an owner's on the last one of the pages too, where it takes nothing that a sign-in does not give back", async () => {
    const byArn: Admin = { id: "arn:aws:iam::123456789012:user/bo", role: "owner" };
    for (const [name, outcome] of [
      ["sessions-end", "sessions-ended"],
      ["cancel", "canceled"],
      ["lanes-clear", "cleared"],
      ["lift", "lifted"],
    ] as const) {
      expect(await outcomeOf(byArn, name, "owner@example.com")).toBe(outcome);
      expect(await outcomeOf({ id: "op", role: "operator" }, name, "owner@example.com")).toBe("above");
    }
  });

  it("is nobody's on themselves, also by another contact of theirs", async () => {
    const own: Admin = {
      ...{ id: "operator", role: "operator" },
      recipientKey: await keyOf("operator@example.com"),
    };
    expect(await outcomeOf(own, "unblock", "operator@example.com")).toBe("own");
    const add = { recipient: "thief@example.com" };
    expect(await outcomeOf(own, "contacts-add", "id-operator", add)).toBe("own");
    expect(await outcomeOf({ id: "x", role: "operator" }, "contacts-add", "id-owner", add)).toBe("above");
    expect(await service.services.storage.customers.read(await keyOf("thief@example.com"))).toBeUndefined();
  });
});

describe("the caller of an act", () => {
  const of = (arn: string) => adminOfArn(service.services.settings, arn);

  it("is who the settings list: a user, or a role whoever has assumed it, whatever its path", () => {
    expect(of("arn:aws:iam::123456789012:user/bo")).toMatchObject({ role: "owner" });
    expect(of("arn:aws:sts::123456789012:assumed-role/support/anna@example.com")).toEqual({
      ...{ id: "arn:aws:iam::123456789012:role/support", role: "operator", said: "a***@example.com" },
    });
  });

  it.each([
    "arn:aws:sts::123456789012:assumed-role/other/support",
    "arn:aws:sts::999999999999:assumed-role/support/anna",
    "arn:aws:iam::123456789012:user/other/bo",
    "arn:aws:sts::123456789012:federated-user/bo",
    "arn:aws:iam::123456789012:root",
    "owner@example.com",
    "",
  ])("is nobody else: %s", (arn) => {
    expect(of(arn)).toBeUndefined();
  });

  it("is this machine's on the laptop, and no page of another site", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { host: "evil.example" },
      { "sec-fetch-site": "cross-site" },
    ] as Record<string, string>[])
      expect((await act(service, "admins-list", {}, headers)).status).toBe(403);
    const own = await act(service, "admins-list", {}, { origin: new URL(service.url).origin });
    expect([own.status, (own.body.admins as unknown[]).length]).toEqual([200, ADMINS.length + 1]);
  });
});
