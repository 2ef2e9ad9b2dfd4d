import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { REGISTERED, twoContacts } from "../../support/blocked.ts";
import { READY_ADMIN } from "../../../bin/local/desk-caller.ts";
import { ask } from "../../support/ask.ts";
import { act } from "../../support/desk.ts";
import { enterCode, fill } from "../../support/desk-page.ts";
import { type Person, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
/** On a laptop an admin waits who needs a code alone. */
let user: Person;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
  user = person(service);
  await enterCode(service, user, READY_ADMIN);
});

const headers = () => ({ cookie: [...user.cookies].map((pair) => pair.join("=")).join("; ") });

describe("the desk's frame", () => {
  it("shows the first screen, whole without a script, with no other origin, in no frame, and kept nowhere", async () => {
    const { status, headers: answered, text } = await service.get("/admin", headers());
    expect(status).toBe(200);
    expect(text).toMatch(/<nav [^]*href="\/admin\/today" aria-current="page"[^]*<h1>Today<\/h1>/);
    expect(text).not.toMatch(/<script|src="http|style="/);
    expect(answered.get("cache-control")).toBe("no-store");
    expect(answered.get("x-frame-options")).toBe("DENY");
    const policy = answered.get("content-security-policy");
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
  });

  it("says of a screen that is not there that it is not, by a page", async () => {
    const { status, text } = await user.open("/admin/nothing");
    expect([status, text.includes("There is no such page")]).toEqual([404, true]);
  });
});

describe("an act of a form", () => {
  /** A form as the desk makes them, with the token of this sign-in. */
  const form = async (customer: string, more: Record<string, string> = {}) => {
    const { text } = await user.open("/admin/today");
    const [, token = ""] = /name="form" value="([^"]+)"/.exec(text) ?? [];
    const id = newActId(randomBytes, service.clock.now());
    return { form: token, "act-id": id, back: "today", customer, ...more };
  };

  it("is done once under its id, in the audit, and the screen that it goes back to says what it led to", async () => {
    const { email } = await twoContacts(service);
    const fields = await form(email);
    const done = await user.submit("/admin/act/block", fields);
    expect([done.status, done.at]).toEqual([200, `/admin/today?done=${fields["act-id"]}`]);
    expect(done.text).toMatch(/role="status">Done: blocked/);
    expect((await user.submit("/admin/act/block", fields)).at).toBe(done.at);
    const { body } = await act(service, "audit-list", {});
    expect((body.acts as { act: string }[]).filter((one) => one.act === "block")).toHaveLength(1);
  });

  it("is refused from another site, without its token, and where there is no such person: on its screen", async () => {
    const fields = await form("nobody@example.com");
    const foreign = { ...headers(), origin: "https://evil.example" };
    expect((await service.form("/admin/act/block", fields, foreign)).status).toBe(403);
    const bare = await user.submit("/admin/act/block", { ...fields, form: "0.x" });
    expect([bare.status, bare.text.includes("made for another sign-in")]).toEqual([403, true]);
    const none = await user.submit("/admin/act/block", fields);
    expect([none.status, none.text.includes("there is no such customer")]).toEqual([409, true]);
  });

  it("is none that answers a secret: those are for the command", async () => {
    const fields = await form("x", { recipient: READY_ADMIN });
    expect((await user.submit("/admin/act/open", fields)).status).toBe(404);
  });
});

describe("a stranger who sends what is no form of the desk", () => {
  const PATHS = ["/admin/act/block", "/admin/sign-in/address", "/admin/sign-in/out"];
  const send = (path: string, type: string, body: string) =>
    ask(service.url + path, {
      ...{ method: "POST", body },
      headers: { origin: service.url, "content-type": type },
    });

  it.each(PATHS)("is told so, and nothing breaks: %s", async (path) => {
    for (const body of ["null", "7", "[]", "{}"])
      expect((await send(path, "application/json", body)).status).toBe(415);
    const names = Array.from({ length: 100_000 }, (_, index) => `f${index}=`).join("&");
    const many = await send(path, "application/x-www-form-urlencoded", names);
    expect([many.status, many.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
  });

  it("is asked to sign in, however deep the name of a field leads", async () => {
    const deep = `${"a.".repeat(100_000)}a=x`;
    expect((await send("/admin/act/block", "application/x-www-form-urlencoded", deep)).status).toBe(403);
  });
});

describe("what stands in a form", () => {
  it("comes back line by line: a table whose first cell is empty is imported as it was pasted", async () => {
    const csv = "name\temail\r\nAnna Tab\tanna.tab@example.com\r\n\tno.name@example.com\r\n";
    const page = await user.open("/admin/customers");
    const looked = await fill(user, page, "/admin/act/customers-import", { csv });
    const forms = looked.text.match(/<form[^]*?<\/form>/g) ?? [];
    const ready = forms.find((one) => one.includes('name="part:number"')) ?? "";
    const done = await fill(user, { ...looked, text: ready }, "/admin/act/customers-import");
    expect(done.text).toContain("Registered anew: 2.");
    const { body } = await act(service, "customers-export", {});
    expect(JSON.stringify(body)).toContain("no.name@example.com");
  });

  it("goes on with an import whose part was sent twice", async () => {
    const lines = Array.from({ length: 150 }, (_, at) => `Twice ${at},twice-${at}@example.com`);
    const csv = ["name,email", ...lines].join("\r\n");
    const partOf = (text: string) =>
      (text.match(/<form[^]*?<\/form>/g) ?? []).find((one) => one.includes('name="part:number"')) ?? "";
    const page = await user.open("/admin/customers");
    const looked = await fill(user, page, "/admin/act/customers-import", { csv });
    const first = { ...looked, text: partOf(looked.text) };
    await fill(user, first, "/admin/act/customers-import");
    const again = await fill(user, first, "/admin/act/customers-import");
    const second = { ...again, text: partOf(again.text) };
    expect(second.text).toContain('name="part:number" value="1"');
    const done = await fill(user, second, "/admin/act/customers-import");
    expect(done.text).toContain("Registered anew: 50.");
  });

  it("keeps the empty lines and indents of a text that is shown again", async () => {
    const csv = "name\temail\n\n\tb@example.com\n    c";
    const page = await user.open("/admin/customers");
    const looked = await fill(user, page, "/admin/act/customers-import", { csv });
    expect(looked.text).toContain(`>\n${csv}</textarea>`);
  });
});
