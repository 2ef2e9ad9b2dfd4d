import { beforeAll, describe, expect, it } from "@jest/globals";
import { REGISTERED, twoContacts } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { fieldsOf } from "../../support/desk-page.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const own = () => ({ origin: service.url });

describe("the desk's frame", () => {
  it("shows the first screen, whole without a script, with no other origin, in no frame, and kept nowhere", async () => {
    const { status, headers, text } = await service.get("/admin");
    expect(status).toBe(200);
    expect(text).toMatch(/<nav [^]*href="\/admin\/today" aria-current="page"[^]*<h1>Today<\/h1>/);
    expect(text).not.toMatch(/<script|src="http|style="/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-frame-options")).toBe("DENY");
    const policy = headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
  });

  it("says of a screen that is not there that it is not, by a page", async () => {
    const { status, text } = await service.get("/admin/nothing");
    expect([status, text.includes("There is no such page")]).toEqual([404, true]);
  });
});

describe("an act of a form", () => {
  const fields = async () => fieldsOf((await service.get("/admin/today")).text);

  it("is done once under its id, in the audit, and the screen that it goes back to says what it led to", async () => {
    const { email } = await twoContacts(service);
    const id = "act-id";
    const form = { ...(await fields()), customer: email, back: "today", [id]: actId() };
    const { status, headers } = await service.form("/admin/act/block", form, own());
    const location = headers.get("location") ?? "";
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/admin\/today\?done=[0-9a-f-]{36}$/)]);
    expect((await service.get(location)).text).toMatch(/role="status">Done: blocked/);
    const again = await service.form("/admin/act/block", form, own());
    expect(again.headers.get("location")).toBe(location);
    const { body } = await act(service, "audit-list", {});
    expect((body.acts as { act: string }[]).filter((one) => one.act === "block")).toHaveLength(1);
  });

  it("is refused from another site, without its token, and where there is no such person: on its screen", async () => {
    const form = { ...(await fields()), customer: "nobody@example.com", back: "today" };
    const foreign = await service.form("/admin/act/block", form, { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    const bare = await service.form("/admin/act/block", { ...form, form: "0.x" }, own());
    expect([bare.status, bare.text.includes("made for another sign-in")]).toEqual([403, true]);
    const none = await service.form("/admin/act/block", form, own());
    expect([none.status, none.text.includes("there is no such customer")]).toEqual([409, true]);
  });
});

function actId(): string {
  const now = service.clock.now() * 1000;
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7abc-8abc-0123456789ab`;
}
