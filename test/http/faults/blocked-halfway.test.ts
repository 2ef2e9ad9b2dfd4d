import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { desk, itemsOf, REGISTERED, statusesOf, twoContacts } from "../../support/blocked.ts";
import { aGrant } from "../../support/grant.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

/** A customer for each call of a block takes its time on a busy machine. */
jest.setTimeout(300_000);

let service: ProxiedService;
beforeAll(async () => {
  service = await startProxiedService(REGISTERED, false);
});

beforeEach(() => service.proxy.reset());

/** Of a grant that no sweep takes away. */
const LONG = { codeExpiresAt: 4e9, expiresAt: 4e9 };

async function pendingAt(recipient: string) {
  service.clock.advance(1);
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  return { challengeId, code: await passcodeOf(service.services, challengeId) };
}

/** A customer with a session, an app's grant, and a code under way at each of two contacts. */
async function livingCustomer() {
  const customer = await twoContacts(service);
  const contacts = [customer.email, customer.phone];
  const held = [];
  for (const recipient of contacts) {
    service.clock.advance(1);
    const signed = await service.post("/otp/verify", await pendingAt(recipient));
    const bearer = { authorization: `Bearer ${String(signed.body.sessionToken)}` };
    const [{ pk } = {}] = await itemsOf(service, recipient);
    const recipientKey = String(pk).replace("recipient#", "") as RecipientKey;
    await service.services.storage.grants.keep(
      aGrant({ recipientKey, status: "given", scope: "openid offline_access", ...LONG }),
    );
    held.push({ recipient, bearer, pending: await pendingAt(recipient) });
  }
  return { ...customer, held };
}

const blockedOf = async (recipient: string) =>
  (await itemsOf(service, recipient)).find(({ sk }) => sk === "customer")?.status === "blocked";

/** How many calls a whole block makes of such a customer. */
let calls = 0;
beforeAll(async () => {
  const { customerId } = await livingCustomer();
  service.proxy.reset();
  expect((await desk(service, "block", customerId)).status).toBe(200);
  calls = service.proxy.calls.length;
});

describe("a block that breaks off before any of its calls", () => {
  it("keeps out every contact that it has written, and is finished by a second run", async () => {
    expect(calls).toBeGreaterThan(9);
    for (let index = 0; index < calls; index++) {
      service.clock.advance(7200);
      const { customerId, held } = await livingCustomer();
      service.proxy.reset();
      service.proxy.crashBefore(index);
      expect((await desk(service, "block", customerId)).status).toBe(503);
      service.proxy.reset();

      for (const { recipient, pending } of held) {
        const written = await blockedOf(recipient);
        // What is not written yet is not out, and may sign in until the second run.
        const { status } = await service.post("/otp/verify", pending);
        expect([index, recipient, status]).toEqual([index, recipient, written ? 410 : 200]);
      }
      expect((await desk(service, "block", customerId)).status).toBe(200);
      for (const { recipient, bearer } of held) {
        expect(await blockedOf(recipient)).toBe(true);
        expect((await service.get("/otp/session", bearer)).status).toBe(401);
        const left = await statusesOf(service, recipient, "challenge#");
        expect(left.filter((status) => status === "approved" || status === "pending")).toEqual([]);
        expect(await statusesOf(service, recipient, "grant#")).toEqual(["ended"]);
      }
    }
  });

  it("writes the status of all contacts before it ends anything", async () => {
    const { customerId } = await livingCustomer();
    service.proxy.reset();
    await desk(service, "block", customerId);
    // Found by the index and written into the audit; found again, two statuses, the index once more; then what each has.
    const first = ["Query", "PutItem", "Query", "UpdateItem", "UpdateItem", "Query", "Query"];
    expect(service.proxy.calls.slice(0, first.length)).toEqual(first);
  });
});

describe("letting in again that breaks off", () => {
  it("is finished by a second run", async () => {
    const { customerId, email, phone } = await twoContacts(service);
    await desk(service, "block", customerId);
    service.proxy.reset();
    service.proxy.crashBefore(2);
    expect((await desk(service, "unblock", customerId)).status).toBe(503);
    service.proxy.reset();
    expect(await Promise.all([blockedOf(email), blockedOf(phone)])).toContain(true);
    expect((await desk(service, "unblock", customerId)).status).toBe(200);
    expect(await Promise.all([blockedOf(email), blockedOf(phone)])).toEqual([false, false]);
  });
});

describe("a code whose customer cannot be read", () => {
  it("gives no session to anybody, and leaves none that a block would not end", async () => {
    const { email } = await twoContacts(service);
    const pending = await pendingAt(email);
    service.proxy.reset();
    service.proxy.crashBefore(1);
    const answer = await service.post("/otp/verify", pending);
    expect([answer.status, answer.body.sessionToken]).toEqual([503, undefined]);
    service.proxy.reset();
    expect((await desk(service, "block", email)).body.ended).toMatchObject({ sessions: 1 });
  });
});
