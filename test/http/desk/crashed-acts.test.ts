import { randomBytes } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { newActId } from "../../../functions/domain/act-id.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { itemsOf, REGISTERED } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

/** A customer for each write of an act takes its time on a busy machine. */
jest.setTimeout(300_000);

let service: ProxiedService;
beforeAll(async () => {
  // Messages would call the table too, whenever their turn comes.
  service = await startProxiedService(REGISTERED, false, { queue: { enqueue: () => Promise.resolve() } });
});
beforeEach(() => service.proxy.reset());

let serial = 0;

interface Person {
  readonly id: string;
  readonly one: string;
  readonly two: string;
}

const keyOf = async (address: string) =>
  recipientKey(await service.services.keys.recipient(), { addressKind: "email", address });

/** A customer with two contacts. */
async function person(): Promise<Person> {
  const number = ++serial;
  const made = {
    id: `crash-${number}`,
    one: `one${number}@crash.example`,
    two: `two${number}@crash.example`,
  };
  for (const address of [made.one, made.two])
    await service.services.storage.customers.put(await keyOf(address), {
      ...{ customerId: made.id, address },
      status: "active",
    });
  return made;
}

const named = () => ({ "idempotency-key": newActId(randomBytes, service.clock.now()) });
const isWrite = (call: string) => /^(Put|Update|Delete)Item$/.test(call);
const audited = async (id: string) =>
  ((await act(service, "audit-list", { most: 50 })).body.acts as Record<string, unknown>[]).find(
    (one) => one.id === id,
  );
const customersOf = async ({ one, two }: Person) =>
  Promise.all(
    [one, two].map(async (address) => (await itemsOf(service, address)).find(({ sk }) => sk === "customer")),
  );

interface Crashing {
  readonly name: string;
  /** What the act is given, beside what it needs of an import. */
  input(of: Person): object;
  /** What is so before. */
  prepare?(of: Person): Promise<unknown>;
  readonly outcome: string;
  check(of: Person): Promise<void>;
}

const csvOf = ({ id, one, two }: Person) =>
  `id,email\n${id}-new,new-${one}\n${id}-new,new-${two}\n${id},${one}`;

/** What the table has of contacts that an import registered. */
const newContacts = async ({ one, two }: Person) =>
  Promise.all(
    [`new-${one}`, `new-${two}`].map(async (address) =>
      service.services.storage.customers.read(await keyOf(address)),
    ),
  );

const ACTS: readonly Crashing[] = [
  {
    name: "contacts-add",
    input: ({ id, one }) => ({ customer: id, recipient: `new-${one}` }),
    outcome: "added",
    async check({ id, one }) {
      const added = await service.services.storage.customers.read(await keyOf(`new-${one}`));
      expect(added).toEqual({ customerId: id, address: `new-${one}`, status: "active" });
    },
  },
  {
    name: "contacts-remove",
    input: ({ id, two }) => ({ customer: id, recipient: two }),
    outcome: "removed",
    async check(of) {
      const [kept, gone] = await customersOf(of);
      expect([kept?.status, gone?.removedFrom]).toEqual(["active", of.id]);
    },
  },
  {
    name: "customers-import",
    input: (of) => ({ csv: csvOf(of), import: newActId(randomBytes, service.clock.now()) }),
    outcome: "imported",
    async check(of) {
      const customerId = `${of.id}-new`;
      expect(await newContacts(of)).toMatchObject([{ customerId }, { customerId }]);
    },
  },
  {
    name: "forget",
    input: ({ id }) => ({ customer: id, as: "id" }),
    outcome: "forgotten",
    async check(of) {
      expect(await customersOf(of)).toEqual([undefined, undefined]);
    },
  },
  {
    name: "forget",
    input: ({ one }) => ({ customer: one }),
    outcome: "forgotten",
    async check(of) {
      expect(await customersOf(of)).toEqual([undefined, undefined]);
    },
  },
];

