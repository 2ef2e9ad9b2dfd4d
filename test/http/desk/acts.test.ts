import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { REGISTERED, signedIn, twoContacts } from "../../support/blocked.ts";
import { act, LOCAL_OWNER } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const actId = () => newActId(randomBytes, service.clock.now());
const audit = async () => (await act(service, "audit-list", {})).body.acts as Record<string, unknown>[];
/** Every item of the table. */
const items = async () => JSON.parse((await service.get("/_local/items")).text) as Record<string, unknown>[];
const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });

describe("an act of the desk", () => {
  it("stands in the audit before and after, by pseudonyms alone, and in the log under the same id", async () => {
    const { email, customerId } = await twoContacts(service);
    const { body } = await act(service, "block", { customer: email }, { "x-latchkey-session": "anna" });
    expect(body).toMatchObject({ outcome: "blocked", counts: { changed: 2 } });
    const [newest] = await audit();
    expect(newest).toMatchObject({
      ...{ id: body.act, act: "block", by: LOCAL_OWNER, said: "anna", role: "owner" },
      ...{ before: "active active", result: "blocked", counts: { changed: 2 } },
    });
    expect(newest?.about).toEqual(expect.arrayContaining([`customer ${customerId}`, await keyOf(email)]));
    expect(JSON.stringify(newest)).not.toContain(email);
    const lines = service.observed.filter(
      ({ event, fields }) => event === "desk" && (fields as { id?: string }).id === body.act,
    );
    expect(lines.map(({ fields }) => (fields as { outcome: string }).outcome)).toEqual(["begun", "blocked"]);
    const item = (await items()).find(({ sk }) => sk === body.act);
    expect(item?.ttl).toBe(service.clock.now() + 400 * 86_400);
  });

  it("is done once under its id, and another wish under the same id is refused", async () => {
    const { email, customerId } = await twoContacts(service);
    const named = { "idempotency-key": actId() };
    const first = await act(service, "block", { customer: customerId }, named);
    await act(service, "unblock", { customer: customerId });
    const again = await act(service, "block", { customer: customerId }, named);
    expect([again.status, again.body]).toMatchObject([
      200,
      { outcome: "blocked", doneBefore: true, act: first.body.act },
    ]);
    await signedIn(service, email);
    expect((await act(service, "block", { customer: email }, named)).status).toBe(422);
    expect((await act(service, "unblock", { customer: customerId }, named)).status).toBe(422);
    expect((await act(service, "block", { customer: email }, { "idempotency-key": "one" })).status).toBe(400);
  });

  it("is refused of an act that there is none of, and of a body that does not fit, with its places", async () => {
    expect((await act(service, "ban", { customer: "c-1" })).status).toBe(404);
    const { status, body } = await act(service, "block", { customer: "", reason: "x" });
    expect([status, (body.errors as { path: string }[]).map(({ path }) => path).sort()]).toEqual([
      400,
      ["customer", "reason"],
    ]);
  });
});

describe("what admins do to a person", () => {
  it("ends sessions, cancels open codes and clears sends, whether or not it is a customer", async () => {
    const { email } = await twoContacts(service);
    const bearer = await signedIn(service, email);
    const ended = await act(service, "sessions-end", { customer: email });
    expect(ended.body).toMatchObject({ outcome: "sessions-ended", ended: { sessions: 1 } });
    expect((await service.get("/otp/session", bearer)).status).toBe(401);

    service.clock.advance(2);
    const { challengeId, code } = await service.challenge(email);
    expect((await act(service, "cancel", { customer: email })).body).toMatchObject({
      outcome: "canceled",
      counts: { challenges: 1 },
    });
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(410);
    expect((await act(service, "cancel", { customer: "stranger@example.com" })).body.outcome).toBe(
      "canceled",
    );
  });

  it("clears what a person has asked for, and no wrong guess", async () => {
    const strict = await startTestService({
      ...{ registration: "registered", passcode: { resendAfterSeconds: 1 } },
      limits: { recipientPerHour: 1 },
    });
    const { email } = await twoContacts(strict);
    const { challengeId } = await strict.challenge(email);
    expect((await strict.post("/otp/verify", { challengeId, code: "000001" })).status).toBe(401);
    strict.clock.advance(2);
    expect((await strict.post("/otp/request", { recipient: email })).status).toBe(429);
    const { body } = await act(strict, "lanes-clear", { customer: email });
    expect(body).toMatchObject({ outcome: "cleared", counts: { ledgers: 1 } });
    expect((await strict.post("/otp/request", { recipient: email })).status).toBe(202);
    const [ledger] = await strict.services.storage.ledgers.list(
      recipientKey(await strict.services.keys.recipient(), { addressKind: "email", address: email }),
      { sends: [] },
    );
    expect(ledger?.failures).toBe(1);
  });

  it("lifts a suppression", async () => {
    const { email } = await twoContacts(service);
    const key = await keyOf(email);
    const { suppressions } = service.services.storage;
    const now = service.clock.now();
    await suppressions.keep(key, { reason: "bounce", until: now + 1000 }, now);
    expect((await act(service, "lift", { customer: email })).body).toMatchObject({ counts: { lifted: 1 } });
    expect(await suppressions.read(key, now)).toBeUndefined();
    // The next bounce counts again.
    await suppressions.keep(key, { reason: "bounce", until: now + 2000 }, now);
    expect(await suppressions.read(key, now)).toMatchObject({ until: now + 2000 });
  });
});

