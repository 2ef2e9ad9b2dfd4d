import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, fieldsOf, fill } from "../../support/desk-page.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const OTHER = "other@utility.example";
const OPERATOR = "olga@utility.example";
const FORGET = "/admin/act/forget";

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  const admins = [
    { recipient: OWNER, role: "owner" },
    { recipient: OTHER, role: "owner" },
    { recipient: OPERATOR, role: "operator" },
  ];
  service = await startTestService({ registration: "registered", desk: { admins } });
  owner = await enrolledAdmin(service, OWNER);
});

const register = (customer: string, recipient: string) =>
  act(service, "contacts-add", { customer, as: "id", recipient, name: "Ada Gone" });
const look = async ({ user }: DeskUser, customer: string) =>
  fill(user, await user.open("/admin/person"), "/admin/person", { customer });
const kept = async (text: string) => (await service.get("/_local/items")).text.includes(text);
const auditOf = async () => {
  const { body } = await act(service, "audit-list", {});
  const acts = body.acts as { act: string; by: string; role: string; result?: string; about: string[] }[];
  return acts.filter((one) => one.act === "forget");
};
const readAndTicked = { "confirmed:flag": "yes" };

describe("an owner who forgets a person by the page", () => {
  it("is told what goes, ticks that it was read, and finds nothing of it any more, and a line in the audit", async () => {
    await register("C-gone", "ada@gone.example");
    await register("C-gone", "+14155550171");
    const page = await look(owner, "C-gone");
    const said = page.text.slice(page.text.indexOf("This is deleted, and cannot be undone"));
    expect(said).toMatch(
      /the customer <bdi>C-gone<\/bdi> with all contacts[^]*a\*\*\*@gone\.example[^]*\+\*+71/,
    );
    expect(said).not.toContain("ada@gone.example");
    const done = await fill(owner.user, page, FORGET, readAndTicked);
    expect([done.status, done.at]).toEqual([200, expect.stringMatching(/^\/admin\/person\?done=/)]);
    expect(done.text).toMatch(/Done: all that was kept of the person is deleted · .*customer: 2/);
    for (const text of ["ada@gone.example", "+14155550171", "Ada Gone"]) expect(await kept(text)).toBe(false);
    const [one, ...others] = await auditOf();
    expect([one?.role, one?.result, others]).toEqual(["owner", "forgotten", []]);
    expect(JSON.stringify(one)).not.toMatch(/@|\+1/);
    // Sent twice: it is told again, and done once.
    expect((await fill(owner.user, page, FORGET, readAndTicked)).at).toBe(done.at);
    expect(await auditOf()).toHaveLength(1);
  });

  it("deletes nothing without the tick, with another sign-in's token, or where there is no such person", async () => {
    await register("C-kept", "kim@kept.example");
    const page = await look(owner, "C-kept");
    const bare = await fill(owner.user, page, FORGET);
    expect([bare.status, bare.text.includes("Nothing was deleted")]).toEqual([400, true]);
    expect(fieldsOf(bare.text, "/admin/person").customer).toBe("C-kept");
    const foreign = await fill(owner.user, page, FORGET, {
      ...readAndTicked,
      form: "0.AAAAAAAAAAAAAAAAAAAAAA",
    });
    expect([foreign.status, foreign.text.includes("made for another sign-in")]).toEqual([403, true]);
    const cookie = [...owner.user.cookies].map((pair) => pair.join("=")).join("; ");
    const fields = { ...fieldsOf(page.text, FORGET), ...readAndTicked };
    const elsewhere = { cookie, origin: "https://evil.example" };
    expect((await service.form(FORGET, fields, elsewhere)).status).toBe(403);
    const none = await fill(owner.user, page, FORGET, { ...readAndTicked, customer: "C-none" });
    expect([none.status, none.text.includes("there is no such customer")]).toEqual([409, true]);
    const own = await fill(owner.user, page, FORGET, { ...readAndTicked, customer: OWNER });
    expect([own.status, own.text.includes("Nobody does this to themselves")]).toEqual([403, true]);
    expect(await kept("kim@kept.example")).toBe(true);
  });

  it("proves a factor anew after half an hour, and is shown what was filled before it is sent", async () => {
    await register("C-late", "lea@late.example");
    const page = await look(owner, "C-late");
    service.clock.advance(1801);
    const again = await fill(owner.user, page, FORGET, readAndTicked);
    expect([again.status, again.text.includes("Is it still you?")]).toEqual([403, true]);
    expect(await kept("lea@late.example")).toBe(true);
    const shown = await fill(owner.user, again, "/admin/sign-in/again", { code: owner.shows() });
    expect(shown.text).toContain("Deletes all that is kept of a person");
    const done = await fill(owner.user, shown, FORGET);
    expect(done.text).toContain("Done: all that was kept");
    expect(await kept("lea@late.example")).toBe(false);
  });
});

describe("an operator", () => {
  it("sees no form that forgets, and is refused one", async () => {
    await register("C-other", "oda@other.example");
    const operator = await enrolledAdmin(service, OPERATOR);
    const page = await look(operator, "C-other");
    expect(page.text).not.toContain(FORGET);
    const { form = "" } = fieldsOf(page.text, "/admin/sign-in/out");
    const refused = await operator.user.submit(FORGET, { form, customer: "C-other", ...readAndTicked });
    expect([refused.status, refused.text.includes("Your role may not do this")]).toEqual([403, true]);
    expect(await kept("oda@other.example")).toBe(true);
  });
});
