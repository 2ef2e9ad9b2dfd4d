import { beforeEach, describe, expect, it } from "@jest/globals";
import { noticeWriter } from "../../../functions/delivery/notice-message.ts";
import { segmentsOf } from "../../../functions/delivery/segments.ts";
import { NOTICE_KINDS, noticeId, resetNoticeId } from "../../../functions/domain/notice.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { BUILT_IN_LOCALES } from "../../../functions/words/locales.ts";
import { anAddress } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { aPasskey } from "../../support/factors.ts";
import { germanNumber, PART, spentOf } from "../../support/money.ts";
import { resetsOf } from "../../support/resets.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

const DAY = 86_400;
const ADDED = "A passkey was added to your Kiosk account";

let service: TestService;
let serial = 0;
const { reset, resetOf, keep, linkIn } = resetsOf(() => service);

/** A service whose day has room for so many SMS of strangers. */
const start = (room: number, more: object = {}) =>
  startTestService({
    ...{ registration: "registered", secondFactor: "optional", factors: { passkeys: "on" } },
    ...{ brand: { name: "Kiosk" }, limits: { originPerHour: 100_000 } },
    channels: {
      sms: { countries: ["DE"], spend: { dailyUsd: (room * PART * 3) / 2, prices: { DE: PART } } },
    },
    ...more,
  });

beforeEach(async () => {
  service = await start(100);
});

const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), {
    ...{ addressKind: address.includes("@") ? "email" : "phone", address },
  });

/** A customer with these contacts. */
async function customer(...contacts: readonly string[]) {
  const id = `told-${++serial}`;
  for (const recipient of contacts) {
    const { status } = await service.post("/_local/customers", { recipient, customerId: id });
    expect(status).toBe(201);
  }
  return id;
}

let added = 0;
/** Adds a passkey to what a customer has. */
async function addPasskey(subject: string): Promise<void> {
  const { storage, keys } = service.services;
  const at = subjectKey(await keys.recipient(), subject);
  const now = service.clock.now();
  const { version = 0 } = (await storage.factors.read(at, now)) ?? {};
  const passkey = aPasskey({ recipientKey: await keyOf(anAddress()), enrolledAt: now });
  const write = { by: `passkey-${++added}`, now };
  expect(await storage.passkeys.add(at, { subject, version }, { passkey, provenAt: now }, write)).toBe(true);
  await service.settled();
}

const texts = (address: string) => service.inbox.list(address).map(({ text }) => text);
const outcomes = () =>
  service.observed
    .filter(({ event }) => event === "deliver-notice")
    .map(({ fields }) => fields as Readonly<Record<string, unknown>>)
    .filter(({ channel }) => channel === "sms")
    .map(({ outcome, reason }) => [outcome, reason]);

/** Has the queue bring a notice once more. */
async function again(number: string, nonce: string): Promise<void> {
  const order = { nonce, send: 1, channel: "sms", notice: true } as const;
  await service.services.queue.enqueue("sms", [{ ...order, recipientKey: await keyOf(number) }]);
  await service.settled();
}

