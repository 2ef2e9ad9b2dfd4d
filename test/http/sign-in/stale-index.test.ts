import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { desk, REGISTERED, twoContacts } from "../../support/blocked.ts";
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

const session = async (bearer: Record<string, string>) => (await service.get("/otp/session", bearer)).status;

async function signIn(recipient: string) {
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  const code = await passcodeOf(service.services, challengeId);
  const answer = await service.post("/otp/verify", { challengeId, code });
  return { authorization: `Bearer ${String(answer.body.sessionToken)}` };
}

/** Makes a number another customer's once the index has named it, and signs in there. */
function movedBefore(index: number, phone: string, customerId: string) {
  const moved = { bearer: undefined as Record<string, string> | undefined };
  service.proxy.before(index, async () => {
    await service.post("/_local/customers", { recipient: phone, customerId });
    service.clock.advance(60);
    moved.bearer = await signIn(phone);
  });
  return moved;
}

describe("a contact that the index names still, and that is another customer's by now", () => {
  it("loses nothing by a block of the first one", async () => {
    const [{ email, phone, customerId }, heir] = [await twoContacts(service), await twoContacts(service)];
    service.proxy.reset();
    // After the index was asked, before the first status.
    const moved = movedBefore(1, phone, heir.customerId);
    const { status, body } = await desk(service, "block", customerId);
    expect([status, body.contacts]).toEqual([200, [{ address: "c***@example.com", changed: true }]]);
    expect(await session(moved.bearer ?? {})).toBe(200);
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(202);
  });

  it("loses nothing by a sign-out everywhere of the first one", async () => {
    const everywhere = (bearer: Record<string, string>) => service.post("/otp/logout", { all: true }, bearer);
    const [whole, { email, phone }, heir] = [
      await twoContacts(service),
      await twoContacts(service),
      await twoContacts(service),
    ];
    const [one, other] = [await signIn(whole.email), await signIn(email)];
    service.proxy.reset();
    await everywhere(one);
    // The first one reads the session, the next one whose contact it is.
    const index = service.proxy.calls.indexOf("GetItem", 1);
    service.proxy.reset();
    const moved = movedBefore(index, phone, heir.customerId);
    expect((await everywhere(other)).status).toBe(204);
    expect(await session(moved.bearer ?? {})).toBe(200);
    expect(await session(other)).toBe(401);
  });
});
