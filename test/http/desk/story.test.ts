import { beforeAll, describe, expect, it } from "@jest/globals";
import type { ToldStory } from "../../../functions/desk/acts/story.ts";
import { localTime } from "../../../functions/desk/local-time.ts";
import { tellEntry } from "../../../functions/desk/story/tell-entry.ts";
import { tellPerson } from "../../../functions/desk/story/tell-person.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { REGISTERED, twoContacts } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ ...REGISTERED, limits: { recipientPerHour: 3 } });
});

const UTC = localTime("UTC");
const told = async (customer: string, more: object = {}) =>
  (await act(service, "story", { customer, ...more })).body as unknown as ToldStory;
const sentences = async (customer: string) =>
  (await told(customer)).entries.map((entry) => tellEntry(entry, UTC).text);
const nowOf = async (customer: string) =>
  tellPerson(await told(customer), UTC).contacts.map((one) => [one.what, ...one.now]);
const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });
const ask = async (recipient: string) => {
  const answer = await service.post("/otp/request", { recipient });
  await service.settled();
  return String(answer.body.challengeId);
};
/** What the service's own provider would have a provider report. */
const reported = async (email: string, state: "delivered" | "bounced", reason?: string) => {
  const [challenge] = (await service.services.storage.challenges.list(await keyOf(email))).challenges;
  const { provider = "", messageId = "" } = challenge!.delivery;
  await service.services.storage.receipts.record(
    challenge!,
    challenge!.sends,
    { state, provider, messageId, reason },
    service.clock.now(),
  );
};

describe("the story of a person", () => {
  it("says what happened to each code, the newest first, and from where it was asked for", async () => {
    const { email } = await twoContacts(service);
    const first = await service.challenge(email);
    service.clock.advance(3);
    await reported(email, "delivered");
    for (const guess of [0, 1]) {
      const code = guess === 0 ? wrong(first.code) : wrong(wrong(first.code));
      await service.post("/otp/verify", { ...first, code });
    }
    service.clock.advance(57);
    await service.post("/otp/verify", first);
    service.clock.advance(3600);
    const second = await service.challenge(email);
    for (let times = 0; times < 5; times++)
      await service.post("/otp/verify", { ...second, code: wrong(second.code) });
    service.clock.advance(3600);
    await ask(email);
    service.clock.advance(301);
    expect(await sentences(email)).toEqual([
      "Asked for a code by e-mail from a network where they have signed in before; sent by Inbox within a second; not used before it was over at 11:16.",
      "Asked for a code by e-mail from a network where they have signed in before; sent by Inbox within a second; typed wrong 5 times, and locked by that.",
      "Asked for a code by e-mail; sent by Inbox, delivered after 3 s; typed wrong twice; approved at 09:11; its session lasts until 21:11.",
    ]);
    const { sessions, codes, customerId } = await told(email);
    expect([sessions.length, codes.length, customerId?.startsWith("customer-")]).toEqual([1, 0, true]);
  });

  it("says until when the next code is held back, by the same rules as a request", async () => {
    const { email } = await twoContacts(service);
    for (let times = 0; times < 3; times++) {
      await ask(email);
      service.clock.advance(60);
    }
    const refused = await service.post("/otp/request", { recipient: email });
    expect(refused.status).toBe(429);
    const until = service.clock.now() + Number(refused.headers.get("retry-after"));
    const [contact] = (await told(email)).contacts;
    expect(contact?.limits).toEqual([
      { lane: "strangers", limit: "recipient", mayAskAgainAt: new Date(until * 1000).toISOString() },
    ]);
    const at = UTC.minute(new Date(until * 1000));
    expect((await nowOf(email))[0]?.[1]).toBe(`They may ask again at ${at}: so many codes were asked for.`);
    service.clock.advance(until - service.clock.now());
    expect((await told(email)).contacts[0]?.limits).toEqual([]);
    expect((await service.post("/otp/request", { recipient: email })).status).toBe(202);
  });

  it("says why nothing was sent: an e-mail that came back, a stop, no customer, a block", async () => {
    const { email } = await twoContacts(service);
    await ask(email);
    await reported(email, "bounced", "mailbox-full");
    const now = service.clock.now();
    await service.services.storage.suppressions.keep(
      await keyOf(email),
      { reason: "bounce", until: now + 600 },
      now,
    );
    service.clock.advance(60);
    await ask(email);
    expect(await sentences(email)).toEqual([
      expect.stringMatching(
        /; not sent, since an e-mail had come back from there for good; waits to be typed/,
      ),
      expect.stringMatching(/; sent by Inbox, and came back \(mailbox-full\); waits to be typed/),
    ]);
    expect((await nowOf(email))[0]?.[1]).toMatch(
      /^Nothing is sent there until .*: an e-mail came back for good/,
    );

    await ask("someone@gmial.com");
    expect(await sentences("someone@gmial.com")).toEqual([
      "Asked for a code by e-mail; nothing was sent: no customer has the address.",
    ]);
    expect((await nowOf("someone@gmial.com"))[0]?.[0]).toMatch(
      /is no customer's: .* Perhaps gmail.com was meant\.$/,
    );

    const blocked = await twoContacts(service);
    await act(service, "block", { customer: blocked.customerId });
    await ask(blocked.email);
    expect(await sentences(blocked.customerId)).toEqual([
      "Asked for a code by e-mail; nothing was sent: it was blocked.",
    ]);
    const [whole] = await nowOf(blocked.email);
    expect(whole?.[0]).toMatch(
      /^c\*\*\*@example.com, of customer customer-\d+, blocked since .*: nothing is sent\.$/,
    );
  });

  it("has pages, which lack and repeat nothing, and is found by the pseudonym in the log", async () => {
    const { email, customerId } = await twoContacts(service);
    for (let times = 0; times < 3; times++) {
      await ask(email);
      service.clock.advance(1000);
    }
    const all = (await told(customerId)).entries.map(({ id }) => id);
    const first = await told(customerId, { most: 2 });
    const second = await told(customerId, { most: 2, before: first.next });
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(all);
    expect(second.next).toBeUndefined();
    const line = service.observed.findLast(({ event }) => event === "desk");
    expect(line?.fields).toMatchObject({ act: "story", about: expect.stringContaining(await keyOf(email)) });
    expect(JSON.stringify(line)).not.toContain(email);
  });
});

