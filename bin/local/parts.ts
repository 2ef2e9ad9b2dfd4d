import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** What can be out of order beside providers: the table, and each of the stream's two consumers. */
export const PARTS = ["table", "dispatch", "bookkeep"] as const;
type Part = (typeof PARTS)[number];

/** Puts parts out of order on purpose. A consumer falls behind meanwhile, and catches up. */
export interface PartsSwitch {
  set(part: Part, works: boolean): void;
  /** Has the calls of a client fail while the table is out of reach. */
  watch(client: DynamoDBClient): void;
  /** The same consumers, which fail while they are out of order. */
  guard<Consumer extends (event: never) => Promise<unknown>>(part: Part, consume: Consumer): Consumer;
}

export function partsSwitch(): PartsSwitch {
  const out = new Set<Part>();
  const check = (part: Part) => {
    if (!out.has(part)) return;
    throw Object.assign(new Error(`The ${part} is out of order on purpose.`), {
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
  };
  return {
    set(part, works) {
      if (works) out.delete(part);
      else out.add(part);
    },
    watch(client) {
      client.middlewareStack.add(
        // A promise that is refused, as a call's is: nothing that is thrown at once.
        (next) => async (args) => {
          check("table");
          return next(args);
        },
        { step: "initialize", name: "out-of-order" },
      );
    },
    guard: (part, consume) =>
      (async (event: never) => {
        check(part);
        return consume(event);
      }) as typeof consume,
  };
}
