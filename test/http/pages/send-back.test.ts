import { beforeAll, describe, expect, it } from "@jest/globals";
import { Fault } from "../../../functions/domain/errors.ts";
import { hiddenOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
let out = false;
let serial = 0;
beforeAll(async () => {
  service = await startTestService(
    {},
    {
      override: ({ storage }) => ({
        storage: {
          ...storage,
          challenges: new Proxy(storage.challenges, {
            get: (target, name, receiver): unknown =>
              out
                ? () => Promise.reject(new Fault("storage-unavailable", "silent"))
                : Reflect.get(target, name, receiver),
          }),
        },
      }),
    },
  );
});

const somebody = () => `back${++serial}@example.com`;
const OWN = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" };
const HTML = { accept: "text/html" };
const cookieOf = (user: Person) => [...user.cookies].map((pair) => pair.join("=")).join("; ");

/** Posts a form and stops at the answer. */
const post = (user: Person, path: string, fields: Record<string, string>, headers: object = OWN) =>
  service.form(path, fields, { ...HTML, cookie: cookieOf(user), ...headers });

async function atCode(user: Person, recipient = somebody()): Promise<{ page: Shown; code: string }> {
  const page = await user.ask(recipient, await user.open("/otp/request"));
  return { page, code: service.code(recipient) };
}

// brave/browser-laptop#2267, SkygearIO/skygear-server#1288, q2a/question2answer#548
describe("a form that is refused", () => {
  it("is answered with the way to its page: a reload shows it again, and sends and says nothing twice", async () => {
    const user = person(service);
    const { page, code } = await atCode(user);
    const answer = await post(user, "/otp/verify", { ...hiddenOf(page), code: wrong(code) });
    expect([answer.status, answer.headers.get("location"), answer.text]).toEqual([303, page.at, ""]);
    const shown = await user.submit("/otp/verify", { ...hiddenOf(page), code: wrong(code) });
    expect(shown).toMatchObject({ status: 200, at: page.at });
    expect(shown.text).toContain("That code is not right. You have 3 attempts left.");
    const reloaded = await user.open(shown.at);
    expect(reloaded.text).not.toContain("That code is not right.");
    expect(reloaded.text).toContain("You have 3 attempts left.");
    expect((await user.submit("/otp/verify", { ...hiddenOf(reloaded), code })).at).toBe("/otp/session");
    // Back, to the page of the code.
    expect(await user.open(page.at)).toMatchObject({ status: 200, at: "/otp/session" });
  });

  it.each<[string, string, Record<string, string>, string]>([
    ["/otp/request", "/otp/request", { channel: "email", email: "anna@" }, "The part after the @"],
    ["/otp/verify", "/otp/verify", { code: "12" }, "Enter the 6 digits"],
    ["/otp/resend", "/otp/verify", {}, "A code was sent a moment ago."],
    ["/otp/verify", "/otp/verify", { code: "1".repeat(17_000) }, "Something about this request"],
  ])("at %s is told on %s (%j)", async (path, page, fields, words) => {
    const user = person(service);
    const { page: asked } = await atCode(user);
    const shown = await user.submit(path, { ...hiddenOf(asked), ...fields });
    expect([shown.status, shown.at.split("?")[0]]).toEqual([200, page]);
    expect(shown.text).toContain(words);
    expect((await user.open(shown.at)).text).not.toContain(words);
  });

  it("of the session's page is told there", async () => {
    const user = person(service);
    await user.signIn(somebody());
    const shown = await user.submit("/otp/logout", { form: "0.made-up" });
    expect(shown).toMatchObject({ status: 200, at: "/otp/session" });
    expect(shown.text).toContain("The page was open for too long");
    expect(shown.text).toContain("You are signed in");
  });

  it("in JSON keeps its status", async () => {
    const { challengeId, code } = await service.challenge(somebody());
    const answer = await service.post("/otp/verify", { challengeId, code: wrong(code) }, OWN);
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
  });
});

describe("what waits for a page", () => {
  it("is not taken by a prefetch, by a script, by another site's link, nor by another page", async () => {
    const user = person(service);
    const { page, code } = await atCode(user);
    const { page: other } = await atCode(user);
    const answer = await post(user, "/otp/verify", { ...hiddenOf(page), code: wrong(code) });
    const [flash = ""] = answer.headers.getSetCookie().filter((line) => line.startsWith("latchkey-flash="));
    expect(flash).toContain("Max-Age=60");
    const cookie = `${cookieOf(user)}; ${flash.split(";")[0]}`;
    const open = (address: string, headers: object) => service.get(address, { ...HTML, cookie, ...headers });
    for (const [address, headers] of [
      [page.at, { ...OWN, "sec-purpose": "prefetch" }],
      [page.at, { ...OWN, "sec-fetch-mode": "cors" }],
      [page.at, { ...OWN, "sec-fetch-site": "cross-site" }],
      [other.at, OWN],
      ["/otp/request", OWN],
      ["/otp/session", OWN],
    ] as const) {
      const untouched = await open(address, headers);
      expect(untouched.headers.getSetCookie().join()).not.toContain("flash");
      expect(untouched.text).not.toContain("That code is not right.");
    }
    // A browser that says nothing of sites.
    const taken = await open(page.at, {});
    expect(taken.text).toContain("That code is not right.");
    expect(taken.headers.getSetCookie().join()).toContain("latchkey-flash=; ");
  });

  it("is nothing after a minute, and nothing that we did not seal", async () => {
    const user = person(service);
    const { page, code } = await atCode(user);
    const answer = await post(user, "/otp/verify", { ...hiddenOf(page), code: wrong(code) });
    const value = /^latchkey-flash=([^;]+)/m.exec(answer.headers.getSetCookie().join("\n"))?.[1] ?? "";
    const read = async (flash: string) => {
      user.cookies.set("latchkey-flash", flash);
      return (await user.open(page.at)).text.includes("That code is not right.");
    };
    expect(await read(value.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).toBe(false);
    expect(await read("AQ")).toBe(false);
    expect(await read(value)).toBe(true);
    service.clock.advance(60);
    expect(await read(value)).toBe(false);
  });

  it("holds what was typed as far as an address goes, and never a code", async () => {
    const user = person(service);
    const asked = await user.open("/otp/request");
    const email = `${"a".repeat(300)}\u{1f511}`;
    const shown = await user.submit("/otp/request", { ...hiddenOf(asked), channel: "email", email });
    expect(shown.text).toContain(`value="${"a".repeat(254)}"`);
    const { page } = await atCode(user);
    const answer = await post(user, "/otp/verify", { ...hiddenOf(page), code: "482915" });
    const value = /^latchkey-flash=([^;]+)/m.exec(answer.headers.getSetCookie().join("\n"))?.[1] ?? "";
    expect(Buffer.from(value, "base64url").toString("latin1")).not.toContain("482915");
  });
});

// BNETDocs/bnetdocs-web#59, jegelstaff/formulize#904
describe("a form that has grown too old", () => {
  it.each([
    ["the browser has forgotten its cookie", (user: Person) => void user.cookies.delete("latchkey-form")],
    ["the browser has another cookie", (user: Person) => void user.cookies.set("latchkey-form", "another")],
  ])("keeps what was typed, and works at the next press: %s", async (_, age) => {
    const user = person(service);
    const asked = await user.open("/otp/request");
    const recipient = somebody();
    age(user);
    const shown = await user.submit("/otp/request", {
      ...hiddenOf(asked),
      channel: "email",
      email: recipient,
    });
    expect(shown).toMatchObject({ status: 200, at: "/otp/request" });
    expect(shown.text).toContain("The page was open for too long");
    expect(shown.text).toContain(`value="${recipient}"`);
    expect((await user.ask(recipient, shown)).text).toContain("Enter your code");
  });
});

describe("a change of the language on the form", () => {
  it("keeps the address and the way that were chosen, without a script", async () => {
    const user = person(service);
    const asked = await user.open("/otp/request");
    const typed = { channel: "sms", sms: "+1 415 55", email: "" };
    const shown = await user.submit("/otp/request", { ...hiddenOf(asked), ...typed, language: "es" });
    expect(shown.at).toBe("/otp/request");
    expect(shown.text).toContain('<html lang="es"');
    expect(shown.text).toContain('value="+1 415 55"');
    expect(shown.text).toMatch(/value="sms"\s+checked/);
    expect((await user.open("/otp/request")).text).toContain('<html lang="es"');
  });
});

describe("a limit on new codes", () => {
  it("leaves the way back to the page of the code that is open", async () => {
    const user = person(service);
    const recipient = somebody();
    const { page } = await atCode(user, recipient);
    const refused = await user.ask(recipient, await user.open("/otp/request"));
    expect(refused.text).toContain("A code was sent a moment ago.");
    const [, back = ""] =
      /href="(\/otp\/verify[^"]*)">Enter the code that you were sent/.exec(refused.text) ?? [];
    expect(back).toBe(page.at);
    expect((await user.open(back)).text).toContain("Enter your code");
  });

  it("names no page where none is open", async () => {
    const recipient = somebody();
    await service.challenge(recipient);
    const user = person(service);
    const refused = await user.ask(recipient, await user.open("/otp/request"));
    expect(refused.text).toContain("A code was sent a moment ago.");
    expect(refused.text).not.toContain("Enter the code that you were sent");
  });
});

