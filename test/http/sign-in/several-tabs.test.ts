import { beforeAll, describe, expect, it } from "@jest/globals";
import { hiddenOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
let serial = 0;
beforeAll(async () => {
  service = await startTestService();
});

const named = (name: string) => `${name}${++serial}@example.com`;
const enter = (user: Person, page: Shown, code: string) =>
  user.submit("/otp/verify", { ...hiddenOf(page), code });

/** Has a code sent in a tab of its own. */
async function tab(user: Person, recipient: string): Promise<Shown> {
  return user.ask(recipient, await user.open("/otp/request"));
}

const HINT = "Other codes are open in this browser";

// vouch/vouch-proxy#349, auth0/nextjs-auth0#142, better-auth/better-auth#11075
describe("two tabs of one browser, one for father and one for mother", () => {
  it("sign father in with father's code in father's tab, although mother's was opened later", async () => {
    const user = person(service);
    const [father, mother] = [named("father"), named("mother")];
    const first = await tab(user, father);
    const second = await tab(user, mother);
    expect((await enter(user, first, service.code(father))).text).toContain("f***@example.com");
    // Mother's code has lost no attempt, and is still good.
    const reloaded = await user.open(second.at);
    expect(reloaded.text).not.toMatch(/You have \d attempts? left/);
    expect((await enter(user, second, service.code(mother))).text).toContain("m***@example.com");
  });

  it("count a wrong code against the tab that it was typed in, and name the message that belongs there", async () => {
    const user = person(service);
    const [father, mother] = [named("father"), named("mother")];
    const first = await tab(user, father);
    const second = await tab(user, mother);
    const shown = await enter(user, first, service.code(mother));
    expect(shown.text).toContain("You have 4 attempts left.");
    expect(shown.text).toContain(HINT);
    expect(shown.text).toContain(`went to <strong><bdi dir="ltr">${father}`);
    expect(shown.text).toContain('<time datetime="2026-11-23T');
    expect((await user.open(second.at)).text).not.toMatch(/You have \d attempts? left/);
    expect((await enter(user, first, service.code(father))).at).toBe("/otp/session");
  });

  it("say nothing of other codes where there are none", async () => {
    const user = person(service);
    const recipient = named("alone");
    const page = await tab(user, recipient);
    expect((await enter(user, page, wrong(service.code(recipient)))).text).not.toContain(HINT);
  });

  it("send the code of the right tab again", async () => {
    const user = person(service);
    const [father, mother] = [named("father"), named("mother")];
    const first = await tab(user, father);
    await tab(user, mother);
    service.clock.advance(30);
    const again = await user.submit("/otp/resend", hiddenOf(first));
    expect(again.text).toContain(father);
    expect(again.text).toContain("We sent the same code again.");
    await service.settled();
    expect([father, mother].map((one) => service.inbox.list(one).length)).toEqual([2, 1]);
  });
});

describe("a browser that still holds a challenge whose code is over", () => {
  it("is told of no other codes after a wrong one", async () => {
    const user = person(service);
    await tab(user, named("late"));
    service.clock.advance(301);
    const recipient = named("now");
    const open = await tab(user, recipient);
    const shown = await enter(user, open, wrong(service.code(recipient)));
    expect(shown.text).toContain("That code is not right.");
    expect(shown.text).not.toContain(HINT);
  });
});

describe("a browser with more tabs than it may hold", () => {
  it("forgets the oldest, says so there, and no code of it is tried elsewhere", async () => {
    const user = person(service);
    const people = Array.from({ length: 5 }, (_, index) => named(`p${index}x`));
    const pages: Shown[] = [];
    for (const one of people) pages.push(await tab(user, one));
    expect(user.cookies.get("latchkey-challenge")?.split(".")).toHaveLength(4);
    const oldest = await enter(user, pages[0]!, service.code(people[0]!));
    expect(oldest).toMatchObject({ status: 404, text: expect.stringContaining("There is no code to enter") });
    for (const at of [1, 2, 3, 4])
      expect((await enter(user, pages[at]!, service.code(people[at]!))).at).toBe("/otp/session");
    expect(user.cookies.has("latchkey-challenge")).toBe(false);
  });
});

describe("a tab whose code was pushed out, in a browser that is signed in", () => {
  it("says that the code was not taken, instead of showing the session", async () => {
    const user = person(service);
    await user.signIn(named("session"));
    const people = Array.from({ length: 5 }, (_, index) => named(`q${index}x`));
    const pages: Shown[] = [];
    for (const one of people) pages.push(await tab(user, one));
    const oldest = await enter(user, pages[0]!, service.code(people[0]!));
    expect(oldest.text).toContain("There is no code to enter");
    // Without anything to say, the session is what there is to see.
    expect((await user.open(pages[0]!.at)).at).toBe("/otp/session");
  });
});

describe("a mark that was changed, or is another browser's", () => {
  it.each([
    [
      "another tab's kind of mark",
      (mark: string) => mark.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
    ],
    ["nothing of ours", () => "../../x"],
    ["a key that does not exist", (mark: string) => mark.replace(/^\d+/, "99")],
  ])("means no challenge: %s", async (_, change) => {
    const user = person(service);
    const recipient = named("marked");
    const page = await tab(user, recipient);
    const { mark = "", ...hidden } = hiddenOf(page);
    const code = service.code(recipient);
    const shown = await user.submit("/otp/verify", { ...hidden, mark: change(mark), code });
    expect(shown.text).toContain("There is no code to enter");
    expect((await enter(user, page, code)).at).toBe("/otp/session");
  });

  it("shows nothing of a challenge to who has the mark alone, and the mark nothing of its id", async () => {
    const user = person(service);
    const page = await tab(user, named("owner"));
    const { mark = "" } = hiddenOf(page);
    expect(page.at).toBe(`/otp/verify?mark=${mark}`);
    expect(mark).toMatch(/^\d+\.[\w-]{16}$/);
    expect(page.text).not.toContain(user.cookies.get("latchkey-challenge"));
    expect((await person(service).open(page.at)).status).toBe(404);
  });
});

describe("a form of the version before, which carries no mark", () => {
  it("is about the newest challenge, as its cookie was", async () => {
    const user = person(service);
    const recipient = named("older");
    const page = await tab(user, recipient);
    const { form = "" } = hiddenOf(page);
    expect((await user.submit("/otp/verify", { form, code: service.code(recipient) })).at).toBe(
      "/otp/session",
    );
  });
});
