import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  askFrom,
  attack,
  clicked,
  clickOn,
  goOn,
  type Links,
  startWithLinks,
  THREE,
  TWELVE,
} from "../../support/clicks.ts";
import { BOTH, known, lanesOf, OWNER } from "../../support/lanes.ts";
import { hiddenOf, person } from "../../support/person.ts";
import type { TestService } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

let service: TestService;
let links: Links;
beforeEach(async () => {
  ({ service, links } = await startWithLinks());
});

const { ask, items, laneOf, remembered } = lanesOf(() => service);
const linkTo = (recipient = OWNER) => links.get(recipient) ?? "";

/** A code that strangers asked for, and the link of its message. */
async function unwanted(recipient = OWNER) {
  service.clock.advance(HOUR);
  expect((await askFrom(service, "198.51.100.9", recipient)).status).toBe(202);
  await service.settled();
  return linkTo(recipient);
}

/** Signs in as a user would whom nothing knows; by a link of the mailbox where the page says to wait. */
async function signIn(account: string, attacked: string): Promise<"at once" | "by link"> {
  const browser = person(service);
  let page = await browser.ask(account);
  const refused = page.at === "/otp/request";
  if (refused) {
    page = await goOn(browser, await clickOn(browser, linkTo(attacked)));
    expect(page.at).toBe("/otp/request");
    page = await browser.ask(account, page);
    expect(service.code(account)).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{3}$/);
  }
  page = await browser.submit("/otp/verify", { ...hiddenOf(page), code: service.code(account) });
  expect([page.status, page.at]).toEqual([200, "/otp/session"]);
  return refused ? "by link" : "at once";
}

const AS_IT_IS = ["as it is", (name: string) => `${name}@gmail.com`] as const;
const SPELLED = [
  "with dots and a tag",
  (name: string) => `${name.replaceAll(/(?<=.)(?=.)/g, ".")}+shop@gmail.com`,
] as const;

describe.each([AS_IT_IS, SPELLED])(
  "an owner on a new browser and a new network, whose address is written %s",
  (_, spell) => {
    it.each([
      ["three networks attack", THREE, 1],
      ["twelve networks attack", TWELVE, 2],
    ])("signs in by the link of a message while %s all day", async (_attack, networks, least) => {
      const ways = [];
      for (const [index, hours] of [1, 7].entries()) {
        const attacked = `owner${index}@gmail.com`;
        for (let hour = 0; hour < hours; hour++) {
          service.clock.advance(HOUR);
          await attack(service, attacked, networks);
        }
        ways.push(await signIn(spell(`owner${index}`), attacked));
      }
      expect(ways.filter((way) => way === "by link").length).toBeGreaterThanOrEqual(least);
    });
  },
);

describe("a click in time", () => {
  it("has the page say so, and a program in the same network be sent long codes for a day", async () => {
    await attack(service, OWNER);
    expect((await ask()).status).toBe(429);
    const { stopped } = await clicked(service, linkTo());
    expect(stopped.text).toContain("In this browser you can do so for a day");
    const { status, body } = await ask();
    expect([status, body.codeFormat, body.codeLength]).toEqual([202, "base32", 13]);
    expect(await laneOf(body.challengeId)).toBe("clicked");
    expect((await askFrom(service, "203.0.113.9", OWNER, BOTH)).status).toBe(429);
    service.clock.advance(31);
    const old = await ask(OWNER, { codeFormats: ["digits"] });
    expect([old.status, old.body.codeLength]).toEqual([202, 10]);
    service.clock.advance(DAY);
    await attack(service, OWNER);
    expect((await ask()).status).toBe(429);
  });
});

