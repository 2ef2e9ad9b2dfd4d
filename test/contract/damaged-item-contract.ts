import { describe, expect, it } from "@jest/globals";
import type { Challenge } from "../../functions/domain/challenge.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import type { GrantPage } from "../../functions/storage/port/grants.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import type { PasskeyId } from "../../functions/domain/passkey.ts";
import { aPasskey, aPush, aTotp, freshSubject } from "../support/factors.ts";
import { aGrant } from "../support/grant.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";
import { RULES, strangers, write } from "./writes.ts";

interface Kept {
  readonly pk: string;
  readonly sk: string;
  /** Reads the item through its store. */
  read(): Promise<unknown>;
}

/** An attribute, and what must not stand there; undefined where it must not be missing. */
type Damage = readonly [name: string, value: unknown];

/** Every wrong value for an attribute of such a kind. */
const notText = (name: string) => pick(name, [12.5, true, ["a"], { a: "b" }, null, undefined]);
const notCount = (name: string) => pick(name, [12.5, -1, "12", true, ["a"], { a: "b" }, null, undefined]);
const notFlag = (name: string) => pick(name, [1, "true", ["a"], null, undefined]);
const notOptional = (damages: Damage[]) =>
  damages.filter(([, value]) => value !== null && value !== undefined);
const pick = (name: string, values: readonly unknown[]): Damage[] => values.map((value) => [name, value]);

/** Everything that a challenge may have. */
const FULL: Partial<Challenge> = {
  ...{ channel: "sms", address: "+14155550123", country: "US", amr: ["otp", "sms"] },
  ...{
    askedFrom: "Firefox on Windows",
    app: "Waste Portal",
    clientId: "waste",
    widerOrigin: "wide" as OriginKey,
    transaction: { amount: "EUR 1", payee: "Acme", reference: "order-7" },
    test: true,
  },
  ...{ status: "approved", approvedAt: START + 1, sessionEndsAt: START + 100 },
  ...{ subjectKey: freshSubject(), secondFactor: ["totp"], provedAt: START, factorAt: START + 1 },
  ...{ factorAttempts: 2, factorFailures: 1 },
  delivery: { state: "failed", provider: "sns", messageId: "m", reason: "r" },
};

const CODES = { "1": { salt: "s", hash: "h" } };

