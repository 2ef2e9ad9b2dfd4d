import { createHash } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { EVENT_TYPES } from "../../../functions/domain/events/event-types.ts";
import { testReceiver } from "../../../functions/flows/resend-event.ts";
import { accountOf, bearer } from "../../support/account-user.ts";
import { desk, REGISTERED, signedIn, twoContacts } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { enrol } from "../../support/enrolled.ts";
import { type EventReceiver, says, startEventReceiver } from "../../support/event-receiver.ts";
import { ceilingOf } from "../../support/money.ts";
import { cancelTokenOf } from "../../support/passcodes.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";
import { eventFaults } from "../../support/valid-event.ts";

let receiver: EventReceiver;
let service: TestService;
/** Every type that some test has seen. */
const seen = new Set<string>();

const told = (of: EventReceiver, type: string) => {
  for (const { event } of of.told) {
    expect(eventFaults(event)).toEqual([]);
    seen.add(event.type);
  }
  return of.of(type).map(({ data }) => data);
};
const telling = (url: string, more: object = {}) => ({
  events: { webhooks: [{ id: "billing", url }] },
  ...more,
});

beforeAll(async () => {
  receiver = await startEventReceiver();
  service = await startTestService(telling(receiver.url, { secondFactor: "optional" }));
});
beforeEach(() => {
  receiver.answers(says(204));
});
const { signIn } = accountOf(() => service);

describe("a sign-in", () => {
  it("is told as it goes on: sent, approved, ended", async () => {
    const challenge = await service.challenge("anna@example.com");
    const { body } = await service.post("/otp/verify", challenge);
    await service.settled();
    await service.post("/otp/logout", {}, bearer(body.sessionToken));
    await service.settled();
    const facts = {
      challenge: expect.stringMatching(/^[\w-]{22}$/),
      subject: body.subject,
      channel: "email",
      recipient: "a***@example.com",
      purpose: "login",
    };
    expect(told(receiver, "delivery.changed")).toEqual([
      { ...facts, send: 1, state: "sent", provider: "inbox" },
    ]);
    expect(told(receiver, "challenge.approved")).toEqual([
      { ...facts, acr: "latchkey:1", amr: ["otp"], sessionEndsAt: expect.stringMatching(/Z$/) },
    ]);
    expect(told(receiver, "session.ended")).toEqual([{ ...facts, cause: "signed-out" }]);
    expect(receiver.types()).toHaveLength(3);
  });

  it("has a name that its caller can make from the challenge's id, and that opens nothing", async () => {
    const { challengeId, code } = await service.challenge("berta@example.com");
    await service.post("/otp/verify", { challengeId, code });
    await service.settled();
    const bytes = Buffer.from(challengeId, "base64url").subarray(7, 39);
    const name = createHash("sha256").update("sid|").update(bytes).digest().subarray(0, 16);
    const [approved] = told(receiver, "challenge.approved");
    expect(approved?.challenge).toBe(name.toString("base64url"));
    const text = receiver.told.map(({ body }) => body).join("\n");
    expect(text).not.toContain(challengeId);
    expect(text).not.toContain("berta");
    expect(text).not.toContain(code);
    const { status } = await service.post("/otp/status", { challengeId: approved?.challenge });
    expect(status).toBe(404);
  });
});

describe("a challenge that comes to nothing", () => {
  it("is told when its last guess was wrong, and not before", async () => {
    const { challengeId, code } = await service.challenge("carl@example.com");
    for (let guess = 1; guess <= 5; guess++) {
      expect(told(receiver, "challenge.failed")).toEqual([]);
      await service.post("/otp/verify", { challengeId, code: wrong(code) });
      await service.settled();
    }
    await service.post("/otp/verify", { challengeId, code: wrong(code) });
    await service.settled();
    expect(told(receiver, "challenge.failed")).toEqual([expect.objectContaining({ failure: "locked" })]);
  });

  it("is told when the person says that it was not theirs", async () => {
    const { challengeId } = await service.challenge("dora@example.com");
    const t = await cancelTokenOf(service.services, challengeId);
    await service.form("/otp/not-me", { t }, { origin: service.url });
    await service.settled();
    expect(told(receiver, "challenge.failed")).toEqual([
      expect.objectContaining({ failure: "canceled", reason: "not-me" }),
    ]);
    expect(told(receiver, "security.not-me")).toEqual([expect.objectContaining({ of: "challenge" })]);
  });

  it("is told when its message is refused for good", async () => {
    await service.post("/_local/outage", { channel: "email", mode: "permanent" });
    await service.post("/otp/request", { recipient: "emil@example.com" });
    await service.settled();
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    expect(told(receiver, "delivery.changed")).toEqual([
      expect.objectContaining({ state: "failed", send: 1 }),
    ]);
    expect(told(receiver, "challenge.failed")).toEqual([
      expect.objectContaining({ failure: "undeliverable", reason: expect.any(String) }),
    ]);
  });
});