describe("a customer with a number, whose factors change", () => {
  it("is told by SMS, beside e-mail, and each SMS is counted in the day's money", async () => {
    const [email, number] = [anAddress(), germanNumber(1)];
    await addPasskey(await customer(email, number));
    expect(texts(number)).toEqual([`${ADDED}\nNot you? Ask Kiosk for help at once.`]);
    expect(texts(email)).toEqual([expect.stringContaining(ADDED)]);
    expect(await spentOf(service)).toBeCloseTo(PART);
  });

  it("is told nothing by SMS once the day has no money for it, which is logged and measured", async () => {
    service = await start(2);
    const [email, late, ...early] = [anAddress(), ...[1, 2, 3].map(germanNumber)];
    await addPasskey(await customer(...early));
    await addPasskey(await customer(email, late!));
    expect([early.flatMap(texts).length, texts(late!)]).toEqual([2, []]);
    expect(texts(email)).toHaveLength(1);
    expect(outcomes().filter(([outcome]) => outcome === "failed")).toEqual([["failed", "spend-ceiling"]]);
    expect(await spentOf(service)).toBeCloseTo(2 * PART);
  });

  it("is sent nothing that cannot be counted", async () => {
    const number = germanNumber(1);
    const { storage } = service.services;
    const { add } = storage.spend;
    Object.assign(storage.spend, { add: () => Promise.resolve({ kind: "refused", day: {} }) });
    await addPasskey(await customer(number));
    Object.assign(storage.spend, { add });
    expect(texts(number)).toEqual([]);
  });

  it("is told after an outage, and the SMS is paid for once", async () => {
    const number = germanNumber(1);
    const id = await customer(number);
    await service.post("/_local/outage", { channel: "sms", mode: "transient" });
    await addPasskey(id);
    expect(outcomes().at(-1)?.[0]).toBe("retry");
    await service.post("/_local/outage", { channel: "sms", mode: "none" });
    await again(number, noticeId("passkey-added", service.clock.now()));
    expect(texts(number)).toHaveLength(1);
    expect(await spentOf(service)).toBeCloseTo(PART);
  });

  it("is paid for again where a deliverer died with the message sent: none is sent for nothing", async () => {
    const number = germanNumber(1);
    const id = await customer(number);
    await service.post("/_local/outage", { channel: "sms", mode: "transient" });
    await addPasskey(id);
    await service.post("/_local/outage", { channel: "sms", mode: "none" });
    const before = await spentOf(service);
    const { notices } = service.services.storage;
    const { settle } = notices;
    Object.assign(notices, { settle: () => Promise.reject(new Error("the process is gone")) });
    const notice = noticeId("passkey-added", service.clock.now());
    await again(number, notice).catch(() => undefined);
    Object.assign(notices, { settle });
    service.clock.advance(60);
    await again(number, notice);
    expect(texts(number)).toHaveLength(2);
    expect((await spentOf(service)) - before).toBeCloseTo(PART);
  });

  it("is sent ten SMS a day at most, however often factors change, and e-mails of all", async () => {
    const [email, number] = [anAddress(), germanNumber(1)];
    const id = await customer(email, number);
    const at = subjectKey(await service.services.keys.recipient(), id);
    for (let change = 0; change < 12; change += 1) {
      await addPasskey(id);
      const factors = (await service.services.storage.factors.read(at, service.clock.now()))!;
      const write = { by: `removed-${++added}`, now: service.clock.now() };
      if (change > 8)
        await service.services.storage.passkeys.remove(at, factors, factors.passkeys[0]!.id, write);
      service.clock.advance(601);
    }
    await service.settled();
    expect(texts(number)).toHaveLength(10);
    expect(texts(email).length).toBeGreaterThan(12);
    expect(outcomes().at(-1)).toEqual(["failed", "too-many"]);
    service.clock.advance(DAY);
    await addPasskey(id);
    expect(texts(number)).toHaveLength(11);
  });

  it.each([
    ["in a country that codes do not go to", "+819012345678", {}],
    [
      "of a test recipient",
      germanNumber(7),
      { testRecipients: [{ recipient: germanNumber(7), code: "012345" }] },
    ],
  ])("is told nothing at a number %s", async (_, number, more) => {
    service = await start(10, more);
    await addPasskey(await customer(number));
    expect([texts(number), await spentOf(service)]).toEqual([[], 0]);
  });

  it("is told nothing at a number that is suppressed, which costs nothing", async () => {
    const number = germanNumber(1);
    const suppression = { reason: "complaint", until: START + DAY } as const;
    await service.services.storage.suppressions.keep(await keyOf(number), suppression, START);
    await addPasskey(await customer(number));
    expect([texts(number), await spentOf(service)]).toEqual([[], 0]);
    expect(outcomes()).toEqual([["suppressed", "complaint"]]);
  });
});

describe("a reset of a customer who has a number alone", () => {
  it("has its hours count from the SMS, whose link stops it, and tells of it whatever came before", async () => {
    const number = germanNumber(1);
    const id = await customer(number);
    await enrol(service, id, 1);
    await service.post("/_local/outage", { channel: "sms", mode: "transient" });
    expect((await reset(id)).body).toMatchObject({ outcome: "asked", told: [expect.any(String)] });
    expect(await resetOf(id)).not.toHaveProperty("resetAt");
    await service.post("/_local/outage", { channel: "sms", mode: "none" });
    service.clock.advance(60);
    const { storage, keys } = service.services;
    const at = subjectKey(await keys.recipient(), id);
    const { reset: asked } = (await storage.factors.read(at, service.clock.now())) ?? {};
    await again(number, resetNoticeId(asked?.id ?? ""));
    const resetAt = new Date((service.clock.now() + DAY) * 1000).toISOString();
    expect(await resetOf(id)).toMatchObject({ resetAt });
    expect(texts(number)).toContainEqual(
      expect.stringMatching(/^Kiosk: .* 24 h .*\nNot you\? Keep them: http\S+\/otp\/keep-factors\?t=/),
    );
    expect((await keep(linkIn(number) ?? "")).status).toBe(204);
    expect(await resetOf(id)).toHaveProperty("canceledAt");
  });
});

describe("the words of a notice by SMS", () => {
  const write = noticeWriter({ brand: "Kiosk", supportUrl: "https://help.example.com" });
  const link = `https://login.example.com/otp/keep-factors?t=${"a".repeat(43)}`;
  it.each(BUILT_IN_LOCALES)("fit into one part, or two of another alphabet, in %s", (locale) => {
    const isLatin = !["ar", "hi", "zh"].includes(locale);
    for (const kind of NOTICE_KINDS) {
      const told = { channel: "sms", kind, at: START, locale } as const;
      const change = kind === "reset-asked" ? undefined : write(told);
      const all = change
        ? [change]
        : [link, undefined].map((one) => {
            const about = { ...told, reset: { at: subjectKey(Buffer.alloc(32), "x"), id: "r", hours: 24 } };
            return write({ ...about, ...(one !== undefined && { link: one }) });
          });
      for (const { text, subject, html } of all) {
        expect([subject, html]).toEqual([undefined, undefined]);
        expect(text).not.toMatch(/[{}]|undefined|help\.example/);
        expect(text).toContain("Kiosk");
        const { encoding, segments } = segmentsOf(text);
        expect([text, encoding]).toEqual([text, isLatin ? "gsm-7" : "ucs-2"]);
        expect([text, segments <= (isLatin && change ? 1 : 2)]).toEqual([text, true]);
      }
    }
  });
});
