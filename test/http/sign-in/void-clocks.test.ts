import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { voidLanes } from "../../../functions/flows/void-lanes.ts";
import { challengesOf, desk, REGISTERED, twoContacts } from "../../support/blocked.ts";
import { lanesOf } from "../../support/lanes.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

let service: ProxiedService;
beforeAll(async () => {
  service = await startProxiedService(REGISTERED, false);
});
beforeEach(() => {
  service.proxy.reset();
  service.clock.advance(3600);
});

const { items } = lanesOf(() => service);
const voidOnes = async (recipient: string) =>
  (await items("ledger#device-", recipient)).filter(({ voidedAt }) => voidedAt !== undefined);

/** Signs in as a program that wants to be known; the stream has not said so yet. */
async function signIn(recipient: string) {
  service.clock.advance(2);
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  const code = await passcodeOf(service.services, challengeId);
  const answer = await service.post("/otp/verify", { challengeId, code, remember: true });
  return { authorization: `Bearer ${String(answer.body.sessionToken)}` };
}

describe("a device whose code was approved after the instant of the act that ends it", () => {
  it("is void with the session, which ended for the cause", async () => {
    const { email } = await twoContacts(service);
    const read = service.clock.now();
    await signIn(email);
    const { storage } = service.services;
    const [session] = await challengesOf(service, email);
    await storage.challenges.end(session!, read, "everywhere");
    await voidLanes({ storage }, session!.recipientKey, read, "everywhere", "users");
    expect(await voidOnes(email)).toHaveLength(1);
  });

  it("is left alone where its session ended plainly", async () => {
    const { email } = await twoContacts(service);
    const read = service.clock.now();
    await service.post("/otp/logout", {}, await signIn(email));
    const { storage } = service.services;
    const [session] = await challengesOf(service, email);
    await voidLanes({ storage }, session!.recipientKey, read, "everywhere", "users");
    expect(await voidOnes(email)).toEqual([]);
  });

  it("is void by a block that had begun before, also where its session had ended plainly", async () => {
    const { email, customerId } = await twoContacts(service);
    service.proxy.reset();
    service.proxy.before(1, async () => {
      for (let i = 0; i < 2; i++) await service.post("/otp/logout", {}, await signIn(email));
    });
    expect((await desk(service, "block", customerId)).status).toBe(200);
    expect(await voidOnes(email)).toHaveLength(2);
  });
});
