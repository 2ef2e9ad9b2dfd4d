import { beforeEach, describe, expect, it } from "@jest/globals";
import type { Storage } from "../../functions/storage/port.ts";
import type { LiveVersion } from "../../functions/storage/port/live-settings.ts";
import { START } from "../support/service.ts";
import type { TableItems } from "../support/table-items.ts";

const CURRENT = ["settings#current", "live"] as const;
const versionItem = (version: number) => ["settings#versions", `version#00000000${version}`] as const;

/** What is changed without a deployment. */
export function liveSettingsContract(storage: () => Storage, items: () => TableItems): void {
  const next = (base: LiveVersion, changes: readonly unknown[], by = "ada"): LiveVersion => ({
    version: base.version + 1,
    changes,
    by,
    at: START + base.version,
  });

  describe("live changes", () => {
    // A table has one list of them: each test goes on where the one before ended.
    let base: LiveVersion;
    beforeEach(async () => {
      base = await storage().liveSettings.read();
    });

    it("are none, of version 0, where nothing was ever changed", () => {
      expect(base).toEqual({ version: 0, changes: [], at: 0 });
    });

    it("are read as they were written, those of a newer release too", async () => {
      const { liveSettings } = storage();
      const first = next(base, [{ path: "limits.originPerHour", value: 5 }, "what a newer release writes"]);
      expect(await liveSettings.write(first, base)).toBe("written");
      expect(await liveSettings.read()).toEqual(first);
    });

    it("keep the version that another one takes the place of", async () => {
      const { liveSettings } = storage();
      const second = next(base, []);
      expect(await liveSettings.write(second, base)).toBe("written");
      expect(await liveSettings.list(10)).toEqual([base]);
      expect(await liveSettings.readVersion(base.version)).toEqual(base);
      expect(await liveSettings.readVersion(99)).toBeUndefined();
      expect(await items().get(...versionItem(1))).toMatchObject({ ttl: second.at + 400 * 86_400 });
    });

    it("are written by one of two admins who began from the same version", async () => {
      const { liveSettings } = storage();
      const both = [next(base, ["a"], "ada"), next(base, ["b"], "bob")];
      const outcomes = await Promise.all(both.map((one) => liveSettings.write(one, base)));
      expect([...outcomes].sort()).toEqual(["conflict", "written"]);
      expect(await liveSettings.read()).toEqual(both[outcomes.indexOf("written")]);
    });

    it("are written once by a call that is repeated", async () => {
      const { liveSettings } = storage();
      const third = next(base, ["c"]);
      expect(await liveSettings.write(third, base)).toBe("written");
      expect(await liveSettings.write(third, base)).toBe("written");
      expect((await liveSettings.list(10)).map(({ version }) => version)).toEqual([3, 2, 1]);
    });

    it("go on after a crash that came once the version before was kept", async () => {
      const { liveSettings } = storage();
      await liveSettings.write(next(base, ["d"]), base);
      const [pk, sk] = CURRENT;
      await items().change(pk, sk, {
        ...(await items().get(...versionItem(base.version))),
        pk,
        sk,
        ttl: undefined,
      });
      expect(await liveSettings.write(next(base, ["e"]), base)).toBe("written");
      expect(await liveSettings.readVersion(base.version)).toEqual(base);
    });

    it("are a fault where their item is damaged, and never an empty list", async () => {
      const { liveSettings } = storage();
      const { changes: whole } = await items().get(...CURRENT);
      for (const changes of ["{", '{"a":1}', 7]) {
        await items().change(...CURRENT, { changes });
        await expect(liveSettings.read()).rejects.toMatchObject({ code: "damaged-item" });
      }
      await items().change(...CURRENT, { changes: whole });
    });
  });
}
