import { beforeAll, describe, expect, it } from "@jest/globals";
import { known, lanesOf } from "../../support/lanes.ts";
import { cancelTokenOf, passcodeOf } from "../../support/passcodes.ts";
import { hiddenOf, person } from "../../support/person.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

let service: ProxiedService;
beforeAll(async () => {
  service = await startProxiedService({}, false);
});

const { items } = lanesOf(() => service);
let serial = 0;

/** A code, or a session, and the token of its link. */
async function opened(status: "pending" | "approved") {
  const recipient = `clicker${++serial}@example.com`;
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  const code = await passcodeOf(service.services, challengeId);
  if (status === "approved") await service.post("/otp/verify", { challengeId, code });
  return { recipient, token: await cancelTokenOf(service.services, challengeId) };
}

// The calls of a click: cancel (refused first for a session, on this engine with a read), strike, the browser, its network.
describe.each([
  ["pending", 0],
  ["pending", 1],
  ["pending", 2],
  ["pending", 3],
  ["approved", 1],
  ["approved", 2],
  ["approved", 3],
  ["approved", 4],
  ["approved", 5],
] as const)("a click about a %s challenge that breaks off before its call %i", (status, index) => {
  it("is made whole by the next click, and leaves one lane", async () => {
    const { recipient, token } = await opened(status);
    const browser = person(service);
    const page = await browser.open(`/otp/not-me?t=${token}`, "cross-site");
    service.proxy.reset();
    service.proxy.crashBefore(index);
    expect((await browser.submit("/otp/not-me", hiddenOf(page))).status).toBe(503);
    expect(service.proxy.calls).toHaveLength(index);
    service.proxy.reset();
    expect(known(browser)).toEqual([]);
    const again = await browser.open(`/otp/not-me?t=${token}`, "cross-site");
    const done = await browser.submit("/otp/not-me", hiddenOf(again));
    expect([done.status, known(browser).length]).toEqual([200, 1]);
    const [challenge] = await items("challenge#", recipient);
    expect([challenge?.canceledFor, challenge?.endedFor]).toContain("not-me");
    expect((await items("ledger#click", recipient)).map(({ sk }) => sk).sort()).toEqual([
      expect.stringMatching(/^ledger#click-[\w-]{22}$/),
      "ledger#clicked",
    ]);
  });
});
