import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type BundledCode, bundleHandlers } from "../../lib/constructs/code.ts";
import { readSettings } from "../../functions/settings-file.ts";
import { MAX_SETTINGS_BYTES, settingsFile, sizeFaults } from "../../lib/settings-file.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { testSettings } from "../support/service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** An app with so many addresses of 401 bytes each, brackets and commas included. */
const app = (id: string, addresses: number) => ({
  ...{ id, name: "The App" },
  redirectUris: Array.from(
    { length: addresses },
    (_, n) => `https://a.example/${"p".repeat(370)}/${n + 1000}`,
  ),
});
const faultsOf = (settings: object) => {
  try {
    parseStage({ one: { settings, canary: true } }, "one");
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("the settings of a stage that are too large for a function", () => {
  it("are refused beside other faults, and the largest of them are named, as narrow as can be", () => {
    const clients = [...["a", "b", "c"].map((id) => app(id, 4)), app("d", 700)];
    const corsOrigins = Array.from({ length: 100 }, (_, n) => `https://shop-${n}.example.com`);
    const refused = faultsOf({ clients, corsOrigins });
    expect(refused).toContain("- stages.one.canary: needs an alarmEmail");
    expect(refused).toMatch(
      /^- stages\.one\.settings: \d+ bytes as JSON are more than the 262144 that functions read; /m,
    );
    expect(refused).toMatch(
      /the largest are clients\.3\.redirectUris \(27\d\.\d KiB\), corsOrigins \(\d\.\d KiB\), /,
    );
  });

  it("are so from the first byte above 256 KiB on", () => {
    const settings = testSettings({ clients: [app("a", 600)] });
    const room = MAX_SETTINGS_BYTES - Buffer.byteLength(settingsFile(settings));
    const filled = (bytes: number) => ({ ...settings, corsOrigins: ["x".repeat(bytes - 2)] });
    expect(Buffer.byteLength(settingsFile(filled(room)))).toBe(MAX_SETTINGS_BYTES);
    expect(sizeFaults(filled(room))).toEqual([]);
    expect(sizeFaults(filled(room + 1))).toHaveLength(1);
  });
});

describe("a bundle that two stages share", () => {
  let folder: string;
  let code: BundledCode;
  beforeAll(() => {
    folder = temporaryFolder();
    code = bundleHandlers(["discovery"], join(folder, "functions"));
  });

  it("has the settings of each beside the same code, and none where none are read", () => {
    const of = (stage: string) => code("discovery", { stage, json: `{"brand":{"name":"${stage}"}}` }).path;
    const [one, two, plain] = [of("one"), of("two"), code("discovery").path];
    const file = (path: string, name: string) => readFileSync(join(path, name), "utf8");
    expect(file(one, "settings.json")).toBe('{"brand":{"name":"one"}}');
    expect(file(two, "settings.json")).toBe('{"brand":{"name":"two"}}');
    expect(file(one, "index.mjs")).toBe(file(plain, "index.mjs"));
    expect(readdirSync(one).sort()).toEqual([...readdirSync(plain), "settings.json"].sort());
  });

  it("is said to be checked together with settings that say all that a check makes of them", async () => {
    const { context } = JSON.parse(readFileSync(join(import.meta.dirname, "../../cdk.json"), "utf8")) as {
      readonly context: { readonly stages: object };
    };
    const { settings } = parseStage(context.stages, "prod");
    const { path } = code("discovery", { stage: "prod", json: settingsFile(settings) });
    expect(readdirSync(path)).toContain("settings.sha256");
    expect(await readSettings(path)).toEqual({ settings: JSON.parse(JSON.stringify(settings)) as object });
    const partial = code("discovery", { stage: "partial", json: '{"brand":{"name":"one"}}' }).path;
    expect(readdirSync(partial)).not.toContain("settings.sha256");
  });
});