/** What every store has to do alike with an item that is not as it was written: a fault names it, and nothing is made of it. */
export function damagedItemContract(storage: () => Storage, items: () => TableItems): void {
  const KINDS: Readonly<Record<string, { keep(): Promise<Kept>; damages: readonly Damage[] }>> = {
    challenge: {
      async keep() {
        const challenge = aChallenge(FULL);
        await storage().challenges.open(challenge);
        expect(await storage().challenges.read(challenge)).toEqual(challenge);
        return {
          pk: `recipient#${challenge.recipientKey}`,
          sk: `challenge#${challenge.nonce}`,
          read: () => storage().challenges.read(challenge),
        };
      },
      damages: [
        ...["ledgerKey", "address", "subject", "purpose", "locale"].flatMap(notText),
        ...["kid", "length", "createdAt", "attempts", "maxAttempts"].flatMap(notCount),
        ...["sends", "maxSends", "doneSend", "expiresAt", "nextSendAt"].flatMap(notCount),
        ...notFlag("opensSession"),
        ...notOptional(["test", "decoy"].flatMap(notFlag)),
        ...notOptional(["country", "askedFrom", "app", "clientId", "origin", "widerOrigin"].flatMap(notText)),
        ...notOptional(["approvedAt", "sessionEndsAt", "endedAt"].flatMap(notCount)),
        ...["endedFor", "canceledFor"].flatMap((name) => pick(name, ["boredom", 1])),
        ...["lane", "device"].flatMap((name) => pick(name, ["", "nobody", "device-", 1])),
        ...pick("status", ["open", 1, undefined]),
        ...pick("channel", ["pigeon", 1, undefined]),
        ...pick("amr", ["otp", [1], undefined]),
        ...pick("delivery", ["sent", [], {}, { state: "lost" }, { state: "sent", provider: 1 }, undefined]),
        ...pick("delivery", [
          { state: "sent", messageId: 1 },
          { state: "sent", reason: 1 },
        ]),
        ...pick("transaction", [
          "EUR 1",
          { amount: "EUR 1" },
          { amount: 1, payee: "Acme" },
          { amount: "1", payee: "Acme", reference: 7 },
        ]),
      ],
    },
    ledger: {
      async keep() {
        const key = freshKey();
        await storage().ledgers.admit(strangers(key), RULES, write());
        const read = () => storage().ledgers.admit(strangers(key), RULES, write());
        return { pk: `recipient#${key}`, sk: "ledger", read };
      },
      damages: notOptional(["s2", "failures", "lastFailureAt"].flatMap(notCount)),
    },
    customer: {
      async keep() {
        const key = freshKey();
        const customer = {
          customerId: "c-1",
          address: "anna@example.com",
          name: "Anna",
          locale: "de",
          moving: { from: "c-0", leaves: false },
          status: "active",
        } as const;
        await storage().customers.put(key, customer);
        expect(await storage().customers.read(key)).toEqual(customer);
        return { pk: `recipient#${key}`, sk: "customer", read: () => storage().customers.read(key) };
      },
      // A `customerId` is a key of the index: the table itself refuses what is no text.
      damages: [
        ...notText("status"),
        ...notOptional(["address", "name", "locale"].flatMap(notText)),
        ...pick("moving", ["c-0", {}, { from: 7, leaves: true }, { from: "c-0" }]),
        ...pick("moving", [
          { from: "c-0", leaves: "yes" },
          { from: "c-0", leaves: true, factorsOf: 7 },
        ]),
      ],
    },
    idempotency: {
      async keep() {
        const key = freshKey();
        const record = { bodyHash: "hash", nonce: "nonce", expiresAt: START + 300 };
        await storage().idempotency.reserve(key, record, START);
        const read = () => storage().idempotency.reserve(key, { ...record, nonce: "other" }, START);
        expect(await read()).toEqual(record);
        return { pk: `idempotency#${key}`, sk: "request", read };
      },
      damages: ["bodyHash", "nonce"].flatMap(notText),
    },
    message: {
      async keep() {
        const id = freshKey();
        const of = { recipientKey: freshKey(), nonce: freshKey(), send: 1 };
        await storage().messages.keep("sns", id, of, START);
        const read = () => storage().messages.find("sns", id);
        expect(await read()).toEqual(of);
        return { pk: `message#sns-${id}`, sk: "receipt", read };
      },
      damages: [...["recipientKey", "nonce"].flatMap(notText), ...notCount("send")],
    },
    suppression: {
      async keep() {
        const key = freshKey();
        const suppression = { reason: "bounce", until: START + 100 } as const;
        await storage().suppressions.keep(key, suppression, START);
        const read = () => storage().suppressions.read(key, START);
        expect(await read()).toEqual(suppression);
        return { pk: `recipient#${key}`, sk: "suppression", read };
      },
      damages: [...notCount("until"), ...pick("reason", ["boredom", 1, undefined])],
    },
    factors: {
      async keep() {
        const at = freshSubject();
        const change = { subject: "anna", version: 0, addTotp: aTotp({ id: "phone" }), codes: CODES };
        await storage().factors.change(at, { ...change, twoSteps: "on" }, write());
        await storage().factors.countWrong(at, "known", write());
        return { pk: `subject#${at}`, sk: "factors", read: () => storage().factors.read(at, START) };
      },
      damages: [
        ...notText("subject"),
        ...notCount("version"),
        ...["twoStepsSince", "codesSince", "knownFailures", "knownFailedAt"].flatMap((name) =>
          notOptional(notCount(name)),
        ),
        ...pick("totps", [1, "a", ["a"], undefined, { phone: "a" }, { phone: { name: "Phone" } }]),
        ...pick("codes", [1, "a", ["a"], undefined, { 1: "a" }, { 1: { salt: "s" } }]),
        ...pick("lanes", [1, "a", [1], undefined]),
      ],
    },
    passkeys: {
      async keep() {
        const at = freshSubject();
        const passkey = aPasskey({ id: "key" as PasskeyId });
        const base = { subject: "anna", version: 0 };
        await storage().passkeys.add(at, base, { passkey, provenAt: START }, write());
        return { pk: `subject#${at}`, sk: "factors", read: () => storage().factors.read(at, START) };
      },
      damages: [
        ...pick("passkeys", [1, "a", ["a"], undefined, { key: "a" }, { key: { name: "Phone" } }]),
        ...pick("proofs", [1, "a", ["a"], undefined, { contact: "a" }]),
      ],
    },
    pushes: {
      async keep() {
        const at = freshSubject();
        const base = { subject: "anna", version: 0, pushes: [] };
        await storage().pushes.add(at, base, { subscription: aPush(), provenAt: START }, write());
        return { pk: `subject#${at}`, sk: "factors", read: () => storage().factors.read(at, START) };
      },
      // Items from before there were notifications have none.
      damages: pick("pushes", [1, "a", ["a"], { key: "a" }, { key: { name: "Phone" } }]),
    },
    grant: {
      async keep() {
        const grant = aGrant({ nonce: "n1" });
        await storage().grants.keep(grant);
        const read = () => storage().grants.read(grant);
        expect(await read()).toEqual(grant);
        return { pk: `recipient#${grant.recipientKey}`, sk: `grant#${grant.id}`, read };
      },
      damages: [
        ...["clientId", "redirectUri", "scope", "audience", "sessionNonce"].flatMap(notText),
        ...["subject", "address", "purpose"].flatMap(notText),
        ...notOptional(["nonce", "codeChallenge"].flatMap(notText)),
        ...["authTime", "generation", "issuedAt", "codeExpiresAt", "expiresAt"].flatMap(notCount),
        ...notOptional(notCount("rotatedAt")),
        ...pick("status", ["open", 1, undefined]),
        ...pick("addressKind", ["pigeon", 1, undefined]),
        ...pick("amr", ["otp", [1], undefined]),
      ],
    },
  };

  describe.each(Object.entries(KINDS))("a damaged item: %s", (_, { keep, damages }) => {
    it("is a fault that names its key and the attribute", async () => {
      const { pk, sk, read } = await keep();
      const whole = await items().get(pk, sk);
      for (const [name, value] of damages) {
        await items().change(pk, sk, { ...whole, [name]: value });
        expect({ [name]: await read().catch((fault: unknown) => fault) }).toMatchObject({
          [name]: {
            ...{ name: "Fault", code: "damaged-item", item: `${pk} ${sk}` },
            message: expect.stringContaining(`of the item "${pk} ${sk}" is damaged`),
          },
        });
      }
    });
  });

  it("keeps no other grants of its recipient from being found", async () => {
    const recipientKey = freshKey();
    const [damaged, whole] = [aGrant({ recipientKey }), aGrant({ recipientKey })];
    for (const grant of [damaged, whole]) await storage().grants.keep(grant);
    await items().change(`recipient#${recipientKey}`, `grant#${damaged.id}`, {
      authTime: "then",
    });
    const pages: GrantPage[] = [];
    for await (const page of storage().grants.listOpen(recipientKey, START)) pages.push(page);
    const { id, status, scope, sessionNonce, authTime, issuedAt, clientId, subject } = whole;
    const { told, ...shown } = { told: false, recipientKey, id, status, scope, sessionNonce, authTime };
    expect(pages).toEqual([
      {
        grants: [{ ...shown, issuedAt, clientId, subject, told }],
        damaged: [expect.objectContaining({ code: "damaged-item" })],
      },
    ]);
  });

  it("hides no other challenge of its recipient", async () => {
    const recipientKey = freshKey();
    const [damaged, whole] = [aChallenge({ recipientKey }), aChallenge({ recipientKey })];
    for (const challenge of [damaged, whole]) await storage().challenges.open(challenge);
    await items().change(`recipient#${recipientKey}`, `challenge#${damaged.nonce}`, { address: 7 });
    expect(await storage().challenges.list(recipientKey)).toEqual({
      challenges: [whole],
      damaged: [expect.objectContaining({ code: "damaged-item" })],
    });
  });

  it("hides no other contact of its customer, and is out", async () => {
    const [damaged, whole] = [freshKey(), freshKey()];
    for (const key of [damaged, whole])
      await storage().customers.put(key, { customerId: "c-damaged", status: "active" });
    await items().change(`recipient#${damaged}`, "customer", { status: undefined });
    const listed = await storage().customers.listContacts("c-damaged");
    expect(new Map(listed.map(({ recipientKey, status }) => [recipientKey, status]))).toEqual(
      new Map([
        [damaged, "blocked"],
        [whole, "active"],
      ]),
    );
    const { customers } = storage();
    expect(await customers.isContactOf(damaged, "c-damaged")).toBe(true);
    expect(await customers.isContactOf(damaged, "c-other")).toBe(false);
    expect(await customers.isContactOf(freshKey(), "c-damaged")).toBe(false);
  });

  it("reads an item without its optional attributes, and with NULL in their place", async () => {
    const challenge = aChallenge();
    await storage().challenges.open(challenge);
    const [pk, sk] = [`recipient#${challenge.recipientKey}`, `challenge#${challenge.nonce}`] as const;
    const optional = [
      "country",
      "askedFrom",
      "app",
      "clientId",
      "transaction",
      "test",
      "approvedAt",
      "sessionEndsAt",
    ];
    for (const name of optional) expect(await items().get(pk, sk)).not.toHaveProperty(name);
    await items().change(pk, sk, Object.fromEntries(optional.map((name) => [name, null])));
    expect(await storage().challenges.read(challenge)).toEqual(challenge);

    await storage().customers.put(challenge.recipientKey, { status: "active" });
    await items().change(pk, "customer", { address: null, name: null, locale: null });
    expect(await storage().customers.read(challenge.recipientKey)).toEqual({ status: "active" });
  });

  it("keeps a customer out whose status is a word of the owner's own", async () => {
    const key = freshKey();
    await storage().customers.put(key, { customerId: "c-2", status: "active" });
    await items().change(`recipient#${key}`, "customer", { status: "suspended" });
    expect(await storage().customers.read(key)).toEqual({ customerId: "c-2", status: "blocked" });
  });
}
