import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import type { ImportReport } from "../../../functions/desk/import/report.ts";
import { REGISTERED, signedIn, twoContacts } from "../../support/blocked.ts";
import { act, LOCAL_OWNER } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** What was reported of the admin pages of other products, asked of ours. */
let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const importBytes = async (bytes: Buffer) =>
  (
    await act(service, "customers-import", {
      file: bytes.toString("base64"),
      import: newActId(randomBytes, service.clock.now()),
    })
  ).body as unknown as ImportReport;
const find = async (text: string) =>
  (await act(service, "customers-find", { text })).body.customers as { readonly customerId: string }[];

describe("a file of customers", () => {
  // github.com/decidim/decidim/issues/7780, github.com/knadh/listmonk/issues/65
  it("may begin with the mark of its byte order, in both forms that Excel writes", async () => {
    const csv = "id,email\nbom-1,first@bom.example\n";
    const lead = Buffer.from([0xef, 0xbb, 0xbf]);
    expect((await importBytes(Buffer.concat([lead, Buffer.from(csv)]))).counts).toMatchObject({
      registered: 1,
    });
    await signedIn(service, "first@bom.example");
    const wide = Buffer.from(
      `\ufeff${csv.replaceAll("bom-1", "bom-2").replaceAll("first", "wide")}`,
      "utf16le",
    );
    expect((await importBytes(wide)).counts).toMatchObject({ registered: 1 });
    expect((await find("bom-")).map(({ customerId }) => customerId)).toEqual(["bom-1", "bom-2"]);
  });

  // github.com/JWManagement/JWManagement/issues/103
  it("may have spaces around an address, and letters of Windows-1252", async () => {
    const csv = Buffer.from(
      "Id;E-Mail;Name\r\nsp-1;  j\xfcrgen@space.example ;J\xfcrgen Gro\xdf\r\n",
      "latin1",
    );
    const { counts, left } = await importBytes(csv);
    // The address has a letter outside ASCII: it is left out with its line, and no other is made of it.
    expect([counts.registered, left.map(({ line }) => line)]).toEqual([0, [2]]);
    const readable = Buffer.from(
      "Id;E-Mail;Name\r\nsp-1;  Juergen@space.example ;J\xfcrgen Gro\xdf\r\n",
      "latin1",
    );
    expect((await importBytes(readable)).counts.registered).toBe(1);
    expect(await find("juergen@space.example")).toMatchObject([{ customerId: "sp-1", name: "Jürgen Groß" }]);
  });

  // github.com/harvard-lil/perma/pull/3808
  it("may end its lines as old Macs did, and line breaks in quotes are told with their line", async () => {
    const old = await importBytes(
      Buffer.from("id,email,note\rmac-1,one@mac.example,a\rmac-2,two@mac.example,b\r"),
    );
    expect(old.counts).toMatchObject({ lines: 2, registered: 2 });
    const quoted = await importBytes(Buffer.from('id,email,note\nmac-3,three@mac.example,"first\nsecond"\n'));
    expect(quoted).toMatchObject({ counts: { lines: 1, left: 1 }, left: [{ line: 2, column: "note" }] });
  });

  // github.com/BurningOKR/BurningOKR/issues/133
  it("without a line of names is refused in words that say which names there are", async () => {
    const { status, body } = await act(service, "customers-import", {
      csv: "anna@names.example,Anna\nben@names.example,Ben\n",
      import: newActId(randomBytes, service.clock.now()),
    });
    expect([status, body.detail]).toEqual([
      400,
      "The first line must name the columns, like: customerId,email,phone,name. Commas, semicolons or tabs part them.",
    ]);
    expect(await find("anna@names.example")).toEqual([]);
  });
});

describe("a search of customers", () => {
  // github.com/balanced/balanced-dashboard/issues/527, github.com/authgear/authgear-server/issues/3122
  it("finds an address with a plus, and a number with or without it, as people write it", async () => {
    await importBytes(Buffer.from("id,email,phone\nplus-1,anna+bills@plus.example,+41 79 123 45 67\n"));
    for (const text of [
      "anna+bills@plus.example",
      "Anna+Bills@Plus.example",
      "+41791234567",
      "+41 79 123 4567",
      "0041 79 123 45 67",
      "+41 (0)79 123 45 67",
      "41791234567",
    ])
      expect([text, (await find(text)).map(({ customerId }) => customerId)]).toEqual([text, ["plus-1"]]);
    expect((await act(service, "story", { customer: "41791234567" })).body).toMatchObject({
      customerId: "plus-1",
    });
  });
});

describe("a customer who is blocked", () => {
  // github.com/pipeshub-ai/pipeshub-ai/issues/3239, github.com/ValueMelody/melody-auth/issues/345,
  // github.com/appwrite/appwrite/pull/11298
  it("has no session at once, in all contacts, and cannot open the account again by a code", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearers = [await signedIn(service, email), await signedIn(service, phone)];
    await act(service, "block", { customer: customerId });
    for (const bearer of bearers) expect((await service.get("/otp/session", bearer)).status).toBe(401);
    service.clock.advance(61);
    const { body } = await service.post("/otp/request", { recipient: email });
    await service.settled();
    expect(service.inbox.list(email)).toHaveLength(1);
    expect(body).toHaveProperty("challengeId");
    expect(await find(email)).toMatchObject([{ status: "blocked" }]);
  });
});

describe("the audit", () => {
  // github.com/getnora-io/nora/issues/985, github.com/josuebrunel/ezauth/issues/171
  // github.com/authgear/authgear-server/issues/1817
  it("names who did it, and still does when the person is forgotten", async () => {
    const { email, customerId } = await twoContacts(service);
    const { body } = await act(service, "block", { customer: email });
    await act(service, "forget", { customer: customerId });
    const acts = (await act(service, "audit-list", {})).body.acts as { readonly id: string }[];
    expect(acts.find(({ id }) => id === body.act)).toMatchObject({ act: "block", by: LOCAL_OWNER });
    expect(JSON.stringify(acts)).not.toContain(email);
  });
});
