import { beforeEach, describe, expect, it } from "@jest/globals";
import { BOTH, known, lanesOf, OWNER } from "../../support/lanes.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 86_400;

let service: TestService;
beforeEach(async () => {
  service = await startTestService();
});

const { ask, remembered, items, laneOf } = lanesOf(() => service);

describe("wrong guesses on a known device", () => {
  it("count there alone, and make its codes long from the fifth on, as an approval does not undo", async () => {
    const { deviceToken } = await remembered();
    for (let day = 0; day < 5; day++) {
      service.clock.advance(DAY);
      const { body } = await ask(OWNER, { deviceToken });
      expect(body.codeLength).toBe(6);
      await service.settled();
      const code = service.code(OWNER);
      const { challengeId } = body;
      expect((await service.post("/otp/verify", { challengeId, code: wrong(code) })).status).toBe(401);
    }
    service.clock.advance(DAY);
    const challenge = await service.challenge(OWNER, { ...BOTH, deviceToken });
    expect(challenge.code).toHaveLength(15);
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
    await service.settled();
    expect((await items("ledger#device-"))[0]).toMatchObject({ failures: 5 });
    expect((await ask()).body.codeLength).toBe(6);
    service.clock.advance(30 * DAY);
    expect((await ask(OWNER, { deviceToken })).body.codeLength).toBe(6);
  });

  it("send a client that takes digits alone the strangers' way from the fifth on", async () => {
    const { deviceToken } = await remembered();
    service.clock.advance(HOUR);
    const first = await service.post("/otp/request", { recipient: OWNER, deviceToken });
    for (let i = 0; i < 5; i++)
      await service.post("/otp/verify", { challengeId: first.body.challengeId, code: "000000" });
    service.clock.advance(HOUR);
    const next = await service.post("/otp/request", { recipient: OWNER, deviceToken });
    expect(await laneOf(String(next.body.challengeId))).toBe("strangers");
    expect(next.body.codeLength).toBe(6);
  });

  it("are 19 at six digits in 30 days for who holds a copy of its cookie, though its owner signs in daily", async () => {
    const browser = person(service);
    await browser.signIn(OWNER);
    await service.settled();
    const [deviceToken] = known(browser);
    const times: number[] = [];
    const guess = async ({ challengeId, codeLength }: Record<string, unknown>, count: number) => {
      for (let i = 0; i < count && codeLength === 6; i++) {
        const { status } = await service.post("/otp/verify", { challengeId, code: "111111" });
        if (status === 401) times.push(service.clock.now());
      }
    };
    const open = async () => {
      service.clock.advance(31);
      return (await ask(OWNER, { deviceToken })).body;
    };
    for (let day = 0; day < 62; day++) {
      service.clock.advance(2 * HOUR);
      if ((times.at(-1) ?? 0) <= service.clock.now() - 30 * DAY) {
        await guess(await open(), 4);
        service.clock.advance(HOUR);
        // As many as an hour allows are open before the fifth wrong guess.
        for (const challenge of [await open(), await open(), await open()]) await guess(challenge, 5);
      }
      service.clock.advance(20 * HOUR);
      await browser.signIn(OWNER, await browser.open("/otp/request"));
      await service.settled();
    }
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 30 * DAY).length),
    );
    expect([most, times.length]).toEqual([19, 2 * 19]);
  });
});
