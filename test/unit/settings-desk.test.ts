import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";

const admins = [{ recipient: "anna@example.com", role: "owner" }];

describe("the desk's time zone", () => {
  it.each([
    [{}, "UTC"],
    [{ timeZone: "Europe/Berlin" }, "Europe/Berlin"],
  ])("of %j is %s", (desk, timeZone) => {
    expect(parseSettings({ desk: { admins, ...desk } })).toMatchObject({ settings: { desk: { timeZone } } });
  });

  it.each(["Berlin", "", "+25:00", "Europe/<b>"])("is not %j", (timeZone) => {
    expect(parseSettings({ desk: { admins, timeZone } })).toMatchObject({
      faults: [expect.stringContaining("desk.timeZone")],
    });
  });
});