/**
 * Public reports of consoles whose lists lose or repeat what happened in one instant: bitwarden/server#3690,
 * codecentric/spring-boot-admin#1870, faiscadev/fakecloud#2005.
 */
describe("a list of which several entries are of the same second", () => {
  it("has each of them once, on pages of one", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    for (const recipient of [email, phone]) await ask(recipient);
    await act(service, "contacts-add", { customer: customerId, recipient: `same-${email}` });
    await ask(`same-${email}`);
    const all = (await told(customerId)).entries;
    expect([all.length, new Set(all.map(({ at }) => at)).size]).toEqual([5, 1]);
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const page = await told(customerId, { most: 1, ...(next !== undefined && { before: next }) });
      paged.push(...page.entries.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(paged).toEqual(all.map(({ id }) => id));
  });
});

/** openstax/accounts#1240, Actual-Chat/actual-chat#4251, casdoor/casdoor#5787: a failed send that left no trace. */
describe("a message that no provider takes", () => {
  it("says who refused it and why, while it is tried and when it is given up", async () => {
    const { email } = await twoContacts(service);
    await service.post("/_local/outage", { channel: "email", mode: "permanent" });
    await ask(email);
    await service.post("/_local/outage", { channel: "email", mode: "none" });
    const [sentence = ""] = await sentences(email);
    expect(sentence).toMatch(
      /^Asked for a code by e-mail; (refused by|not sent, since) .+; waits to be typed until/,
    );
    const { entries } = await told(email);
    expect(entries).toMatchObject([{ delivery: { state: "failed", reason: expect.any(String) } }]);
  });
});
