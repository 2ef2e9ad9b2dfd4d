import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { LOCAL_OWNER } from "../../support/desk.ts";
import { ALL_CLIENTS, basic, SECRET, STAYING_BACKEND } from "../../support/app.ts";
import { desk, itemsOf, REGISTERED, signedIn, statusesOf, twoContacts } from "../../support/blocked.ts";
import { type LogoutReceiver, startLogoutReceiver } from "../../support/logout-receiver.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";
import { signInToStay } from "../../support/staying-app.ts";

let service: TestService;
let receiver: LogoutReceiver;
beforeAll(async () => {
  receiver = await startLogoutReceiver();
  const clients = ALL_CLIENTS.clients.map((client) =>
    client.id === "staying" ? { ...client, backchannelLogoutUri: receiver.uri } : client,
  );
  service = await startTestService({ ...REGISTERED, clients });
});
beforeEach(() => service.clock.advance(3600));

const session = async (bearer: Record<string, string>) => (await service.get("/otp/session", bearer)).status;
/** As the owner does in the console. */
const putItem = (item: Readonly<Record<string, unknown>>) =>
  service.database.client.send(new PutItemCommand({ TableName: LOCAL_TABLE, Item: marshall(item) }));
const CANCELED = "urn:latchkey:problem:challenge-canceled";

describe("a customer who is blocked", () => {
  it("is out by every contact, and gets no code by any", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearers = [await signedIn(service, email), await signedIn(service, phone)];
    service.clock.advance(1);
    const pending = await service.challenge(phone);
    const { status, body } = await desk(service, "block", email);
    expect([status, body]).toEqual([
      200,
      {
        outcome: "blocked",
        contacts: [
          { address: `c***@example.com`, changed: true },
          { address: `+*********${phone.slice(-2)}`, changed: true },
        ],
        ended: { sessions: 2, challenges: 1, grants: 0 },
      },
    ]);
    for (const bearer of bearers) expect(await session(bearer)).toBe(401);
    expect((await service.post("/otp/verify", pending)).body.type).toBe(CANCELED);
    service.clock.advance(60);
    for (const recipient of [email, phone]) {
      const sent = service.inbox.list(recipient).length;
      expect((await service.post("/otp/request", { recipient })).status).toBe(202);
      await service.settled();
      expect(service.inbox.list(recipient)).toHaveLength(sent);
    }
    expect(await service.services.storage.customers.listContacts(customerId)).toMatchObject([
      { status: "blocked" },
      { status: "blocked" },
    ]);
  });

  it("loses what apps were granted, and the apps are told", async () => {
    const { email, phone } = await twoContacts(service);
    const app = await signInToStay(service, email, { scope: "openid offline_access" });
    const backend = await signInToStay(service, phone, { scope: "openid offline_access", secret: true });
    await service.settled();
    receiver.answers();
    expect((await desk(service, "block", phone)).body.ended).toMatchObject({ sessions: 2, grants: 2 });
    // Before the stream has said anything to anybody.
    for (const one of [app, backend]) expect((await one.refresh()).body.error).toBe("invalid_grant");
    expect((await app.userinfo(app.first.body.access_token)).status).toBe(401);
    const introspected = await service.form(
      "/otp/introspect",
      { token: String(backend.first.body.access_token) },
      basic(STAYING_BACKEND.id, SECRET),
    );
    expect(introspected.body).toEqual({ active: false });
    await service.settled();
    expect(receiver.told).toHaveLength(1);
    for (const recipient of [email, phone])
      expect(await statusesOf(service, recipient, "grant#")).toEqual(["ended"]);
  });

  it("loses a grant that has outlived its session, and its app is told once more of nothing", async () => {
    const { email } = await twoContacts(service);
    const app = await signInToStay(service, email, { scope: "openid offline_access" });
    await app.user.open("/otp/session");
    const cookie = [...app.user.cookies].map((pair) => pair.join("=")).join("; ");
    await service.post("/otp/logout", {}, { cookie, "sec-fetch-site": "same-origin" });
    await service.settled();
    expect((await app.refresh()).status).toBe(200);
    receiver.answers();
    expect((await desk(service, "block", email)).body.ended).toMatchObject({ sessions: 0, grants: 1 });
    expect((await app.refresh()).body.error).toBe("invalid_grant");
    await service.settled();
    expect(receiver.told).toEqual([]);
    const sessions = (await itemsOf(service, email)).filter(({ sk }) => String(sk).startsWith("challenge#"));
    // So that the stream does the rest: what apps were not told, and known devices.
    expect(sessions).toMatchObject([{ status: "ended", endedFor: "everywhere" }]);
  });

  it("loses a code of another purpose that was proved", async () => {
    const { email } = await twoContacts(service);
    const challenge = await service.challenge(email, { purpose: "change-address" });
    expect((await service.post("/otp/verify", challenge)).status).toBe(200);
    await desk(service, "block", email);
    expect(await statusesOf(service, email, "challenge#")).toEqual(["ended"]);
  });

  it("is blocked again without another change, and finds what a first run has left", async () => {
    const { email, customerId } = await twoContacts(service);
    await desk(service, "block", customerId);
    const before = await itemsOf(service, email);
    const { body } = await desk(service, "block", customerId);
    expect(body).toMatchObject({ contacts: [{ changed: false }, { changed: false }] });
    expect(body.ended).toEqual({ sessions: 0, challenges: 0, grants: 0 });
    expect(await itemsOf(service, email)).toEqual(before);
  });

  it("does not tell who asked for a decoy that there is a customer", async () => {
    const { email } = await twoContacts(service);
    await desk(service, "block", email);
    const { body } = await service.post("/otp/request", { recipient: email });
    await desk(service, "block", email);
    const status = await service.post("/otp/status", { challengeId: body.challengeId });
    expect(status.body.status).toBe("pending");
  });

  it("has no other customer blocked, nor anything of theirs ended", async () => {
    const [one, other] = [await twoContacts(service), await twoContacts(service)];
    const bearer = await signedIn(service, other.email);
    await desk(service, "block", one.email);
    expect(await session(bearer)).toBe(200);
    await signedIn(service, other.phone);
  });

  it("is found by the address of an item without an id, which is all that is theirs", async () => {
    await service.post("/_local/customers", { recipient: "old@example.com" });
    const [item] = (await itemsOf(service, "old@example.com")).filter(({ sk }) => sk === "customer");
    await putItem({ pk: item?.pk, sk: item?.sk, status: item?.status });
    const bearer = await signedIn(service, "old@example.com");
    const { status, body } = await desk(service, "block", "OLD@example.com");
    expect([status, body.contacts]).toEqual([200, [{ address: "o***@example.com", changed: true }]]);
    expect(await session(bearer)).toBe(401);
  });
});