describe("second factors", () => {
  it("are told of when they are enrolled, when they are guessed at, and when they are to be reset", async () => {
    const user = await signIn();
    const enrolled = await enrol(service, String(user.body.subject));
    await service.settled();
    expect(told(receiver, "factor.changed")).toEqual([{ subject: user.body.subject, change: "totp-added" }]);
    for (let guess = 0; guess < 20;) {
      service.clock.advance(3600);
      const challenge = await service.challenge(user.address);
      const { body } = await service.post("/otp/verify", challenge);
      for (let tried = 0; tried < 5 && guess < 20; tried++, guess++)
        await service.post("/otp/factor", {
          ...{ challengeId: body.challengeId, factorToken: body.factorToken },
          ...{ factor: "totp", code: enrolled.wrong() },
        });
    }
    await service.settled();
    expect(told(receiver, "security.factor-locked")).toEqual([
      { subject: user.body.subject, guesser: "strangers" },
    ]);
    await act(service, "factors-reset", { customer: user.address, evidence: "showed a passport" });
    await service.settled();
    const changes = told(receiver, "factor.changed").map(({ change }) => change);
    expect(changes).toEqual(expect.arrayContaining(["reset-asked"]));
  });
});

describe("customers", () => {
  it("are told of when they are blocked and let in again, each contact by itself", async () => {
    const own = await startEventReceiver();
    const registered = await startTestService(telling(own.url, REGISTERED));
    const customer = await twoContacts(registered);
    await signedIn(registered, customer.email);
    expect((await desk(registered, "block", customer.customerId)).status).toBe(200);
    await registered.settled();
    const contacts = [
      { customerId: customer.customerId, recipient: "c***@example.com" },
      { customerId: customer.customerId, recipient: expect.stringMatching(/^\+\*+\d\d$/) },
    ];
    expect(told(own, "customer.blocked")).toEqual(expect.arrayContaining(contacts));
    expect(told(own, "customer.blocked")).toHaveLength(2);
    expect(told(own, "session.ended")).toEqual([
      expect.objectContaining({ subject: customer.customerId, cause: "everywhere" }),
    ]);
    await desk(registered, "unblock", customer.customerId);
    await registered.settled();
    expect(told(own, "customer.unblocked")).toHaveLength(2);
    // Nothing is told of a stranger, who is sent nothing.
    own.answers(says(204));
    await registered.post("/otp/request", { recipient: "stranger@example.com" });
    await registered.settled();
    expect(own.told).toEqual([]);
  });
});

describe("a block of numbers that is stopped", () => {
  it("is told of once", async () => {
    const own = await startEventReceiver();
    const money = await startTestService(telling(own.url, ceilingOf(100)));
    for (let index = 0; index < 20; index++)
      await money.post("/otp/request", { recipient: `+491512345${1000 + index}`, locale: "de" });
    await money.settled();
    money.clock.advance(1200);
    await money.post("/otp/request", { recipient: "+4915123451500", locale: "de" });
    await money.settled();
    expect(told(own, "security.sends-stopped")).toEqual([
      { group: "+491512345", until: expect.stringMatching(/Z$/) },
    ]);
  });
});

describe("an admin who tries a receiver", () => {
  it("has it told an event that means nothing", async () => {
    expect(await testReceiver(service.services, "billing")).toMatchObject({ kind: "ordered" });
    expect(await testReceiver(service.services, "crm")).toEqual({ kind: "unknown-receiver" });
    await service.settled();
    expect(told(receiver, "test.sent")).toEqual([{ receiver: "billing" }]);
  });
});

describe("the types of events", () => {
  it("are each seen here, but for what live changes bring", () => {
    expect(EVENT_TYPES.filter((type) => !seen.has(type))).toEqual(["app.suspended"]);
  });
});