describe("a fault behind a form", () => {
  it("keeps its status for the owner's alarm, and has the browser leave for the page where what was typed waits", async () => {
    const user = person(service);
    const asked = await user.open("/otp/request");
    const fields = { ...hiddenOf(asked), channel: "email", email: somebody() };
    out = true;
    const answer = await post(user, "/otp/request", fields);
    out = false;
    expect([answer.status, answer.headers.get("refresh")]).toEqual([503, "0;url=/otp/request"]);
    expect(answer.headers.get("retry-after")).toBe("5");
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      user.cookies.set(name, value);
    }
    const shown = await user.open("/otp/request");
    expect(shown.text).toContain("Please try again in a few seconds.");
    expect(shown.text).toContain(`value="${fields.email}"`);
  });
});

describe("a code for something else than a sign-in", () => {
  it("is confirmed on a page that a reload does not send again", async () => {
    const user = person(service);
    const recipient = somebody();
    const asked = await user.open("/otp/request");
    const fields = { ...hiddenOf(asked), channel: "email", email: recipient, purpose: "change-contact" };
    const sent = await user.submit("/otp/request", fields);
    await service.settled();
    const shown = await user.submit("/otp/verify", { ...hiddenOf(sent), code: service.code(recipient) });
    expect(shown).toMatchObject({ status: 200, at: sent.at });
    expect(shown.text).toContain("Your code was right.");
    expect((await user.open(shown.at)).text).not.toContain("Your code was right.");
  });
});
