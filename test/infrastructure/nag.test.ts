import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";

// Every other shape of a stage is looked at in shapes.test.ts.
describe.each(["dev", "prod"])("AWS's good practices, as cdk-nag checks them in the stage %s", (stage) => {
  it("are kept, but for what has a reason", async () => {
    const { found, withoutReason } = await make("makeFindings", stage);
    expect(found).not.toEqual([]);
    expect(withoutReason).toEqual([]);
    // The rules take seconds, and minutes where other tests use the machine.
  }, 120_000);

  it("are broken by everything that has a reason: nothing is excused in advance", async () => {
    const { needlessReasons } = await make("makeFindings", stage);
    expect(needlessReasons).toEqual([]);
  }, 120_000);
});
