import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { customersCsv } from "../../functions/domain/csv/customers-csv.ts";
import { readCustomersFile } from "../../functions/desk/import/read-file.ts";

const read = (text: string) => {
  const file = readCustomersFile(text);
  if (typeof file === "string") throw new Error(file);
  return file;
};
/** What one line says, behind a header. */
const lineOf = (header: string, line: string) => read(`${header}\n${line}`).lines[0];

describe("a file of customers", () => {
  it.each([
    ["customerId,address\nc-1,a@b.example"],
    ["\ufeffcustomerId;address\r\nc-1;a@b.example\r\n"],
    ["id\temail\tCity\r\nc-1\ta@b.example\tBonn"],
    ['sep=;\r\n"External ID";"E-Mail Address"\r\n"c-1";"a@b.example"'],
    ["Customer Number,Email,Address\rc-1,a@b.example,Main Street 1\r"],
    ["status,E_MAIL,'customer_id\n,a@b.example,c-1"],
    ["id,email,phone\nc-1,a@b.example,,,,"],
  ])("is read whatever parts its cells and names its columns: %j", (text) => {
    const [line] = read(text).lines;
    expect(line).toMatchObject({ customerId: "c-1", addresses: [{ text: "a@b.example" }] });
  });

  it("names each line as it stands in the file", () => {
    const { lines } = read('sep=,\nid,email,note\n\nc-1,a@b.example,"street\n\ntown"\nc-2,b@b.example,x\n');
    expect(lines).toMatchObject([
      { line: 4, reason: "characters", column: "note" },
      { line: 7, customerId: "c-2" },
    ]);
  });

  it.each([
    ["", "There is nothing in it."],
    ["\ufeff \r\n", "There is nothing in it."],
    ["c-1,a@b.example\nc-2,b@b.example", "The first line must name the columns"],
    ["id,name\nc-1,Anna", "There is no column with addresses."],
    ["id,email,E-Mail\nc-1,a@b.example,b@b.example", 'Two columns are called like "E-Mail".'],
    ["id,customerId,email\na,b,c@d.example", 'Two columns are called like "customerId".'],
    ["id,email", "There is no line behind the header."],
    ['id,email\nc-1,"a@b.example\nc-2,b@b.example', "The quote that opens in line 2 is never closed."],
    ["i\0d\0,\0e\0", "It is no text that can be read."],
    [`id,email\n${"c,a@b.example\n".repeat(2001)}`, "It has 2001 lines."],
  ])("is refused as a whole: %j", (text, why) => {
    expect(readCustomersFile(text)).toEqual(expect.stringContaining(why));
  });

  it("has room for 2 000 customers", () => {
    expect(read(`id,email\n${"c,a@b.example\n".repeat(2000)}`).lines).toHaveLength(2000);
  });

  it.each([
    ["id,email", "c-1", "columns"],
    ["id,email", "c-1,a@b.example,x", "columns"],
    ["id,email", '"c-1"x,a@b.example', "columns"],
    ["id,email", `c-1,a@b.example${"x".repeat(10_000)}`, "too-long"],
    ["id,email", `${"c".repeat(256)},a@b.example`, "too-long"],
    ["id,email,name", `c-1,a@b.example,${"n".repeat(201)}`, "too-long"],
    ["id,email,name", 'c-1,a@b.example,"An\nna"', "characters"],
    ["id,email,name", "c-1,a@b.example,An\0na", "characters"],
    ["id,email,name", "c-1,a@b.example,M\ufffdller", "characters"],
    ["id,email,name", "c-1,a@b.example,\ud800", "characters"],
    ["id,phone", "c-1,4.9E+11", "spreadsheet"],
    ["id,phone", "c-1;4", "columns"],
    ["id,phone", "c-1,4.91701E+011", "spreadsheet"],
    ["id,phone", "c-1,14155550123.0", "spreadsheet"],
    ["id,address", "c-1,'+1.4155E+10", "spreadsheet"],
    ["id,phone", "1E+05,+14155550123", "spreadsheet"],
    ["id,email,locale", "c-1,a@b.example,German", "locale"],
    ["id,email,status", "c-1,a@b.example,gone", "status"],
    ["id,email", "c-1,", "no-address"],
    ["id,email,phone", ",a@b.example,+14155550123", "no-id"],
  ])("leaves a line out: %j %j: %s", (header, line, reason) => {
    expect(lineOf(header, line)).toMatchObject({ line: 2, reason });
  });

  it("reads a number with a decimal comma, where semicolons part the cells, as damaged too", () => {
    expect(lineOf("id;phone", "c-1;4,9E+11")).toMatchObject({ reason: "spreadsheet", column: "phone" });
  });

  it.each([
    ["id,email,locale", "c-1,a@b.example,de_CH", { locale: "de-CH" }],
    ["id,email,locale", "c-1,a@b.example,EN", { locale: "en" }],
    ["id,email,status", "c-1,a@b.example,Blocked", { blocked: true }],
    [
      "id,phone",
      '"=""00123""",\'+14155550123',
      { customerId: "00123", addresses: [{ text: "+14155550123" }] },
    ],
    ["id,email,name", "c-1,a@b.example,'=HYPERLINK(1)", { name: "=HYPERLINK(1)" }],
    ["id,email,name", "c-1,a@b.example,=HYPERLINK(1)", { name: "=HYPERLINK(1)" }],
  ])("reads %j %j", (header, line, says) => {
    expect(lineOf(header, line)).toMatchObject(says);
  });
});

/** What an admin may write of a customer, and what looks like a formula, a quote or a separator. */
const fact = (most: number) =>
  fc
    .string({
      unit: fc.oneof(
        fc.constantFrom("'", "=", "+", "-", "@", '"', ",", ";", " ", "1", "E"),
        fc.string({ unit: "grapheme", maxLength: 1, minLength: 1 }),
      ),
      maxLength: most,
    })
    .map((text) => text.trim())
    .filter((text) => text !== "" && !/[\p{Cc}\u2028\u2029\ufffd]/u.test(text));

describe("a file that was exported", () => {
  it("says the same when it is imported", () => {
    const customer = fc.record(
      {
        customerId: fact(30).filter((id) => !/^[+-]?\d+([.,]\d+)?E[+-]?\d+$/i.test(id)),
        address: fc.constantFrom(
          "a@b.example",
          "+14155550123",
          "=x@b.example",
          "-a@b.example",
          "'o@b.example",
        ),
        name: fact(20),
        locale: fc.constantFrom("en", "de-CH"),
        note: fact(20),
        status: fc.constantFrom("active", "blocked"),
      },
      { requiredKeys: ["customerId", "address", "status"] },
    );
    fc.assert(
      fc.property(fc.array(customer, { minLength: 1, maxLength: 4 }), (customers) => {
        const { lines } = read(customersCsv(customers));
        expect(lines).toEqual(
          customers.map(({ address, status, ...facts }, at) => ({
            ...{ ...facts, line: at + 2, blocked: status === "blocked" },
            addresses: [{ column: "address", text: address }],
          })),
        );
      }),
    );
  });
});
