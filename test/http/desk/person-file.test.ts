import { beforeAll, describe, expect, it } from "@jest/globals";
import { askWholeStory } from "../../../bin/desk/whole-story.ts";
import type { CallAct } from "../../../bin/desk/call.ts";
import type { ToldStory } from "../../../functions/desk/acts/story.ts";
import { wholeStory } from "../../../functions/desk/story/whole-story.ts";
import { act } from "../../support/desk.ts";
import { type DeskUser, enrolledAdmin, fieldsOf, fill } from "../../support/desk-page.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const [OWNER, OPERATOR] = ["owner@utility.example", "olga@utility.example"];
const FILE = "/admin/person-json";
const ANNA = "anna@example.com";
const REQUESTS = 9;
/** Fewer entries a page than there are. */
const PAGED = { customer: "C-1", items: true, most: 5 };

let service: TestService;
let owner: DeskUser;
beforeAll(async () => {
  const admins = [
    { recipient: OWNER, role: "owner" },
    { recipient: OPERATOR, role: "operator" },
  ];
  service = await startTestService({
    registration: "registered",
    desk: { admins },
    retentionSeconds: 30 * 86_400,
  });
  await act(service, "contacts-add", { customer: "C-1", as: "id", recipient: ANNA });
  for (let times = 0; times < REQUESTS; times++) {
    await service.post("/otp/request", { recipient: ANNA });
    service.clock.advance(3600);
  }
  await service.settled();
  owner = await enrolledAdmin(service, OWNER);
});

/** As the command calls the service on this machine. */
const call: CallAct = Object.assign(
  async (name: string, input: object) => {
    const { status, body } = await act(service, name, input);
    return { outcome: String(body.outcome), done: status === 200, body };
  },
  { clock: () => Promise.resolve(service.clock.now()) },
);

const pageOf = ({ user }: DeskUser, customer = "C-1") =>
  user.open("/admin/person").then((page) => fill(user, page, "/admin/person", { customer, as: "" }));
/** What the log says of each page of a file. */
const lines = () =>
  service.observed.flatMap(({ event, fields }) =>
    event.endsWith("desk") && "shows" in fields && fields.shows === "items" ? [fields] : [],
  );

describe("the answer to a person who asks what is kept", () => {
  it("is a file for owners: what the command prints, all pages of it, and a line in the log", async () => {
    const page = await pageOf(owner);
    const before = lines().length;
    const file = await fill(owner.user, page, FILE);
    expect([file.status, lines().length > before]).toEqual([200, true]);
    expect(lines().at(-1)).toMatchObject({
      act: "story",
      outcome: "told",
      role: "owner",
      about: expect.any(String),
    });
    expect(JSON.stringify(lines())).not.toContain(ANNA);
    const told = JSON.parse(file.text) as ToldStory;
    expect(told.entries.length).toBeGreaterThanOrEqual(REQUESTS);
    expect(told.items?.filter(({ sk }) => String(sk).startsWith("challenge#")).length).toBe(REQUESTS);
    expect(file.text).toContain(ANNA);
    const printed = await askWholeStory(call, { customer: "C-1", items: true });
    expect(told).toEqual(JSON.parse(JSON.stringify(printed.body)));
    const paged = await askWholeStory(call, PAGED);
    expect(JSON.parse(JSON.stringify(paged.body))).toEqual(told);
  });

  it("takes a factor of the last half an hour and the page's own form, which waits for it; no link gives it", async () => {
    const page = await pageOf(owner);
    service.clock.advance(1801);
    const again = await fill(owner.user, page, FILE);
    expect([again.status, again.text.includes("Is it still you?")]).toEqual([403, true]);
    expect(again.text).not.toContain(ANNA);
    const held = await fill(owner.user, again, "/admin/sign-in/again", { code: owner.shows() });
    expect(held.text).toContain("All that is kept of a person");
    expect(fieldsOf(held.text, FILE).customer).toBe("C-1");
    expect((await fill(owner.user, held, FILE)).text).toContain(ANNA);
    for (const answer of [
      await owner.user.submit(FILE, { form: "0.x", customer: "C-1" }),
      await owner.user.open(`${FILE}?customer=C-1`),
    ])
      expect([answer.status, answer.text.includes(ANNA)]).toEqual([404, false]);
  });

  it("says of who is not there that there is nobody", async () => {
    const page = await pageOf(owner);
    const none = await fill(owner.user, page, FILE, { customer: "C-9" });
    expect(none.text).toContain("No customer has this id");
  });

  it("is for no operator: the page has no form for it, and the form of another page is refused", async () => {
    const operator = await enrolledAdmin(service, OPERATOR);
    const page = await pageOf(operator);
    expect(page.text).not.toContain(FILE);
    const { form = "" } = fieldsOf(page.text, "/admin/person");
    const refused = await operator.user.submit(FILE, { form, customer: "C-1" });
    expect([refused.status, refused.text.includes(ANNA)]).toEqual([404, false]);
  });

  it("is not given in part: where a later page is missing there is no answer", async () => {
    const { body } = await act(service, "story", PAGED);
    const first = body as unknown as ToldStory;
    expect(first.next).toBeDefined();
    expect(await wholeStory(first, () => Promise.resolve(undefined))).toBeUndefined();
    const broken: CallAct = Object.assign(
      (name: string, input: object) =>
        "before" in input
          ? Promise.resolve({ outcome: "not-found", done: false, body: {} })
          : call(name, input),
      { clock: call.clock },
    );
    await expect(askWholeStory(broken, PAGED)).rejects.toThrow("Run it again");
  });
});
