import { beforeAll, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import { act } from "../../support/desk.ts";
import { enterCode, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ADMINS = {
  owner: "owner@utility.example",
  operator: "olga@utility.example",
  viewer: "vera@utility.example",
} as const;
const DESK = {
  secondFactor: false,
  admins: Object.entries(ADMINS).map(([role, recipient]) => ({ role, recipient })),
};

const signIn = async (service: TestService, role: keyof typeof ADMINS): Promise<Person> => {
  const user = person(service);
  // A second code so soon after the first would be refused.
  service.clock.advance(60);
  await enterCode(service, user, ADMINS[role]);
  return user;
};
const actsOn = (page: string) => [...page.matchAll(/\/admin\/act\/([\w-]+)/g)].map(([, name]) => name);

describe("a stage that keeps no customers", () => {
  it("has no form that would be answered so", async () => {
    const service = await startTestService({ registration: "open", desk: DESK });
    const user = await signIn(service, "owner");
    const customers = await user.open("/admin/customers");
    expect(customers.text).toContain("no customers are kept");
    expect(actsOn(customers.text)).toEqual([]);
    expect(customers.text).not.toContain("/admin/customers-csv");
    const one = await fill(user, await user.open("/admin/person"), "/admin/person", {
      customer: "a@b.example",
    });
    for (const name of ["block", "unblock", "contacts-add", "contacts-remove", "customers-edit"])
      expect(actsOn(one.text)).not.toContain(name);
  });
});

describe("an admin of a role", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ registration: "registered", liveChanges: "on", desk: DESK });
    await act(service, "contacts-add", {
      customer: "ida@id.example",
      as: "id",
      recipient: "ida@mail.example",
    });
    const edit = { path: "limits.recipientPerHour", value: 3 };
    await act(service, "settings-set", { edits: [edit], base: 0, reason: "too many" });
    service.clock.advance(31);
  });

  it("sees no form that is refused: a viewer none, an operator none that opens or gives an id", async () => {
    const viewer = await signIn(service, "viewer");
    for (const screen of ["today", "attacks", "events"])
      expect(actsOn((await viewer.open(`/admin/${screen}`)).text)).toEqual([]);
    const operator = await signIn(service, "operator");
    const settings = await operator.open("/admin/settings?path=channels.sms.spend.dailyUsd");
    expect(settings.text).toContain("too many");
    expect(actsOn(settings.text)).not.toContain("settings-remove");
    expect(actsOn((await operator.open("/admin/customers")).text)).not.toContain("contacts-add");
    const owner = await signIn(service, "owner");
    expect(actsOn((await owner.open("/admin/settings")).text)).toContain("settings-remove");
    expect(actsOn((await owner.open("/admin/customers")).text)).toContain("contacts-add");
  });

  it("is shown an id that is an address whole as an owner alone", async () => {
    const asked = async (role: "operator" | "owner") => {
      const performed = await performAct(service.services, { id: role, role }, "customers-find", {
        text: "ida",
      });
      return JSON.stringify(performed);
    };
    expect(await asked("operator")).not.toContain("ida@id.example");
    expect(await asked("operator")).toContain("i***@id.example");
    expect(await asked("owner")).toContain("ida@id.example");
    const operator = await signIn(service, "operator");
    const page = await fill(operator, await operator.open("/admin/customers"), "/admin/customers", {
      text: "ida",
    });
    expect(page.text).toContain("<bdi>i***@id.example</bdi>");
    expect(page.text).not.toContain("ida@id.example");
  });
});
