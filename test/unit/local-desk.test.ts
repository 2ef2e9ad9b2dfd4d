import { describe, expect, it } from "@jest/globals";
import { READY_ADMIN, withLocalOwner } from "../../bin/local/desk-caller.ts";
import type { Settings } from "../../functions/settings.ts";
import { parseSettings } from "../../functions/settings/schema.ts";

function settingsOf(input: object): Settings {
  const parsed = parseSettings(input);
  if (!("settings" in parsed)) throw new Error(parsed.faults.join("; "));
  return parsed.settings;
}

describe("who may open the desk's pages on a laptop", () => {
  const settings = settingsOf({});
  const ready = { recipient: READY_ADMIN, role: "owner" };

  it.each(["127.0.0.1", "::1", "localhost"])("is a ready admin by a code alone, at %s", (host) => {
    const { desk } = withLocalOwner(settings, host);
    expect(desk?.admins).toContainEqual(ready);
    expect(desk?.secondFactor).toBe(false);
  });

  it.each(["0.0.0.0", "::", "192.168.1.7", "laptop.local"])(
    "is nobody unnamed where others reach it: %s",
    (host) => {
      const { desk } = withLocalOwner(settings, host);
      expect(desk?.admins).not.toContainEqual(ready);
      expect(desk?.secondFactor).toBe(true);
      const admins = [{ recipient: "anna@example.com", role: "owner" as const }];
      const named = { ...settings, desk: { timeZone: "UTC", secondFactor: false, admins } };
      expect(withLocalOwner(named, host).desk?.secondFactor).toBe(true);
    },
  );
});
