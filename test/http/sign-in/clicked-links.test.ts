import { beforeEach, describe, expect, it } from "@jest/globals";
import { askFrom, clicked, type Links, startWithLinks } from "../../support/clicks.ts";
import { BOTH, lanesOf, OWNER } from "../../support/lanes.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { type TestService, wrong } from "../../support/service.ts";

const HOUR = 3600;

let service: TestService;
let links: Links;
beforeEach(async () => {
  ({ service, links } = await startWithLinks());
});

const { ask, items, laneOf } = lanesOf(() => service);

/** The link of a code that strangers asked for. */
async function unwanted() {
  service.clock.advance(HOUR);
  expect((await askFrom(service, "198.51.100.9", OWNER)).status).toBe(202);
  await service.settled();
  return links.get(OWNER) ?? "";
}

describe("a link that is clicked a thousand times", () => {
  it("gives one lane, no guess at six digits, and no more sends than one lane has", async () => {
    const link = await unwanted();
    const path = link.slice(service.url.length);
    const first = person(service);
    const fields = hiddenOf(await first.open(path));
    const post = (headers: Record<string, string>) => service.form("/otp/not-me", fields, headers);
    for (let i = 0; i < 50; i++) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => post({ "sec-fetch-site": "same-origin" })),
      );
      expect(answers.every(({ status }) => status === 303)).toBe(true);
    }
    expect(await items("ledger#click")).toHaveLength(2);
    expect((await items("ledger#click-"))[0]).toMatchObject({ clickedAt: service.clock.now() });

    const lengths: unknown[] = [];
    for (let hour = 0; hour < 8; hour++) {
      for (let i = 0; i < 4; i++) {
        // Whoever clicks: each time it is another browser.
        const answer = await post({ "sec-fetch-site": "same-origin" });
        const cookie = /^[^;]+/.exec(answer.headers.get("set-cookie") ?? "")?.[0] ?? "";
        service.clock.advance(31);
        const { status, body } = await service.post(
          "/otp/request",
          { recipient: OWNER, ...BOTH },
          { cookie },
        );
        if (status !== 202 || (await laneOf(body.challengeId)) === "strangers") continue;
        lengths.push(body.codeLength);
        const guess = { challengeId: body.challengeId, code: wrong("0000000000000") };
        expect((await service.post("/otp/verify", guess)).status).toBe(401);
      }
      service.clock.advance(HOUR - 4 * 31);
    }
    // The lane of the browser, and that of its network.
    expect(lengths.length).toBeLessThanOrEqual(20);
    expect(new Set(lengths)).toEqual(new Set([13]));
    expect(await items("ledger#click-")).toHaveLength(1);
  }, 120_000);

  it("leaves the lane to the browser that clicked last, with its sends", async () => {
    const link = await unwanted();
    const one = await clicked(service, link);
    for (let i = 0; i < 3; i++) {
      const { body } = await ask(OWNER, { deviceToken: one.deviceToken });
      expect(await laneOf(body.challengeId)).toMatch(/^click-/);
      service.clock.advance(31);
    }
    service.clock.advance(HOUR / 2);
    const other = await clicked(service, link);
    expect(other.deviceToken).not.toBe(one.deviceToken);
    // Three are all that an hour allows there: it goes the strangers' way.
    const { body } = await ask(OWNER, { deviceToken: other.deviceToken });
    expect(await laneOf(body.challengeId)).toBe("strangers");
    service.clock.advance(HOUR);
    const lanes = [];
    for (const { deviceToken } of [one, other]) {
      lanes.push(await laneOf((await ask(OWNER, { deviceToken })).body.challengeId));
      service.clock.advance(31);
    }
    expect(lanes).toEqual(["strangers", expect.stringMatching(/^click-/)]);
  });
});

describe("a click that is not one on our own page", () => {
  const CROSS = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
  it.each([
    ["a form of another site", "form", CROSS],
    ["a form of another site with our token", "token", CROSS],
    ["a form of our origin without its token", "form", { "sec-fetch-site": "same-origin" }],
    ["a form that says nothing of its origin", "token", {}],
    ["JSON of our origin", "json", { "sec-fetch-site": "same-origin" }],
  ])(
    "cancels, makes nothing known and sets no cookie: %s",
    async (_, kind, headers: Record<string, string>) => {
      const link = await unwanted();
      const browser = person(service);
      const { t = "", form = "" } = hiddenOf(await browser.open(link, "cross-site"));
      const cookie = "latchkey-known=AAAAAAAAAAAAAAAAAAAAAA";
      const answer =
        kind === "json"
          ? await service.post("/otp/not-me", { t }, { ...headers, cookie })
          : await service.form("/otp/not-me", kind === "token" ? { t, form } : { t }, { ...headers, cookie });
      expect([answer.status, answer.headers.get("set-cookie")]).toEqual([kind === "json" ? 204 : 303, null]);
      expect(await items("challenge#")).toMatchObject([{ status: "canceled", canceledFor: "not-me" }]);
      expect(await items("ledger#click")).toEqual([]);
    },
  );
});
