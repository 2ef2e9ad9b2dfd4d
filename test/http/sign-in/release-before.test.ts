import { describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { startTestService, wrong } from "../../support/service.ts";
import { tableItems } from "../../support/table-items.ts";

const BOTH = { codeFormats: ["digits", "base32"] };
const HOUR = 3600;

describe("a table that the release before wrote", () => {
  it("works on: a lock melts, and a challenge that was open takes its code", async () => {
    const service = await startTestService();
    const items = tableItems(service.database.client, LOCAL_TABLE);
    const recipient = "before@example.com";
    const { challengeId, code } = await service.challenge(recipient);
    const { text } = await service.get(`/_local/items?recipient=${recipient}`);
    for (const { pk, sk } of JSON.parse(text) as { pk: string; sk: string }[]) {
      // It wrote neither format nor lane, and locked for ninety days; clearings left a time.
      if (sk.startsWith("challenge#")) await items.change(pk, sk, { format: undefined, lane: undefined });
      const lastFailureAt = service.clock.now() - HOUR;
      if (sk === "ledger") await items.change(pk, sk, { failures: 75, lastFailureAt, clearedAt: 1 });
    }
    const failures = async () => {
      const at = await service.get(`/_local/items?recipient=${recipient}`);
      return (JSON.parse(at.text) as { sk: string; failures?: number }[]).find(({ sk }) => sk === "ledger")
        ?.failures;
    };
    expect((await service.post("/otp/verify", { challengeId, code: wrong(code) })).status).toBe(401);
    expect(await failures()).toBe(76);
    expect((await service.post("/otp/verify", { challengeId, code })).status).toBe(200);
    await service.settled();
    expect(await failures()).toBe(75);
    service.clock.advance(HOUR);
    const next = await service.challenge(recipient, BOTH);
    expect(next.code).toHaveLength(15);
    expect((await service.post("/otp/verify", next)).status).toBe(200);
  });
});
