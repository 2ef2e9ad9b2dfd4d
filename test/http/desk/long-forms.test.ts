import { beforeAll, describe, expect, it } from "@jest/globals";
import { readMultipart } from "../../../functions/http/multipart.ts";
import { ask } from "../../support/ask.ts";
import { REGISTERED } from "../../support/blocked.ts";
import { enrolledAdmin, type DeskUser, fieldsOf, fill } from "../../support/desk-page.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const IMPORT = "/admin/act/customers-import";
const LONG = 1_040_000;

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  const desk = { admins: [{ recipient: OWNER, role: "owner" }] };
  service = await startTestService({ ...REGISTERED, desk });
  owner = await enrolledAdmin(service, OWNER);
});

const URLENCODED = "application/x-www-form-urlencoded";
const part = (name: string, text: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
const send = (path: string, body: string, type = URLENCODED, cookies = new Map<string, string>()) =>
  ask(service.url + path, {
    ...{ method: "POST", body: Buffer.from(body) },
    headers: {
      ...{ "content-type": type, origin: service.url, accept: "text/html" },
      ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
    },
  });
const MULTIPART = "multipart/form-data; boundary=b";

describe("a long form of who is not signed in", () => {
  it.each([
    ["fields", `note=${"\u0001".repeat(LONG)}`, URLENCODED],
    ["a form with files", `${part("note", "\u0001".repeat(LONG))}--b--\r\n`, MULTIPART],
  ])("leads to the sign-in, and is not held: %s", async (_, body, type) => {
    const answer = await send("/admin/act/block", body, type);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('action="/admin/sign-in/address"');
    expect(answer.text).not.toContain('name="held"');
    expect(answer.text.length).toBeLessThan(20_000);
  });

  it("is held where it is short", async () => {
    expect((await send("/admin/act/block", "customer=anna%40example.com")).text).toContain('name="held"');
  });

  it("is no text that a step of the sign-in repeats, nor what was typed", async () => {
    for (const name of ["held", "recipient"]) {
      const first = await person(service).open("/admin/sign-in/address");
      const { form = "" } = fieldsOf(first.text, "/admin/sign-in/address");
      const body = `${new URLSearchParams({ form }).toString()}&${name}=${'"'.repeat(LONG)}`;
      const answer = await send("/admin/sign-in/address", body);
      expect([name, answer.text.length < 20_000]).toEqual([name, true]);
    }
  });
});

describe("a long form of who is signed in, and proves a factor anew", () => {
  const again = async (text: string) => {
    const { user } = owner;
    service.clock.advance(1900);
    return send(IMPORT, `${part("csv", text)}--b--\r\n`, MULTIPART, user.cookies);
  };

  it("is held, and goes on as a form with files, which makes it no longer", async () => {
    const answer = await again("id,email\r\n" + "ü@x.example\r\n".repeat(40_000));
    expect(answer.text).toContain('name="held"');
    const page = { ...answer, leaves: undefined, at: IMPORT, policy: "" };
    const held = await fill(owner.user, page, "/admin/sign-in/again", { code: owner.shows() });
    const form = (held.text.match(/<form[^]*?<\/form>/g) ?? []).find((one) => one.includes(`${IMPORT}"`));
    expect(form).toContain('enctype="multipart/form-data"');
  });

  it("is not held where the page would be longer than a function may answer", async () => {
    const answer = await again("\u0001".repeat(LONG));
    expect(answer.text).toContain('action="/admin/sign-in/again"');
    expect(answer.text).not.toContain('name="held"');
    expect(answer.text.length).toBeLessThan(20_000);
  });
});

describe("a form with files", () => {
  const form = (parts: number) =>
    Buffer.from(Array.from({ length: parts }, (_, at) => part(`f${at}`, "x")).join("") + "--b--\r\n");

  it("is read with a few dozen fields, and not with more", async () => {
    expect(Object.keys((await readMultipart(MULTIPART, form(48)))?.texts ?? {})).toHaveLength(48);
    expect(await readMultipart(MULTIPART, form(49))).toBeUndefined();
  });

  it.each([
    "multipart/form-data",
    'multipart/form-data; boundary="\\b"',
    "multipart/form-data; boundary=c; boundary=b",
  ])("is none where it is not plain what stands between its fields: %s", async (type) =>
    expect(await readMultipart(type, form(1))).toBeUndefined(),
  );
});
