import { beforeAll, describe, expect, it } from "@jest/globals";
import { READY_ADMIN } from "../../../bin/local/desk-caller.ts";
import { ask } from "../../support/ask.ts";
import { REGISTERED } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { enterCode, fieldsOf, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let user: Person;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
  user = person(service);
  await enterCode(service, user, READY_ADMIN);
});

const IMPORT = "/admin/act/customers-import";
const BOUNDARY = "----formOfTheDesk";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** A form as a browser sends one with a file. */
function sentWith(fields: Record<string, string>, file: Uint8Array): string {
  const head = (text: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; ${text}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name="${name}"`)}\r\n${value}\r\n`);
  const opening = `${head('name="csv:file"; filename="customers.csv"')}content-type: text/csv\r\n\r\n`;
  return (
    Buffer.from(texts.join("") + opening).toString("latin1") +
    Buffer.from(file).toString("latin1") +
    `\r\n--${BOUNDARY}--\r\n`
  );
}

const upload = (fields: Record<string, string>, file: Uint8Array, path = IMPORT) =>
  ask(service.url + path, {
    ...{ method: "POST", body: Buffer.from(sentWith(fields, file), "latin1") },
    headers: {
      ...{ "content-type": TYPE, origin: service.url, accept: "text/html" },
      cookie: [...user.cookies].map((pair) => pair.join("=")).join("; "),
    },
  });
const formWith = (text: string, part: string) =>
  (text.match(/<form[^]*?<\/form>/g) ?? []).find((one) => one.includes(part)) ?? "";
const looking = async () =>
  fieldsOf(formWith((await user.open("/admin/customers")).text, 'name="dryRun:flag"'), IMPORT);

describe("a file that is chosen for an import", () => {
  it.each([
    ["UTF-8", Buffer.from("\ufeffname;email\r\nMüller € Ñ;utf@file.example\r\n")],
    [
      "Windows-1252",
      Buffer.concat([
        Buffer.from("name;email\r\nM"),
        Buffer.of(0xfc),
        Buffer.from("ller "),
        Buffer.of(0x80, 0x20, 0xd1),
        Buffer.from(";windows@file.example\r\n"),
      ]),
    ],
  ])("is read byte for byte, in %s", async (letters, file) => {
    const looked = await upload(await looking(), file);
    expect([looked.status, looked.text.includes("Registered anew: 1.")]).toEqual([200, true]);
    const ready = formWith(looked.text, 'name="part:number" value="0"');
    expect(ready).toContain('enctype="multipart/form-data"');
    const done = await fill(
      user,
      { ...looked, text: ready, leaves: undefined, at: IMPORT, policy: "" },
      IMPORT,
    );
    expect(done.text).toContain("Registered anew: 1.");
    const { body } = await act(service, "customers-find", { name: "Müller € Ñ" });
    expect(body.customers).toHaveLength(letters === "UTF-8" ? 1 : 2);
  });

  it("of several parts is looked at, and goes on where its answer was lost, with the file again", async () => {
    const lines = Array.from({ length: 250 }, (_, at) => `Line ${at},line-${at}@file.example`);
    const file = Buffer.from(["name,email", ...lines].join("\r\n"));
    const looked = await upload(await looking(), file);
    expect(looked.text).toContain("Registered anew: 250.");
    const first = fieldsOf(formWith(looked.text, 'name="part:number" value="0"'), IMPORT);
    // Its answer is lost, and the browser closed.
    await upload(first, file);
    const page = await user.open("/admin/customers");
    expect(page.text).toContain("An import that was begun on");
    const on = fieldsOf(formWith(page.text, 'name="part:number" value="1"'), IMPORT);
    // The parts of an import differ in their last four digits alone.
    expect(on.import?.slice(0, -4)).toBe(first.import?.slice(0, -4));
    const second = await upload(on, file);
    expect(second.text).toContain("Registered anew: 100.");
    expect(second.text).toContain('name="part:number" value="2"');
    const { body } = await act(service, "customers-imports", {});
    expect(body.imports).toEqual([]);
  });

  it("is refused where it is no form, too long, or sent to any other address; with no token it does nothing", async () => {
    const broken = await ask(service.url + IMPORT, {
      ...{ method: "POST", body: "x", headers: { "content-type": TYPE, origin: service.url } },
    });
    expect(broken.status).toBe(403);
    const long = await upload({}, Buffer.alloc(1024 * 1024 + 1, "x"));
    expect(long.status).toBe(413);
    for (const path of ["/otp/request", "/admin/customers", "/admin/sign-in/address", "/admin/act/forget"])
      expect((await upload(await looking(), Buffer.from("x"), path)).status).toBe(415);
    const bare = await upload({ form: "0.x", "dryRun:flag": "yes" }, Buffer.from("email\na@b.example"));
    expect([bare.status, bare.text.includes("made for another sign-in")]).toEqual([403, true]);
  });
});
