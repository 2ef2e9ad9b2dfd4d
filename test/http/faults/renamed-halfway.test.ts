import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { itemsOf, REGISTERED } from "../../support/blocked.ts";
import { enrol } from "../../support/enrolled.ts";
import { aPasskey } from "../../support/factors.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { tableItems } from "../../support/table-items.ts";

/** A customer for each call takes its time on a busy machine. */
jest.setTimeout(300_000);

let service: ProxiedService;
beforeAll(async () => {
  const settings = { secondFactor: "optional", factors: { passkeys: "on" } } as const;
  service = await startProxiedService({ ...REGISTERED, ...settings }, false);
});
beforeEach(() => service.proxy.reset());

const register = (recipient: string, customerId: string, more = {}) =>
  service.post("/_local/customers", { recipient, customerId, ...more });
const placeOf = async (subject: string) => subjectKey(await service.services.keys.recipient(), subject);
const factorsOf = async (subject: string) =>
  service.services.storage.factors.read(await placeOf(subject), service.clock.now());
const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
/** Types a code that no stream's consumer has sent. */
async function signsIn(recipient: string) {
  service.clock.advance(31);
  const { body } = await service.post("/otp/request", { recipient });
  const challengeId = String(body.challengeId);
  const code = await passcodeOf(service.services, challengeId);
  return (await service.post("/otp/verify", { challengeId, code })).body;
}
const signedIn = async (recipient: string) => {
  const { sessionToken } = await signsIn(recipient);
  return { authorization: `Bearer ${String(sessionToken)}` };
};
const stepsOf = async (recipient: string) =>
  (await signsIn(recipient)).status === "factor-required" ? 2 : 1;
const session = async (bearer: Record<string, string>) => (await service.get("/otp/session", bearer)).status;

async function addPasskey(subject: string, address: string) {
  const at = await placeOf(subject);
  const passkey = aPasskey({ address, recipientKey: await keyOf(address) });
  const version = (await factorsOf(subject))?.version ?? 0;
  const now = service.clock.now();
  const added = { passkey, provenAt: now };
  const write = { by: passkey.id, now };
  expect(await service.services.storage.passkeys.add(at, { subject, version }, added, write)).toBe(true);
}

let serial = 0;
/** A contact that is about to be given another id, a household beside it, and one at the id that it is given. */
async function people() {
  service.clock.advance(3600);
  const number = ++serial;
  const all = { id: `old-${number}`, next: `new-${number}`, email: `moves${number}@example.com` };
  const more = { stays: `stays${number}@example.com`, there: `there${number}@example.com` };
  expect((await register(all.email, all.id)).status).toBe(201);
  expect((await register(more.there, all.next)).status).toBe(201);
  return { ...all, ...more, bearer: await signedIn(all.email) };
}

const MOVES = {
  "whose factors come along": {
    async begin() {
      const one = await people();
      await enrol(service, one.id, 0);
      return { ...one, ends: [one.bearer, await signedIn(one.there)], more: {} };
    },
    async done({ id, next, email, there }: Awaited<ReturnType<typeof people>>) {
      expect([await stepsOf(email), await stepsOf(there)]).toEqual([2, 2]);
      expect((await factorsOf(id))?.subject).toBe(next);
    },
  },
  "that leaves its factors with a household": {
    async begin() {
      const one = await people();
      await register(one.stays, one.id);
      await enrol(service, one.id, 0);
      await addPasskey(one.id, one.email);
      await addPasskey(one.id, one.email);
      await addPasskey(one.id, one.stays);
      return { ...one, ends: [one.bearer], more: { leavesFactors: true } };
    },
    async done({ id, email, stays }: Awaited<ReturnType<typeof people>>) {
      expect([await stepsOf(email), await stepsOf(stays)]).toEqual([1, 2]);
      expect((await factorsOf(id))?.passkeys.map(({ address }) => address)).toEqual([stays]);
    },
  },
  "that leaves its factors where the new id has some": {
    async begin() {
      const one = await people();
      await enrol(service, one.id, 0);
      await enrol(service, one.next, 0);
      return { ...one, ends: [one.bearer], more: { leavesFactors: true } };
    },
    async done({ id, next, email }: Awaited<ReturnType<typeof people>>) {
      expect(await stepsOf(email)).toBe(2);
      expect((await factorsOf(next))?.totps).toHaveLength(1);
      expect((await factorsOf(id))?.totps).toEqual([]);
    },
  },
} as const;

describe.each(Object.entries(MOVES))("registering a contact with another id %s", (_what, { begin, done }) => {
  it("is resumed by the same call, whichever of its calls of the table it broke off before", async () => {
    for (let index = 0; ; index++) {
      const one = await begin();
      service.proxy.reset();
      service.proxy.crashBefore(index);
      const { status } = await register(one.email, one.next, one.more);
      const calls = service.proxy.calls.length;
      service.proxy.reset();
      if (status === 201) {
        expect(index).toBeGreaterThan(12);
        break;
      }
      expect([index, status, calls]).toEqual([index, expect.any(Number), index]);
      expect([index, (await register(one.email, one.next, one.more)).status]).toEqual([index, 201]);
      expect([index, await Promise.all(one.ends.map(session))]).toEqual([index, one.ends.map(() => 401)]);
      const [contact] = (await itemsOf(service, one.email)).filter(({ sk }) => sk === "customer");
      expect([index, contact?.customerId, contact?.moving]).toEqual([index, one.next, undefined]);
      await done(one);
    }
  });
});

describe("registering a contact with a third id after a call that broke off", () => {
  it("ends first what was left of the one before", async () => {
    const one = await MOVES["whose factors come along"].begin();
    service.proxy.reset();
    // The contact is written by then.
    const isWritten = async () =>
      (await itemsOf(service, one.email)).find(({ sk }) => sk === "customer")?.moving !== undefined;
    for (let index = 5; !(await isWritten()); index++) {
      service.proxy.reset();
      service.proxy.crashBefore(index);
      expect((await register(one.email, one.next)).status).not.toBe(201);
      service.proxy.reset();
    }
    // By then the factors are those of two contacts, so that no third id may have them.
    expect((await register(one.email, `${one.next}-third`)).body).toEqual({ outcome: "factors-shared" });
    expect(await Promise.all(one.ends.map(session))).toEqual([401, 401]);
    expect(await isWritten()).toBe(false);
  });
});

describe("what a contact leaves behind and cannot be taken away", () => {
  it("is a fault, and is taken away by the next call", async () => {
    const one = await MOVES["that leaves its factors with a household"].begin();
    const { pk } = { pk: `subject#${await placeOf(one.id)}` };
    service.proxy.reset();
    // Another change comes first each time.
    let serial = 0;
    const items = tableItems(service.database.client, LOCAL_TABLE);
    const { passkeys } = service.services.storage;
    const { remove } = passkeys;
    const racing = async (...given: Parameters<typeof remove>) => {
      const version = Number((await items.get(pk, "factors")).version) + 1;
      await items.change(pk, "factors", { version, changedBy: `another-${++serial}` });
      return remove(...given);
    };
    Object.assign(passkeys, { remove: racing });
    expect((await register(one.email, one.next, one.more)).status).toBe(500);
    Object.assign(passkeys, { remove });
    expect((await factorsOf(one.id))?.passkeys).toHaveLength(3);
    expect((await register(one.email, one.next)).status).toBe(201);
    await MOVES["that leaves its factors with a household"].done(one);
  });
});