describe("an act that breaks off before any of its writes", () => {
  it.each(ACTS)("ends as it would have under the same id: $name", async ({ name, input, outcome, check }) => {
    const whole = await person();
    service.proxy.reset();
    const first = await act(service, name, input(whole), named());
    expect(first.body).toMatchObject({ outcome });
    const writes = service.proxy.calls.flatMap((call, index) => (isWrite(call) ? [index] : []));
    await check(whole);
    expect(writes.length).toBeGreaterThan(2);
    for (const index of writes) {
      const of = await person();
      const given = input(of);
      const id = named();
      service.proxy.reset();
      service.proxy.crashBefore(index);
      expect((await act(service, name, given, id)).status).toBeGreaterThanOrEqual(500);
      service.proxy.reset();
      const again = await act(service, name, given, id);
      expect([index, again.body.outcome]).toEqual([index, outcome]);
      // The answer of an import is the same too, whatever was written before it broke off.
      if (name === "customers-import") expect(again.body.counts).toEqual(first.body.counts);
      expect(await audited(String(again.body.act))).toMatchObject({ act: name, result: outcome });
      await check(of);
    }
  });
});

describe("an undo of an import that breaks off", () => {
  it("takes all back that it would have", async () => {
    const imported = async () => {
      const of = await person();
      const { body } = await act(service, "customers-import", {
        ...{ csv: csvOf(of), import: newActId(randomBytes, service.clock.now()) },
      });
      return { of, input: { import: body.import } };
    };
    const whole = await imported();
    service.proxy.reset();
    const { body } = await act(service, "customers-import-undo", whole.input, named());
    expect(body).toMatchObject({ counts: { removed: 2, kept: 0 } });
    const writes = service.proxy.calls.flatMap((call, index) => (isWrite(call) ? [index] : []));
    for (const index of writes) {
      const { of, input } = await imported();
      const id = named();
      service.proxy.reset();
      service.proxy.crashBefore(index);
      expect((await act(service, "customers-import-undo", input, id)).status).toBeGreaterThanOrEqual(500);
      service.proxy.reset();
      const again = await act(service, "customers-import-undo", input, id);
      expect(again.body).toMatchObject({ outcome: "undone", counts: { removed: 2, kept: 0 } });
      expect(await newContacts(of)).toEqual([undefined, undefined]);
    }
  });
});

describe("a person whom an act has begun to forget", () => {
  it("is forgotten by a later one, which says in the audit that the first is finished", async () => {
    const of = await person();
    const other = await person();
    service.proxy.reset();
    await act(service, "forget", { customer: other.id, as: "id" }, named());
    const writes = service.proxy.calls.flatMap((call, index) => (isWrite(call) ? [index] : []));
    // Before its last write, and before that of the second contact's item.
    for (const left of [1, 2]) {
      const broken = left === 1 ? of : await person();
      const first = named();
      service.proxy.reset();
      service.proxy.crashBefore(writes.at(-left) ?? 0);
      await act(service, "forget", { customer: broken.id, as: "id" }, first);
      service.proxy.reset();
      expect(await audited(first["idempotency-key"])).not.toHaveProperty("doneAt");
      // One contact is another customer's by now: it is nobody's to delete.
      const [gone] = await customersOf(broken);
      const address = gone ? broken.two : broken.one;
      const moved = { customerId: `${broken.id}-moved`, address, status: "active" } as const;
      if (left === 2) await service.services.storage.customers.put(await keyOf(address), moved);
      service.clock.advance(61);
      const later =
        left === 1 ? { customer: broken.id, as: "id" } : { customer: gone ? broken.one : broken.two };
      const { body } = await act(service, "forget", later);
      expect(body.outcome).toBe("forgotten");
      expect(await audited(first["idempotency-key"])).toMatchObject({ result: "finished-later" });
      const kept = (await customersOf(broken)).filter((one) => one !== undefined);
      expect(kept.map(({ customerId }) => customerId)).toEqual(left === 2 ? [`${broken.id}-moved`] : []);
      expect((await act(service, "forget", { customer: broken.id, as: "id" })).body.outcome).toBe(
        "not-found",
      );
    }
  });
});