describe("a customer who is let in again", () => {
  it("signs in by every contact, but has none of the old sessions", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearer = await signedIn(service, email);
    await desk(service, "block", email);
    service.clock.advance(60);
    const { body } = await desk(service, "unblock", phone);
    expect(body).toMatchObject({ outcome: "unblocked", contacts: [{ changed: true }, { changed: true }] });
    expect(await session(bearer)).toBe(401);
    for (const recipient of [email, phone]) await signedIn(service, recipient);
    expect((await desk(service, "unblock", customerId)).body.contacts).toMatchObject([
      { changed: false },
      { changed: false },
    ]);
  });

  it("keeps the wrong guesses", async () => {
    const { email } = await twoContacts(service);
    const { challengeId, code } = await service.challenge(email);
    for (let i = 0; i < 3; i++) await service.post("/otp/verify", { challengeId, code: wrong(code) });
    await desk(service, "block", email);
    await desk(service, "unblock", email);
    const ledger = (await itemsOf(service, email)).find(({ sk }) => sk === "ledger");
    expect(ledger).toMatchObject({ failures: 3 });
  });

  it("also where the owner had written a word of their own", async () => {
    const { email } = await twoContacts(service);
    const item = (await itemsOf(service, email)).find(({ sk }) => sk === "customer");
    await putItem({ ...item, status: "suspended" });
    await desk(service, "unblock", email);
    await signedIn(service, email);
  });
});

describe("what is no customer", () => {
  it("is said to be none, and no act is begun", async () => {
    const start = service.observed.length;
    for (const customer of ["nobody@example.com", "customer-nobody", "+14155559999", "x"]) {
      const answer = await desk(service, "block", customer);
      expect([answer.status, answer.body]).toEqual([409, { outcome: "not-found" }]);
      expect(await itemsOf(service, customer)).toEqual([]);
    }
    const outcomes = service.observed
      .slice(start)
      .map(({ fields }) => (fields as { outcome?: string }).outcome);
    expect(outcomes.filter((one) => one !== undefined)).toEqual(Array(4).fill("not-found"));
  });

  it("is asked about where it is the address of one customer and the id of another", async () => {
    const [one, other] = [await twoContacts(service), "second@example.com"];
    await service.post("/_local/customers", { recipient: other, customerId: one.email });
    expect((await desk(service, "block", one.email)).body).toEqual({ outcome: "ambiguous" });
    expect((await desk(service, "block", one.email, { as: "id" })).body.contacts).toEqual([
      { address: "s***@example.com", changed: true },
    ]);
    await signedIn(service, one.email);
    expect((await desk(service, "block", one.email, { as: "address" })).body.contacts).toHaveLength(2);
  });

  it("is none in open mode, where nothing reads customers", async () => {
    const open = await startTestService();
    await open.post("/_local/customers", { recipient: "anna@example.com", customerId: "c-1" });
    const bearer = await signedIn(open, "anna@example.com");
    for (const verb of ["block", "unblock"] as const)
      expect((await desk(open, verb, "anna@example.com")).body).toEqual({ outcome: "open-mode" });
    expect((await open.get("/otp/session", bearer)).status).toBe(200);
  });
});

describe("the audit trail of a block", () => {
  it("has a line before the first write and one at the end, with author and origin, and no address", async () => {
    const { email, customerId } = await twoContacts(service);
    await signedIn(service, email);
    const start = service.observed.length;
    await desk(service, "block", email, { by: "anna.admin@example.com" });
    await desk(service, "unblock", customerId, { by: "anna" });
    const lines = service.observed.slice(start).filter(({ event }) => /^(un)?block-customer$/.test(event));
    const keys = (await itemsOf(service, email)).map(({ pk }) => String(pk).replace("recipient#", ""));
    expect(lines.map(({ event, fields }) => ({ event, ...fields }))).toMatchObject([
      {
        event: "block-customer",
        outcome: "begun",
        origin: "desk",
        by: `${LOCAL_OWNER} (a***@example.com)`,
        before: "active active",
      },
      { event: "block-customer", outcome: "done", changed: 2, sessions: 1, challenges: 0, grants: 0 },
      { event: "unblock-customer", outcome: "begun", by: `${LOCAL_OWNER} (anna)`, before: "blocked blocked" },
      { event: "unblock-customer", outcome: "done", changed: 2 },
    ]);
    for (const { fields } of lines) {
      expect(JSON.stringify(fields)).toContain(keys[0]);
      expect(JSON.stringify(fields)).not.toContain(email);
    }
    const acts = lines.map(({ fields }) => (fields as { act: string }).act);
    expect([acts[0] === acts[1], acts[2] === acts[3], acts[0] === acts[2]]).toEqual([true, true, false]);
  });
});
