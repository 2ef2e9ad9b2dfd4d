import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { exportedCustomers } from "../../../functions/domain/csv/customers-csv.ts";
import type { ImportReport } from "../../../functions/desk/import/report.ts";
import { newActId } from "../../../functions/domain/act-id.ts";
import { REGISTERED, signedIn } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { tableItems } from "../../support/table-items.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const newImport = () => newActId(randomBytes, service.clock.now());
const importFile = async (csv: string, more: object = {}) =>
  (await act(service, "customers-import", { csv, import: newImport(), ...more }))
    .body as unknown as ImportReport & {
    readonly outcome: string;
    readonly import: string;
    readonly next?: number;
  };
const check = (csv: string) => importFile(csv, { import: undefined, dryRun: true });
const reasons = ({ left }: ImportReport) => left.map(({ line, reason }) => `${line} ${reason}`);
const found = async (text: string) => {
  const { body } = await act(service, "customers-export", { text });
  return (body.customers as { readonly customerId: string; readonly address: string }[]).toSorted(
    (one, other) => `${one.customerId} ${one.address}`.localeCompare(`${other.customerId} ${other.address}`),
  );
};

describe("a file of customers", () => {
  it("is registered line by line, after a look that writes nothing", async () => {
    const csv =
      "id;E-Mail;Phone;Name;City\r\nw-1;Anna@Walk.example;+1 415 555 0123;Anna;Bonn\r\nw-2;ben@walk.example;;Ben;\r\n";
    const checked = await check(csv);
    expect(checked).toMatchObject({
      outcome: "checked",
      counts: { lines: 2, registered: 2, changed: 0, unchanged: 0, left: 0 },
      unknownColumns: ["City"],
    });
    expect(await found("w-")).toEqual([]);
    const done = await importFile(csv);
    expect(done).toMatchObject({ outcome: "imported", counts: { lines: 2, registered: 2, told: 0 } });
    expect(done).not.toHaveProperty("next");
    expect(await found("w-")).toEqual([
      { customerId: "w-1", address: "+14155550123", name: "Anna", status: "active" },
      { customerId: "w-1", address: "anna@walk.example", name: "Anna", status: "active" },
      { customerId: "w-2", address: "ben@walk.example", name: "Ben", status: "active" },
    ]);
    await signedIn(service, "anna@walk.example");
    expect((await importFile(csv)).counts).toMatchObject({ registered: 0, unchanged: 2 });
    expect(reasons(await importFile(csv.replace("w-2", "w-9")))).toEqual(["3 of-another"]);
    // A contact more is told to those that were there, and a blocked customer gets no way in.
    await act(service, "block", { customer: "w-2" });
    const more = await importFile(
      "id,email,name\nw-1,second@walk.example,\nw-2,other@walk.example,\nw-1,anna@walk.example,Ann",
    );
    expect(more.counts).toMatchObject({ registered: 2, changed: 1, told: 2 });
    expect(await found("w-2")).toMatchObject([{ status: "blocked" }, { status: "blocked" }]);
  });

  it("goes on where it broke off, and gives the same", async () => {
    const csv = `id,email\n${Array.from({ length: 150 }, (_, at) => `p-${at},p${at}@parts.example`).join("\n")}`;
    const id = newImport();
    const first = await importFile(csv, { import: id });
    expect(first).toMatchObject({ counts: { registered: 100 }, next: 1 });
    // Under the same id it was done; another file is another import.
    expect(await importFile(csv, { import: id })).toMatchObject({
      doneBefore: true,
      counts: { registered: 100 },
      next: 1,
    });
    expect(
      (await act(service, "customers-import", { csv: csv.replace("p0@", "q0@"), import: id })).status,
    ).toBe(422);
    const second = await importFile(csv, { import: id, part: 1 });
    expect(second).toMatchObject({ counts: { lines: 50, registered: 50 }, import: first.import });
    expect(second).not.toHaveProperty("next");
    expect(await importFile(csv, { import: id, part: 1 })).not.toHaveProperty("next");
    // So does what takes it back.
    const named = { "idempotency-key": newImport() };
    const undo = () => act(service, "customers-import-undo", { import: first.import }, named);
    expect((await undo()).body).toMatchObject({ counts: { removed: 100 }, next: 1 });
    expect((await undo()).body).toMatchObject({ doneBefore: true, counts: { removed: 100 }, next: 1 });
  });
});

