import { describe, expect, it } from "@jest/globals";
import { sizeOf, WRITE_UNIT_BYTES } from "../../support/item-size.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { startTestService } from "../../support/service.ts";

describe("the items of the table", () => {
  it("cost one write unit each, with a long address and with all that one network may send in an hour", async () => {
    const service = await startTestService(
      { limits: { originPerHour: 30 } },
      { override: () => ({ readChange: () => undefined }) },
    );
    const recipient = `${"a".repeat(48)}@${"b".repeat(48)}.example.com`;
    const { body } = await service.post("/otp/request", { recipient });
    const challengeId = String(body.challengeId);
    const code = await passcodeOf(service.services, challengeId);
    await service.post("/otp/verify", { challengeId, code });
    for (let i = 1; i < 30; i++)
      await service.post("/otp/request", { recipient: `customer${i}@example.com` });
    expect((await service.post("/otp/request", { recipient: "last@example.com" })).status).toBe(429);

    const items = (await service.get("/_local/items")).body as unknown as { pk: string; sk: string }[];
    expect(
      new Set(
        items.map(({ pk, sk }) =>
          pk.startsWith("attacks#") ? "attacks" : `${pk.split("#")[0]} ${sk.split("#")[0]}`,
        ),
      ),
    ).toEqual(new Set(["recipient challenge", "recipient ledger", "origin network", "attacks"]));
    const large = items.filter((item) => sizeOf(item) > WRITE_UNIT_BYTES).map(({ pk, sk }) => [pk, sk]);
    expect(large).toEqual([]);
  });
});
