import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Reading } from "../../functions/compose/reading.ts";
import type { EndpointServices, PageServices, Services } from "../../functions/compose/base.ts";
import { storage } from "../../functions/compose/parts.ts";
import {
  type HandlersOf,
  type ReadingRoute,
  type ServedRoute,
  serving,
  servingReads,
} from "../../functions/compose/serve.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import type { create as authorize } from "../../functions/handlers/authorize.ts";
import { routes } from "../../functions/routes.ts";
import type { ReadingStorage, Storage, Stores } from "../../functions/storage/port.ts";

type Has<Verbs, Verb extends string> = Verb extends keyof Verbs ? true : false;
type Authorizes = Parameters<typeof authorize>[0]["storage"];

/** What `npm run typecheck` refuses. Nothing of it runs: each line below such a comment has to be a fault. */
export const refused = {
  aPageThatEndsASession: ({ storage: { challenges } }: Reading<PageServices>) => ({
    read: challenges.read,
    list: challenges.list,
    // @ts-expect-error: a verb that writes
    end: challenges.end as never,
  }),

  aStoreWithoutAReadingVerb: ({ ledgers }: ReadingStorage) =>
    // @ts-expect-error: every verb of it writes
    ledgers.countFailure as never,

  aHandlerThatAsksForAWritingVerb: (create: (services: EndsSessions) => Endpoint) =>
    // @ts-expect-error: a GET has none to give it
    servingReads({ storage }, create),

  aHandlerThatAsksForEverything: (create: (services: EndpointServices & EveryStore) => Endpoint) =>
    // @ts-expect-error: a GET does not have it
    servingReads({ storage }, create),

  aPageThatIsServedWithEverything: (create: (services: EveryStore) => Endpoint): HandlersOf<"verify"> => ({
    // @ts-expect-error: a GET reaches it
    "show-verify": { route: serving({ storage }, create) },
    "verify-code": { route: serving({ storage }, create) },
    "read-status": { route: serving({ storage }, create) },
  }),
};

type EveryStore = Pick<Services, "storage">;
interface EndsSessions {
  readonly storage: Stores<{ challenges: "read" | "end" }>;
}

/** `satisfies` lets the types say what a test cannot see. */
const whole = { end: true, keep: true } satisfies {
  end: Has<Storage["challenges"], "end">;
  keep: Has<Storage["grants"], "keep">;
};
const authorizes = { read: true, end: false, keep: true, consume: false } satisfies {
  read: Has<Authorizes["challenges"], "read">;
  end: Has<Authorizes["challenges"], "end">;
  keep: Has<Authorizes["grants"], "keep">;
  consume: Has<Authorizes["grants"], "consume">;
};

describe("what a GET reaches", () => {
  const handlers = [
    ...new Set(routes.filter(({ method }) => method === "GET").map(({ handler }) => handler)),
  ];

  it.each(handlers)("is given the reading half of the stores, but for authorize: %s", async (handler) => {
    const file = join(import.meta.dirname, `../../functions/handlers/${handler}.ts`);
    const { route } = (await import(file)) as { readonly route: ServedRoute | ReadingRoute };
    expect("onlyReads" in route).toBe(handler !== "authorize");
  });

  it("keeps a code in authorize, and does no more there", () => {
    expect([whole.end, whole.keep]).toEqual([true, true]);
    expect(authorizes).toEqual({ read: true, end: false, keep: true, consume: false });
  });
});
