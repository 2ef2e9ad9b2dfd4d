import { describe, expect, it } from "@jest/globals";
import { decodeText } from "../../functions/domain/csv/decode-text.ts";
import { readCustomersFile } from "../../functions/desk/import/read-file.ts";

/** Files that others' imports have read wrongly, as their users reported it, with what is right. */
const REPORTS: readonly [report: string, file: string | Buffer, lines: readonly object[] | string][] = [
  [
    "https://github.com/alkacon/opencms-core/pull/849",
    "\ufeffname;firstname;lastname;email;password\nanna;Anna;Berg;a@b.example;x",
    [{ name: "anna", addresses: [{ text: "a@b.example" }] }],
  ],
  [
    "https://github.com/dotCMS/core/issues/36508",
    Buffer.from('\ufeff"email","id"\r\n"a@b.example","c-1"\r\n'),
    [{ customerId: "c-1" }],
  ],
  [
    "https://github.com/osTicket/osTicket/pull/6520",
    'name, email, id\n"Berg, Anna", "a@b.example" , c-1\nUser Name, b@b.example, c-2',
    [
      { name: "Berg, Anna", customerId: "c-1" },
      { name: "User Name", addresses: [{ text: "b@b.example" }] },
    ],
  ],
  [
    "https://github.com/inverse-inc/packetfence/issues/5040",
    '"pid","firstname"\n"riss","Riss"\n"luz","Luz",\n"cabu","Cabu"',
    "The first line must name the columns",
  ],
  [
    "https://github.com/oroinc/crm/issues/357",
    "id,email\nc-1,me@example.com \nc-2,\u00a0you@example.com\u00a0",
    [{ addresses: [{ text: "me@example.com" }] }, { addresses: [{ text: "you@example.com" }] }],
  ],
  [
    "https://github.com/Budibase/budibase/issues/7398",
    "email\r\na@b.example\r\nb@b.example\r\n",
    [{ line: 2, addresses: [{ text: "a@b.example" }] }, { line: 3 }],
  ],
  [
    "https://github.com/odoo/odoo/issues/99995",
    "id,phone\nc-1,'+380 99 345-67-89",
    [{ addresses: [{ text: "+380 99 345-67-89" }] }],
  ],
  ["https://github.com/Automattic/camptix/issues/40", "id,phone\nc-1,4.41E+11", [{ reason: "spreadsheet" }]],
  [
    "https://github.com/owncloud-archive/contacts/issues/827",
    "Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,External ID\nИмя,* My Contacts ::: University,* ,email@example.com,Mobile,+1 415 555 0123,c-1",
    [{ name: "Имя", addresses: [{ text: "email@example.com" }, { text: "+1 415 555 0123" }] }],
  ],
  [
    "https://github.com/tine20/tine20/issues/3316",
    Buffer.from("name;email\r\n\u00c4gidius;a@b.example", "latin1"),
    [{ name: "Ägidius" }],
  ],
  [
    "https://github.com/StarGW-net/contacts-import/issues/2",
    "id;email;name;\nc-1;a@b.example;Anna;\nc-2;b@b.example;Ben;\n",
    [{ name: "Anna" }, { name: "Ben" }],
  ],
  [
    "https://github.com/strangerstudios/pmpro-import-users-from-csv/issues/64",
    "id,email\nc-1,",
    [{ reason: "no-address" }],
  ],
  [
    "https://github.com/iris-connect/iris-client/issues/443",
    'id,phone\nc-1," +14155550123"',
    [{ addresses: [{ text: "+14155550123" }] }],
  ],
];

describe("a file that another program could not import", () => {
  it.each(REPORTS)("is read right: %s", (_report, file, lines) => {
    const read = readCustomersFile(typeof file === "string" ? file : decodeText(file).text);
    if (typeof lines === "string") expect(read).toEqual(expect.stringContaining(lines));
    else expect(read).toMatchObject({ lines });
  });
});