describe("a link that gives no lane", () => {
  /** Clicks, and looks whether that made anything known. */
  async function clickInVain(link: string, recipient = OWNER) {
    const { browser, stopped } = await clicked(service, link);
    expect(stopped.text).toContain("<h1>Stopped</h1>");
    expect(stopped.text).not.toContain("In this browser");
    expect(stopped.text).toContain('href="/otp/request"');
    expect(known(browser)).toEqual([]);
    expect(await items("ledger#click", recipient)).toEqual([]);
  }

  it("is one of a code that was asked for a day ago; until then it gives one also where nothing is left to stop", async () => {
    const link = await unwanted();
    const t = new URL(link).searchParams.get("t") ?? "";
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    service.clock.advance(DAY - 1);
    const browser = person(service);
    const page = await browser.open(link, "cross-site");
    expect(page.text).toContain("<h1>Stopped</h1>");
    service.clock.advance(1);
    await goOn(browser, page);
    expect(known(browser)).toEqual([]);
    await clickInVain(link);
    service.clock.advance(-1);
    await goOn(browser, page);
    expect(known(browser)).toHaveLength(1);
    expect(await items("ledger#click")).toHaveLength(2);
  });

  it("is one whose code, or session, a sign-out everywhere has ended", async () => {
    const pending = await unwanted();
    service.clock.advance(31);
    const session = await remembered();
    const opened = linkTo();
    const authorization = `Bearer ${session.sessionToken}`;
    await service.post("/otp/logout", { all: true }, { authorization });
    for (const link of [pending, opened]) await clickInVain(link);
  });

  it("is one of a code that a browser asked for in its lane, which a click makes void", async () => {
    const link = await unwanted();
    const { deviceToken } = await clicked(service, link);
    const { body } = await ask(OWNER, { deviceToken });
    expect(await laneOf(body.challengeId)).toMatch(/^click-/);
    await service.settled();
    const again = await clicked(service, linkTo());
    await service.settled();
    expect([known(again.browser), (await items("ledger#click-")).length]).toEqual([[], 1]);
    service.clock.advance(31);
    expect(await laneOf((await ask(OWNER, { deviceToken })).body.challengeId)).toBe("strangers");
    // Nor does its own link bring it back.
    const late = await clicked(service, link);
    service.clock.advance(31);
    const { challengeId } = (await ask(OWNER, { deviceToken: late.deviceToken })).body;
    expect(await laneOf(challengeId)).toBe("strangers");
  });
});

describe("a click about a session", () => {
  it("makes devices unknown that were proven until then, and leaves the lane that it gave", async () => {
    const thief = await remembered();
    const link = linkTo();
    const { deviceToken } = await clicked(service, link);
    await service.settled();
    service.clock.advance(HOUR);
    const asked = async (token = "") => laneOf((await ask(OWNER, { deviceToken: token })).body.challengeId);
    expect(await asked(thief.deviceToken)).toBe("strangers");
    service.clock.advance(31);
    expect(await asked(deviceToken)).toMatch(/^click-/);
  });

  it("is followed by a sign-in whose device is known, and is among the two new ones of a day by that alone", async () => {
    const { browser } = await clicked(service, await unwanted());
    await browser.signIn(OWNER, await browser.open("/otp/request"));
    await service.settled();
    const tokens = known(browser).map(({ length }) => length);
    expect(tokens).toEqual([22, 48]);
    expect(await items("ledger#device-")).toHaveLength(1);
    service.clock.advance(DAY);
    await browser.signIn(OWNER, await browser.open("/otp/request"));
    // What counts no more has left the cookie.
    expect(known(browser).map(({ length }) => length)).toEqual([22]);
    expect(service.code(OWNER)).toMatch(/^\d{6}$/);
  });
});

describe("attackers that hold no link", () => {
  it("find no lane by tokens that are forged, cut, or another mailbox's", async () => {
    const { deviceToken = "" } = await clicked(service, await unwanted());
    const bytes = Buffer.from(deviceToken, "base64url");
    const forged = [0, 17, 25, 35].map((at) => {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      return other.toString("base64url");
    });
    const cut = [deviceToken.slice(0, -1), `${deviceToken}A`];
    for (const [index, token] of [...forged, ...cut, deviceToken].entries()) {
      service.clock.advance(31);
      const recipient = index < 6 ? OWNER : "other@example.com";
      const { status, body } = await ask(recipient, { deviceToken: token });
      const lane = status === 202 ? await laneOf(body.challengeId, recipient) : "none";
      expect(lane).not.toMatch(/^click-/);
    }
    service.clock.advance(31);
    expect(await laneOf((await ask(OWNER, { deviceToken })).body.challengeId)).toMatch(/^click-/);
  });
});
