import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";

describe.each(["dev", "prod"])("AWS's good practices, as cdk-nag checks them in the stage %s", (stage) => {
  it("are kept, but for what has a reason", async () => {
    const { before, after } = await make("makeFindings", stage);
    expect(before).not.toEqual([]);
    expect(after).toEqual([]);
    // The rules take seconds, and minutes where other tests use the machine.
  }, 120_000);

  it("are broken by everything that has a reason: nothing is excused in advance", async () => {
    const { before, acknowledged } = await make("makeFindings", stage);
    const needless = acknowledged.filter(
      (excuse) => !before.some((finding) => finding === excuse || finding.startsWith(`${excuse}/`)),
    );
    expect(needless).toEqual([]);
  }, 120_000);
});