describe("contacts of a customer", () => {
  it("are added, and those that were there are told once", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const named = { "idempotency-key": actId() };
    const input = { customer: customerId, recipient: `new-${email}` };
    const { body } = await act(service, "contacts-add", input, named);
    expect(body).toMatchObject({ outcome: "added", customerId, status: "active", counts: { told: 2 } });
    await act(service, "contacts-add", input, named);
    await service.settled();
    const told = service.inbox.list(email).filter(({ text }) => text.includes("address or number was added"));
    expect(told).toHaveLength(1);
    expect(service.inbox.list(phone).filter(({ text }) => text.includes("was added"))).toHaveLength(1);
    expect(service.inbox.list(`new-${email}`)).toEqual([]);
    await signedIn(service, `new-${email}`);
  });

  it("are removed with all that they have, also where the first try broke off, but never the last one", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearer = await signedIn(service, email);
    const waiting = await service.challenge(phone);
    // As a process leaves it that died after its first write.
    const key = await keyOf(email);
    await service.services.storage.customers.remove(key, customerId, service.clock.now());
    const { body } = await act(service, "contacts-remove", { customer: customerId, recipient: email });
    expect(body).toMatchObject({ outcome: "removed", ended: { sessions: 1 } });
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
    expect(await service.services.storage.customers.read(key)).toBeUndefined();
    const last = await act(service, "contacts-remove", { customer: customerId, recipient: phone });
    expect([last.status, last.body]).toEqual([409, { outcome: "last-contact" }]);
    expect((await service.post("/otp/verify", waiting)).status).toBe(200);
    // As one who never was there: a decoy, and no code.
    service.clock.advance(2);
    await service.post("/otp/request", { recipient: email });
    await service.settled();
    expect(service.inbox.list(email)).toHaveLength(1);
    // It may be registered again, and is active then.
    await act(service, "contacts-add", { customer: customerId, recipient: email });
    expect(await service.services.storage.customers.read(key)).toMatchObject({
      status: "active",
      customerId,
    });
  });
});

describe("customers", () => {
  it("are found by the beginning of the id, an address or part of a name, page by page, masked", async () => {
    for (const number of [1, 2, 3])
      await act(service, "contacts-add", {
        ...{ customer: `find-${number}`, as: "id", recipient: `find${number}@example.com` },
        name: `Ann ${number}`,
      });
    const find = async (input: object) => (await act(service, "customers-find", input)).body;
    const first = await find({ text: "find-", most: 2 });
    expect(first.customers).toEqual([
      { customerId: "find-1", address: "f***@example.com", name: "Ann 1", status: "active" },
      { customerId: "find-2", address: "f***@example.com", name: "Ann 2", status: "active" },
    ]);
    const { customers, next } = await find({ text: "find-", most: 2, after: first.next });
    expect([customers, next]).toMatchObject([[{ customerId: "find-3" }], undefined]);
    expect((await find({ text: "find2@example.com" })).customers).toMatchObject([{ customerId: "find-2" }]);
    expect((await find({ text: "find-", name: "NN 3" })).customers).toMatchObject([{ customerId: "find-3" }]);
    await act(service, "customers-edit", { customer: "find-1", note: "moved", name: null });
    expect((await find({ text: "find-1" })).customers).toEqual([
      { customerId: "find-1", address: "f***@example.com", note: "moved", status: "active" },
    ]);
    const { body } = await act(service, "customers-export", { text: "find-1" });
    expect(body.customers).toMatchObject([{ address: "find1@example.com" }]);
  });
});

describe("a question of an admin", () => {
  it("leaves a line with the pseudonyms of whom it was about, and nothing in the audit", async () => {
    const { email, customerId } = await twoContacts(service);
    const before = await audit();
    await act(service, "factors-show", { customer: customerId });
    await act(service, "customers-export", { text: customerId });
    const lines = service.observed.filter(({ event }) => event === "desk").slice(-2);
    const [shown, taken] = lines.map(
      ({ fields }) => fields as { readonly act: string; readonly about: string },
    );
    expect(shown).toMatchObject({ act: "factors-show", about: expect.stringContaining(await keyOf(email)) });
    expect(taken).toMatchObject({ act: "customers-export", about: "2 contacts" });
    expect(JSON.stringify(lines)).not.toContain(email);
    expect(await audit()).toEqual(before);
  });
});

describe("a person who is forgotten", () => {
  it("leaves nothing in the table but guards without an address", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    await signedIn(service, email);
    await service.challenge(phone);
    const named = { "idempotency-key": actId() };
    const { body } = await act(service, "forget", { customer: customerId }, named);
    expect(body).toMatchObject({ outcome: "forgotten", counts: { customer: 2, challenge: 2 } });
    await service.settled();
    const all = await items();
    const text = JSON.stringify(all.filter(({ pk }) => !String(pk).startsWith("audit#")));
    for (const trace of [email, phone, `"${customerId}"`]) expect(text).not.toContain(trace);
    const key = await keyOf(email);
    const left = all.filter(({ pk }) => pk === `recipient#${key}`).map(({ sk }) => String(sk).split("-")[0]);
    expect(
      left.every((sk) => ["ledger", "ledger#device", "ledger#network", "suppression"].includes(sk ?? "")),
    ).toBe(true);
    expect((await act(service, "forget", { customer: customerId })).body).toEqual({ outcome: "not-found" });
    // Who lost the answer asks once more, and is told what was done.
    const again = await act(service, "forget", { customer: customerId }, named);
    expect([again.status, again.body]).toMatchObject([200, { outcome: "forgotten", doneBefore: true }]);
  });
});