describe("a file that was exported", () => {
  it("gives another stage the same customers, the blocked ones too, and this one nothing new", async () => {
    const csv =
      'id,phone,email,name,note,locale,status\ne-1,+14155550777,one@export.example,"=cmd|\'/C calc\'!A0, ""Inc""",-1,de,active\n@e-2,,two@export.example,\'\'+Zoë,,,blocked\n';
    await importFile(csv);
    const all = [...(await found("e-")), ...(await found("@e-"))];
    expect(all).toHaveLength(3);
    const text = exportedCustomers(all);
    expect((await importFile(text)).counts).toMatchObject({ unchanged: 3, left: 0 });
    const other = await startTestService(REGISTERED);
    const file = Buffer.from(text).toString("base64");
    await act(other, "customers-import", { file, import: newImport() });
    const { body } = await act(other, "customers-export", {});
    expect(new Set(body.customers as unknown[])).toEqual(new Set(all));
  });
});

describe("a damaged session", () => {
  it("keeps neither an undo nor a person who is forgotten from an end", async () => {
    const csv = "id,email\ng-1,one@damaged.example\ng-2,two@damaged.example\ng-3,three@damaged.example";
    const { import: id } = await importFile(csv);
    const table = tableItems(service.database.client, LOCAL_TABLE);
    const all = async () =>
      (await service.get("/_local/items")).body as unknown as Record<"pk" | "sk", string>[];
    const before = new Set((await all()).map(({ pk, sk }) => `${pk} ${sk}`));
    for (const name of ["two", "three"]) await signedIn(service, `${name}@damaged.example`);
    await service.settled();
    const sessions = (await all()).filter(
      ({ pk, sk }) => sk.startsWith("challenge#") && !before.has(`${pk} ${sk}`),
    );
    expect(sessions).toHaveLength(2);
    for (const { pk, sk } of sessions) await table.change(pk, sk, { address: 7 });
    const forgotten = await act(service, "forget", { customer: "g-3", as: "id" });
    expect([forgotten.status, forgotten.body]).toMatchObject([
      200,
      { outcome: "forgotten", counts: { challenge: 1 } },
    ]);
    const undone = await act(service, "customers-import-undo", { import: id });
    expect([undone.status, undone.body]).toMatchObject([
      200,
      {
        counts: { removed: 1, kept: 2 },
        kept: [
          { line: 3, reason: "damaged" },
          { line: 4, reason: "gone" },
        ],
      },
    ]);
    expect(await found("g-")).toEqual([]);
  });
});

describe("a list of customers", () => {
  it("goes on page by page, each once, by the beginning of an id or without", async () => {
    const ids = ["pg-1", "pg-1", "pg-2", "pg-é", "pg-\u{1f600}", "pg-\u{1f600}"];
    await importFile(`id,email\n${ids.map((id, at) => `${id},page${at}@paged.example`).join("\n")}`);
    for (const text of ["pg-", ""]) {
      const seen: string[] = [];
      let after: unknown;
      do {
        const { body } = await act(service, "customers-export", {
          text,
          most: 1,
          ...(after !== undefined && { after }),
        });
        seen.push(...(body.customers as { readonly address: string }[]).map(({ address }) => address));
        after = body.next;
      } while (after !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((address) => address.endsWith("@paged.example"))).toHaveLength(ids.length);
    }
    // A place of another search is none of this one.
    const other = await act(service, "customers-export", { text: "w-", most: 1 });
    expect(other.body.next).toEqual(expect.any(String));
    const asked = { text: "pg-2", after: other.body.next };
    const { status, body } = await act(service, "customers-export", asked);
    expect([status, body.customers]).toEqual([200, []]);
  });
});

describe("an import that is undone", () => {
  it("takes back what it registered, and tells what it leaves, line by line", async () => {
    await importFile("id,email\nu-1,one@undo.example");
    const csv =
      "id,email,phone\nu-1,one@undo.example,\nu-2,two@undo.example,+14155550456\nu-3,three@undo.example,\nu-4,four@undo.example,";
    const { import: id } = await importFile(csv);
    const session = await signedIn(service, "two@undo.example");
    await act(service, "block", { customer: "u-3" });
    await act(service, "customers-edit", { customer: "u-4", note: "called" });
    const undo = { import: id };
    const { body } = await act(service, "customers-import-undo", undo);
    expect(body).toMatchObject({
      outcome: "undone",
      counts: { removed: 2, kept: 2 },
      kept: [
        { line: 4, reason: "changed-since" },
        { line: 5, reason: "changed-since" },
      ],
    });
    expect((await service.get("/otp/session", session)).status).toBe(401);
    expect(await found("u-")).toMatchObject([
      { customerId: "u-1" },
      { customerId: "u-3", status: "blocked" },
      { customerId: "u-4", note: "called" },
    ]);
    expect((await act(service, "customers-import-undo", { import: newImport() })).body.outcome).toBe(
      "no-such-import",
    );
  });
});
