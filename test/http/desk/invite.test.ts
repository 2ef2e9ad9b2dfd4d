import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { BUILT_IN_LOCALES } from "../../../functions/words/locales.ts";
import { REGISTERED, twoContacts } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});

const invite = async (recipient: string, more: object = {}, headers: Record<string, string> = {}) => {
  const { status, body } = await act(service, "invite", { recipient, ...more }, headers);
  await service.settled();
  return [status, body.outcome];
};
const sent = (address: string) => service.inbox.list(address).map(({ text }) => text);

describe("a person who is invited", () => {
  it("is sent a link to the page that asks for the address, and no code, once for each act", async () => {
    const { email, phone } = await twoContacts(service);
    const named = { "idempotency-key": newActId(randomBytes, service.clock.now()) };
    expect(await invite(email, {}, named)).toEqual([200, "invited"]);
    await invite(email, {}, named);
    const brand = service.services.settings.brand.name;
    const [text = "", ...others] = sent(email);
    expect(others).toEqual([]);
    const link = `${service.url}/otp/request?channel=email`;
    expect(text).toContain(`You can sign in to ${brand}\n\nSign in here with this address: ${link}\n\n`);
    expect(text).not.toMatch(/\d{6}|not you/i);
    const page = await service.get("/otp/request?channel=email", { accept: "text/html" });
    expect([page.status, page.text.includes('id="email"')]).toEqual([200, true]);

    expect(await invite(phone)).toEqual([200, "invited"]);
    expect(sent(phone)).toEqual([
      `${brand}: sign in with this number at ${service.url}/otp/request?channel=sms`,
    ]);
  });

  it("is invited three times a day at most", async () => {
    const { email } = await twoContacts(service);
    for (let times = 0; times < 3; times += 1) expect(await invite(email)).toEqual([200, "invited"]);
    expect(await invite(email)).toEqual([409, "too-many"]);
    expect(sent(email)).toHaveLength(3);
    service.clock.advance(86_400);
    expect(await invite(email)).toEqual([200, "invited"]);
  });

  it("is sent nothing who is blocked, suppressed, out of reach or nobody's", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const key = recipientKey(await service.services.keys.recipient(), {
      addressKind: "email",
      address: email,
    });
    const now = service.clock.now();
    await service.services.storage.suppressions.keep(key, { reason: "complaint", until: now + 1000 }, now);
    expect(await invite(email)).toEqual([409, "is-suppressed"]);
    await act(service, "block", { customer: customerId });
    expect(await invite(phone)).toEqual([409, "is-blocked"]);
    expect(await invite("stranger@example.com")).toEqual([409, "not-found"]);
    expect(await invite("nobody")).toEqual([409, "unreadable"]);
    await act(service, "contacts-add", { customer: "far", as: "id", recipient: "+8613800138000" });
    expect(await invite("+8613800138000")).toEqual([409, "no-way"]);
    for (const address of [email, phone, "stranger@example.com", "+8613800138000"])
      expect(sent(address)).toEqual([]);
  });

  it("is registered in the same act, by who may give the id", async () => {
    const { customerId, email } = await twoContacts(service);
    const operator = { id: "operator", role: "operator" } as const;
    const by = async (input: object) => {
      const performed = await performAct(service.services, operator, "invite", input);
      await service.settled();
      return performed.kind === "answered" ? performed.answer.outcome : performed.kind;
    };
    expect(await by({ recipient: "new@invited.example", customer: "nobodys" })).toBe("not-found");
    expect(await by({ recipient: email, customer: "nobodys" })).toBe("of-another");
    expect(await by({ recipient: "new@invited.example", customer: customerId })).toBe("invited");
    expect(sent("new@invited.example")).toHaveLength(1);
    expect(sent(email).filter((text) => text.includes("was added"))).toHaveLength(1);
    expect(await invite("owner@invited.example", { customer: "invited-1" })).toEqual([200, "invited"]);
    await service.post("/otp/verify", await service.challenge("owner@invited.example"));
  });

  it("is no contact where nothing would be sent", async () => {
    const { customerId } = await twoContacts(service);
    const { keys, storage } = service.services;
    const keyOf = async (address: string) =>
      recipientKey(await keys.recipient(), {
        addressKind: address.startsWith("+") ? "phone" : "email",
        address,
      });
    const now = service.clock.now();
    const [bounced, far, late] = [
      "bounced@invited.example",
      "+8613800138001",
      "late@invited.example",
    ] as const;
    await storage.suppressions.keep(await keyOf(bounced), { reason: "complaint", until: now + 1000 }, now);
    expect(await invite(bounced, { customer: customerId })).toEqual([409, "is-suppressed"]);
    expect(await invite(far, { customer: customerId })).toEqual([409, "no-way"]);
    for (let times = 0; times < 3; times += 1) {
      expect(await invite(late, { customer: customerId })).toEqual([200, "invited"]);
      await act(service, "contacts-remove", { customer: customerId, as: "id", recipient: late });
    }
    expect(await invite(late, { customer: customerId })).toEqual([409, "too-many"]);
    await act(service, "block", { customer: customerId });
    expect(await invite("blocked@invited.example", { customer: customerId })).toEqual([409, "is-blocked"]);
    for (const address of [bounced, far, late, "blocked@invited.example"])
      expect(await storage.customers.read(await keyOf(address))).toBeUndefined();
  });

  it("reads it in their language", async () => {
    for (const locale of BUILT_IN_LOCALES) {
      const recipient = `${locale}@words.example`;
      await service.post("/_local/customers", { recipient, customerId: `words-${locale}`, locale });
      expect(await invite(recipient)).toEqual([200, "invited"]);
    }
    const texts = BUILT_IN_LOCALES.map((locale) => sent(`${locale}@words.example`)[0] ?? "");
    expect(new Set(texts.map((text) => text.split("\n")[0])).size).toBe(BUILT_IN_LOCALES.length);
    for (const text of texts) expect(text).toContain("/otp/request?channel=email");
  });
});
