import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSameTransaction, type Transaction } from "../../client/src/transaction.ts";

const named: Transaction = { amount: "EUR 120.00", payee: "Café Müller", reference: "order-7" };

describe("the comparison", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  const transaction = fc.record(
    { amount: text, payee: text, reference: text },
    { requiredKeys: ["amount", "payee"] },
  );
  const through = (value: object) => JSON.parse(JSON.stringify(value)) as unknown;

  it("is true of a transaction and what a token has of it", () => {
    fc.assert(
      fc.property(transaction, (one) => {
        const members = Object.entries(one).reverse();
        expect(isSameTransaction(through(one), Object.fromEntries(members))).toBe(true);
      }),
    );
  });

  it("is true of two exactly where every member is the same text", () => {
    const near = transaction.chain((one) =>
      fc.tuple(fc.constant(one), fc.record({ amount: fc.constantFrom(one.amount, one.payee), payee: text })),
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(transaction, transaction), near),
        ([one, two]: readonly Transaction[]) => {
          const same =
            one?.amount === two?.amount && one?.payee === two?.payee && one?.reference === two?.reference;
          expect(isSameTransaction(one, two)).toBe(same);
          expect(isSameTransaction(two, one)).toBe(same);
        },
      ),
    );
  });

  it("is false once one member is changed, added, taken away or no text", () => {
    const member = fc.constantFrom("amount", "payee", "reference", "currency", "__proto__", "toString");
    const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.object());
    fc.assert(
      fc.property(transaction, member, value, (one, name, other) => {
        const own = Object.entries(one).find(([key]) => key === name)?.[1];
        fc.pre(own !== other);
        const changed = { ...one };
        Object.defineProperty(changed, name, { value: other, enumerable: true });
        expect(isSameTransaction(one, changed)).toBe(false);
        expect(isSameTransaction(changed, one)).toBe(false);
      }),
    );
  });

  it("is never true of what is no transaction, with itself either", () => {
    for (const one of [
      { ...named, amount: 120 },
      { ...named, reference: null },
      { ...named, more: {} },
    ])
      expect(isSameTransaction(one, one)).toBe(false);
    fc.assert(
      fc.property(fc.anything(), (one) => {
        fc.pre(!(one instanceof Object && "amount" in one && "payee" in one));
        expect(isSameTransaction(one, one)).toBe(false);
      }),
    );
  });
});
