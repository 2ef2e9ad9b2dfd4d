import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type ActName, performAct } from "../../../functions/desk/acts.ts";
import type { Admin } from "../../../functions/desk/admins.ts";
import type { ImportReport } from "../../../functions/desk/import/report.ts";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ADMINS = [
  { recipient: "boss@roles.example", role: "owner" },
  { recipient: "clerk@roles.example", role: "operator" },
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "registered", desk: { admins: ADMINS } });
  for (const name of ["boss", "clerk"])
    await service.post("/_local/customers", { recipient: `${name}@roles.example`, customerId: `id-${name}` });
});

const newImport = () => newActId(randomBytes, service.clock.now());
const perform = async (admin: Admin, name: ActName, input: object): Promise<Record<string, unknown>> => {
  const performed = await performAct(service.services, admin, name, input);
  return performed.kind === "answered"
    ? (performed.answer as unknown as Record<string, unknown>)
    : { outcome: performed.kind, ...("reason" in performed && { reason: performed.reason }) };
};
const importBy = async (admin: Admin, csv: string, more: object = {}) =>
  (await perform(admin, "customers-import", {
    csv,
    import: newImport(),
    ...more,
  })) as unknown as ImportReport & {
    readonly import: string;
    readonly outcome: string;
  };
const reasons = ({ left }: ImportReport) => left.map(({ line, reason }) => `${line} ${reason}`);
const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
const contactAt = async (address: string) => service.services.storage.customers.read(await keyOf(address));

const billing: Admin = { id: "billing", role: "customers" };
const operator: Admin = { id: "operator", role: "operator" };
const owner: Admin = { id: "owner", role: "owner" };

describe("an import by a role", () => {
  it("gives no admin's account another address, by the address or by the id, and keeps no other line back", async () => {
    const csv = [
      "id,email",
      "id-boss,thief@roles.example",
      "id-clerk,thief2@roles.example",
      "x-1,boss@roles.example",
      "x-2,fine@roles.example",
    ].join("\n");
    const done = await importBy(billing, csv);
    expect(reasons(done)).toEqual(["2 above", "3 above", "4 above"]);
    expect(done.counts).toMatchObject({ registered: 1, left: 3 });
    const clerk = { ...operator, recipientKey: await keyOf("clerk@roles.example") };
    const own = await importBy(
      clerk,
      "id,email,name\nid-clerk,thief@roles.example,\nid-clerk,clerk@roles.example,Me",
    );
    expect(reasons(own)).toEqual(["2 own", "3 own"]);
    expect(reasons(await importBy(owner, "id,email\nid-boss,thief@roles.example"))).toEqual(["2 last-owner"]);
    expect(await contactAt("thief@roles.example")).toBeUndefined();
    expect(await contactAt("thief2@roles.example")).toBeUndefined();
  });

  it("gives new ids where the role may, and contacts of one customer to those who may not", async () => {
    await importBy(billing, "id,email\nr-1,one@new.example");
    const csv = "id,email\nr-1,two@new.example\nr-2,three@new.example\n,four@new.example";
    const done = await importBy(operator, csv);
    expect(reasons(done)).toEqual(["3 new-id"]);
    expect(done.counts).toMatchObject({ registered: 2, left: 1 });
    expect((await contactAt("four@new.example"))?.customerId).toMatch(/^[\w-]{22}$/);
  });

  it("is undone by who made it, or by an owner", async () => {
    const { import: id } = await importBy(billing, "id,email\nr-9,nine@new.example");
    expect(await perform(operator, "customers-import-undo", { import: id })).toEqual({
      outcome: "of-another-admin",
    });
    expect(await perform(owner, "customers-import-undo", { import: id })).toMatchObject({
      counts: { removed: 1 },
    });
    expect(await contactAt("nine@new.example")).toBeUndefined();
  });

  it("goes on by who began it alone: another admin's contacts are told of one more", async () => {
    const csv = `id,email\n${Array.from({ length: 101 }, (_, at) => `o-${at},own${at}@new.example`).join("\n")}`;
    const { import: id } = await importBy(billing, csv);
    const more = csv.replace("o-100,own100@", "o-1,thief@");
    expect(await importBy(operator, more, { import: id, part: 1 })).toEqual({ outcome: "of-another-admin" });
    expect(await importBy(operator, more, { import: newImport(), part: 1 })).toEqual({
      outcome: "no-such-import",
    });
    expect(await contactAt("thief@new.example")).toBeUndefined();
    expect(await importBy(billing, more, { import: id, part: 1 })).toMatchObject({ outcome: "imported" });
  });

  it("goes no further once the admin has lost the role, and what was done stands in the audit", async () => {
    const csv = `id,email\n${Array.from({ length: 101 }, (_, at) => `l-${at},lost${at}@new.example`).join("\n")}`;
    const id = newImport();
    expect(await importBy(billing, csv, { import: id })).toMatchObject({ outcome: "imported", next: 1 });
    const lost: Admin = { ...billing, role: "viewer" };
    expect(await importBy(lost, csv, { import: id, part: 1 })).toMatchObject({
      outcome: "forbidden",
      reason: "role",
    });
    expect(await contactAt("lost100@new.example")).toBeUndefined();
    const { body } = await act(service, "audit-list", {});
    const stands = (body.acts as Record<string, unknown>[]).find(
      (one) => one.id === `${id.slice(0, -4)}0000`,
    );
    expect(stands).toMatchObject({
      act: "customers-import",
      result: "imported",
      counts: { registered: 100 },
    });
  });

  it("is refused as a whole with a problem document, and nothing is written", async () => {
    const csv = `id,email\n${"m-1,many@new.example\n".repeat(2001)}`;
    const { status, body } = await act(service, "customers-import", { csv, import: newImport() });
    expect([status, body.errors]).toEqual([
      400,
      [{ path: "csv", message: "It has 2001 lines. 2000 are taken at a time: make several files of it." }],
    ]);
    expect(await contactAt("many@new.example")).toBeUndefined();
    for (const wrong of [{}, { csv: "id,email\nx,y@z.example", file: "aWQ=" }, { file: "no base64!" }])
      expect((await act(service, "customers-import", { ...wrong, dryRun: true })).status).toBe(400);
    const late = { csv: "id,email\nx,y@z.example", import: newImport(), part: 1 };
    expect((await act(service, "customers-import", late)).body.errors).toMatchObject([{ path: "part" }]);
  });
});

