import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  askFrom,
  attack,
  clicked,
  clickOn,
  goOn,
  type Links,
  networkApart,
  startWithLinks,
} from "../../support/clicks.ts";
import { BOTH, known, lanesOf, OWNER } from "../../support/lanes.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const PROMISE = "In this browser you can do so for a day";

let service: TestService;
let links: Links;
beforeEach(async () => {
  ({ service, links } = await startWithLinks());
});

const { ask, items, laneOf, remembered } = lanesOf(() => service);

/** A code that strangers asked for, and the link of its message. */
async function unwanted(recipient = OWNER) {
  service.clock.advance(HOUR);
  expect((await askFrom(service, await networkApart(service, recipient), recipient)).status).toBe(202);
  await service.settled();
  return links.get(recipient) ?? "";
}

/** On whose ledger a code counts that is asked for with a token. */
async function laneWith(deviceToken: string | undefined, recipient = OWNER) {
  service.clock.advance(31);
  const { body } = await ask(recipient, { deviceToken });
  return laneOf(body.challengeId, recipient);
}

describe("a click whose lane is not given", () => {
  it("sets no cookie and promises nothing where the lane is void, and leaves what the browser holds", async () => {
    const link = await unwanted();
    const { browser, deviceToken } = await clicked(service, link);
    await laneWith(deviceToken);
    await service.settled();
    await clicked(service, links.get(OWNER) ?? "");
    await service.settled();
    const other = person(service);
    for (const one of [other, browser]) {
      const stopped = await clickOn(one, link);
      expect(stopped.text).toContain("<h1>Stopped</h1>");
      expect(stopped.text).not.toContain(PROMISE);
      expect(stopped.text).toContain('href="/otp/request"');
    }
    expect([known(other), known(browser)]).toEqual([[], [deviceToken]]);
  });

  it("leaves the cookie as it is where a later click was faster", async () => {
    const link = await unwanted();
    const first = person(service);
    const page = await first.open(link, "cross-site");
    const { deviceToken } = await clicked(service, link);
    service.clock.advance(-1);
    await first.submit("/otp/not-me", hiddenOf(page));
    expect(known(first)).toEqual([]);
    expect(await laneWith(deviceToken)).toMatch(/^click-/);
  });

  it("is written down for its network neither", async () => {
    const link = await unwanted();
    const { deviceToken } = await clicked(service, link);
    await laneWith(deviceToken);
    await service.settled();
    await clicked(service, links.get(OWNER) ?? "");
    await service.settled();
    service.clock.advance(60);
    await clicked(service, link);
    const [network] = await items("ledger#clicked");
    expect(network?.clickedAt).toBeLessThan(service.clock.now());
  });
});

describe("a second click of the same browser", () => {
  it("keeps its token, so that the two answers of a double click may come in any order", async () => {
    const { browser, stopped, deviceToken } = await clicked(service, await unwanted());
    const fields = hiddenOf(stopped);
    const headers = {
      "sec-fetch-site": "same-origin",
      cookie: [...browser.cookies].map((pair) => pair.join("=")).join("; "),
    };
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(await service.form("/otp/not-me", fields, headers));
    for (const { headers: set } of answers)
      expect(set.get("set-cookie")).toContain(`latchkey-known=${deviceToken};`);
    expect(await laneWith(deviceToken)).toMatch(/^click-/);
  });

  it("about another message gives a token in place of the first one's, beside what else the browser is known by", async () => {
    const browser = person(service);
    browser.cookies.set("latchkey-known", "AAAAAAAAAAAAAAAAAAAAAA");
    await clickOn(browser, await unwanted());
    const [one, device] = known(browser);
    await clickOn(browser, await unwanted());
    const [other, ...left] = known(browser);
    expect(other).not.toBe(one);
    expect([left, device]).toEqual([["AAAAAAAAAAAAAAAAAAAAAA"], "AAAAAAAAAAAAAAAAAAAAAA"]);
    expect(await laneWith(other)).toMatch(/^click-/);
  });

  it("takes the place of an older click's token in a full cookie, and of no device's while there is one", async () => {
    const browser = person(service);
    const devices = Array.from({ length: 6 }, (_, i) => Buffer.alloc(16, i).toString("base64url"));
    browser.cookies.set("latchkey-known", devices.join("."));
    const clicks: string[] = [];
    for (const name of ["one", "two", "three"]) {
      await clickOn(browser, await unwanted(`${name}@example.com`));
      clicks.unshift(known(browser)[0] ?? "");
    }
    expect(known(browser)).toEqual([...clicks.slice(0, 2), ...devices]);
    browser.cookies.set("latchkey-known", [...devices, "AAAAAAAAAAAAAAAAAAAAAB", clicks[0]].join("."));
    await clickOn(browser, await unwanted("four@example.com"));
    expect(known(browser)).toEqual([expect.any(String), ...devices, "AAAAAAAAAAAAAAAAAAAAAB"]);
  });
});

