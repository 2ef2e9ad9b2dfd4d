import { describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { ceilingOf } from "../../support/money.ts";
import { startProxiedService } from "../../support/proxied-service.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import type { Database } from "../../../bin/local/database.ts";

const inBlock = (index: number) => `+491512345${String(1000 + index)}`;
const request = (service: TestService, index: number) =>
  service.post("/otp/request", { recipient: inBlock(index), locale: "de" });

const stopsOf = ({ observed }: TestService) => observed.filter(({ event }) => event === "conversion-breaker");

async function waste(service: TestService, count: number) {
  for (let index = 0; index < count; index++) expect((await request(service, index)).status).toBe(202);
}

describe("a breaker whose books the table refuses for a while", () => {
  it("keeps no code waiting, and counts everything once when it can", async () => {
    const service = await startProxiedService(ceilingOf(100));
    service.proxy.throttle("breaker#");
    await waste(service, 20);
    // It has given up once, beyond what its client repeats by itself.
    await eventually(
      () => Promise.resolve(service.observed.map(({ event }) => event)),
      (events) => events.includes("fault bookkeep"),
    );
    expect(stopsOf(service)).toEqual([]);
    service.proxy.reset();
    await service.settled();
    expect(service.inbox.list(inBlock(0))).toHaveLength(1);
    const { text } = await service.get("/_local/items");
    const buckets = (JSON.parse(text) as { pk: string; sent?: unknown[] }[]).filter(
      ({ pk }) => pk === "breaker#+491512345",
    );
    expect(buckets.map(({ sent = [] }) => sent.length)).toEqual([20]);
    service.clock.advance(1200);
    expect((await request(service, 500)).status).toBe(202);
    await service.settled();
    expect(stopsOf(service)).toHaveLength(1);
    expect((await request(service, 501)).status).toBe(503);
  }, 60_000);
});

describe("a breaker of which an item is damaged", () => {
  const started = async () => {
    let held: Database | undefined;
    const service = await startTestService(ceilingOf(100), {
      override: (_, database) => {
        held = database;
        return {};
      },
    });
    if (!held) throw new Error("there is no database");
    return { service, items: tableItems(held.client, LOCAL_TABLE) };
  };

  it("goes on without a judgement where it is a book, tells of it, and keeps no code waiting", async () => {
    const { service, items } = await started();
    await waste(service, 20);
    await service.settled();
    const { text } = await service.get("/_local/items");
    const [bucket] = (JSON.parse(text) as { pk: string; sk: string }[]).filter(({ pk }) =>
      pk.startsWith("breaker#+49"),
    );
    await items.change(bucket?.pk ?? "", bucket?.sk ?? "", { startsAt: "soon" });
    service.clock.advance(1200);
    expect((await request(service, 500)).status).toBe(202);
    await service.settled();
    expect(service.inbox.list(inBlock(500))).toHaveLength(1);
    expect(stopsOf(service)).toEqual([]);
    expect(service.observed.map(({ event }) => event)).toContain("fault bookkeep");
  });

  it("lets no SMS go where it says until when something is stopped, and every e-mail", async () => {
    const { service, items } = await started();
    await waste(service, 1);
    const day = `spend#${new Date(START * 1000).toISOString().slice(0, 10)}`;
    await items.change(day, "day", { "stop#DE": "soon" });
    expect(await request(service, 1)).toMatchObject({ status: 503, body: { retryAfter: 5 } });
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(202);
  });
});
