import { beforeAll, describe, expect, it } from "@jest/globals";
import { CLIENTS } from "../support/app.ts";
import { described, description, operations } from "../support/described.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { isOnlySentOn, randomOf, send } from "./support/fuzzer.ts";

const ROUNDS = 60;

let service: TestService;
beforeAll(async () => {
  service = described(
    await startTestService({
      ...CLIENTS,
      account: "on",
      secondFactor: "optional",
      factors: { passkeys: "on", push: { contact: "mailto:ops@example.com" } },
    }),
    new Set(),
  );
});

describe("a request that the document describes, and many that it does not", () => {
  it.each(operations())("is answered as described: %s", async (name, operation) => {
    const random = randomOf(name);
    const faults: string[] = [];
    for (let round = 0; round < ROUNDS; round++)
      await send(service, name, operation, random).catch((error: unknown) => faults.push(String(error)));
    await service.settled();
    expect([...new Set(faults)].filter((fault) => !isOnlySentOn(fault))).toEqual([]);
  });
});

describe("the document", () => {
  it("has operations to send", () => {
    expect(Object.keys(description.paths).length).toBeGreaterThan(10);
  });
});