describe("a link that is clicked again and again", () => {
  it("has its lanes end a day after the first click, and promises a day no more", async () => {
    const link = await unwanted();
    const first = await clicked(service, link);
    expect(first.stopped.text).toContain(PROMISE);
    service.clock.advance(DAY - 2 * HOUR);
    const late = await person(service).open(link, "cross-site");
    expect(late.text).not.toContain(PROMISE);
    expect(late.text).toContain('name="next" value="request"');
    const again = await clicked(service, link);
    expect(await laneWith(again.deviceToken)).toMatch(/^click-/);
    service.clock.advance(2 * HOUR);
    expect(await laneWith(again.deviceToken)).toBe("strangers");
    const ends = (await items("ledger#click")).map(({ endsAt }) => endsAt);
    expect(ends).toHaveLength(2);
    expect(new Set(ends).size).toBe(1);
    expect(ends[0]).toBeLessThan(service.clock.now());
  });
});

describe("a sign-out everywhere", () => {
  const everywhere = async (sessionToken: string) => {
    service.clock.advance(1);
    await service.post("/otp/logout", { all: true }, { authorization: `Bearer ${sessionToken}` });
    await service.settled();
    service.clock.advance(1);
  };

  it("makes the lane void that an earlier click has given, and has its link give none", async () => {
    const session = await remembered();
    const link = await unwanted();
    const { browser, deviceToken } = await clicked(service, link);
    await everywhere(session.sessionToken);
    expect(await laneWith(deviceToken)).toBe("strangers");
    const again = await clicked(service, link);
    expect(again.stopped.text).toContain("<h1>Stopped</h1>");
    expect(again.stopped.text).not.toContain(PROMISE);
    expect([known(again.browser), known(browser)]).toEqual([[], [deviceToken]]);
    // A message that is asked for later has a link that does.
    expect(known((await clicked(service, await unwanted())).browser)).toHaveLength(1);
  });

  it("has the link of a session give none that had plainly ended before", async () => {
    const ended = await remembered();
    const link = links.get(OWNER) ?? "";
    const authorization = `Bearer ${ended.sessionToken}`;
    expect((await service.post("/otp/logout", {}, { authorization })).status).toBe(204);
    service.clock.advance(HOUR);
    await everywhere((await remembered()).sessionToken);
    expect(known((await clicked(service, link)).browser)).toEqual([]);
  });

  it("leaves what a click about a session gives, which ends the session itself", async () => {
    await remembered();
    const { deviceToken } = await clicked(service, links.get(OWNER) ?? "");
    await service.settled();
    expect(await laneWith(deviceToken)).toMatch(/^click-/);
  });
});

describe("a click while the key of forms cannot be read", () => {
  it("cancels, gives nothing, and is told as a fault", async () => {
    let isOut = false;
    service = await startTestService(
      { limits: DEPLOYED_LIMITS },
      {
        override: ({ keys, compose }) => ({
          keys: {
            ...keys,
            find: (name, kid) =>
              isOut && name === "form" ? Promise.reject(new Error("out of reach")) : keys.find(name, kid),
          },
          compose: (facts) => {
            links.set(facts.address, facts.cancelUrl ?? "");
            return compose(facts);
          },
        }),
      },
    );
    const link = await unwanted();
    const browser = person(service);
    const page = await browser.open(link, "cross-site");
    isOut = true;
    const answer = await service.form("/otp/not-me", hiddenOf(page), { "sec-fetch-site": "same-origin" });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([303, null]);
    expect(await items("challenge#")).toMatchObject([{ status: "canceled", canceledFor: "not-me" }]);
    expect(await items("ledger#click")).toEqual([]);
    expect(service.observed.map(({ event }) => event)).toContain("fault cancel-challenge");
    isOut = false;
    await goOn(browser, await browser.open(link, "cross-site"));
    expect(known(browser)).toHaveLength(1);
  });
});

describe("a click in registered mode", () => {
  it("lets others in its network learn that there is a customer, as the threat model says, and no one elsewhere", async () => {
    ({ service, links } = await startWithLinks({ registration: "registered" }));
    await service.post("/_local/customers", { recipient: OWNER, customerId: "c-1" });
    const stranger = "stranger@example.com";
    for (const recipient of [OWNER, stranger]) await attack(service, recipient);
    const asked = async (recipient: string) => (await ask(recipient)).status;
    expect([await asked(OWNER), await asked(stranger)]).toEqual([429, 429]);
    await clicked(service, links.get(OWNER) ?? "");
    expect(links.has(stranger)).toBe(false);
    expect([await asked(OWNER), await asked(stranger)]).toEqual([202, 429]);
    expect((await askFrom(service, "203.0.113.9", OWNER, BOTH)).status).toBe(429);
  });
});