describe("two admins at the same time", () => {
  const customer = async (name: string) => {
    await importBy(
      owner,
      `id,email,phone\n${name},${name}@both.example,+1415555${name.replace(/\D/g, "").padStart(4, "0")}`,
    );
    return name;
  };
  const statuses = async (name: string) => {
    const { body } = await act(service, "customers-export", { text: name });
    return (body.customers as { readonly status: string }[]).map(({ status }) => status);
  };

  it("block and unblock: both stand in the audit as done, and either one again makes it whole", async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = await customer(`both-${100 + round}`);
      const answers = await Promise.all(
        (["block", "unblock", "block"] as const).map((one) => act(service, one, { customer: name })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      await act(service, "block", { customer: name });
      expect(await statuses(name)).toEqual(["blocked", "blocked"]);
    }
    const { body } = await act(service, "audit-list", { most: 20 });
    expect((body.acts as Record<string, unknown>[]).filter(({ doneAt }) => doneAt === undefined)).toEqual([]);
  });

  it("import the same file: each customer is registered once, by one of the two", async () => {
    const csv = `id,email\n${Array.from({ length: 30 }, (_, at) => `t-${at},t${at}@twice.example`).join("\n")}`;
    const [one, other] = await Promise.all([importBy(owner, csv), importBy(billing, csv)]);
    expect([one.left, other.left]).toEqual([[], []]);
    for (const { import: id } of [one, other]) await perform(owner, "customers-import-undo", { import: id });
    expect((await act(service, "customers-export", { text: "t-" })).body.customers).toEqual([]);
  });

  it("import one address for two customers: it is one's, and the other is told", async () => {
    for (let round = 0; round < 5; round += 1) {
      const csv = (id: string) => `id,email\n${id}-${round},race${round}@twice.example`;
      const [one, other] = await Promise.all([importBy(owner, csv("ra")), importBy(billing, csv("rb"))]);
      const left = [...one.left, ...other.left].map(({ reason }) => reason);
      expect(left).toHaveLength(1);
      expect(["of-another", "changed-meanwhile"]).toContain(left[0]);
    }
  });

  it("add and remove a contact: it is there whole, or it is nobody's", async () => {
    for (let round = 0; round < 5; round += 1) {
      const name = await customer(`pair-${200 + round}`);
      const recipient = `extra${round}@both.example`;
      await act(service, "contacts-add", { customer: name, recipient });
      await Promise.all([
        act(service, "contacts-remove", { customer: name, recipient }),
        act(service, "contacts-add", { customer: name, recipient }),
      ]);
      const contact = await contactAt(recipient);
      if (contact) expect(contact).toEqual({ customerId: name, address: recipient, status: "active" });
      expect(await statuses(name)).toHaveLength(contact ? 3 : 2);
    }
  });
});
