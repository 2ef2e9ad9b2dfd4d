import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { checkedText, readSettings } from "../../functions/settings-file.ts";
import { settingsFile } from "../../lib/settings-file.ts";
import { testSettings } from "../support/service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let folder: string;
const file = (name: string) => join(folder, name);
/** Lays settings beside code, checked or not. */
const lay = (settings: string, code = "export const handler = 1;") => {
  writeFileSync(file("index.mjs"), code);
  writeFileSync(file("settings.json"), settings);
};
const mark = () => {
  const [code, settings] = [readFileSync(file("index.mjs")), readFileSync(file("settings.json"), "utf8")];
  writeFileSync(file("settings.sha256"), checkedText(code, settings));
};
const lengthIn = async () => {
  const read = await readSettings(folder);
  return "settings" in read ? read.settings.passcode.length : read.faults;
};

beforeEach(() => {
  folder = temporaryFolder();
});

describe("the settings beside a function's code", () => {
  it("are checked where nothing says that they were: defaults are added, and faults told", async () => {
    lay('{"passcode":{"length":8}}');
    expect(await lengthIn()).toBe(8);
    expect(await readSettings(folder)).toMatchObject({ settings: { passcode: { ttlSeconds: 300 } } });
    lay('{"passcode":{"length":11}}');
    expect(await lengthIn()).toEqual([expect.stringMatching(/^settings\.passcode\.length: /)]);
    lay("{length:6");
    expect(await lengthIn()).toEqual(["settings.json: is not JSON"]);
  });

  it("are taken as they are where they are said to be checked by this code", async () => {
    lay(settingsFile(testSettings()));
    mark();
    expect(await readSettings(folder)).toEqual({ settings: testSettings() });
    // No check would let this pass: nothing was checked again.
    lay('{"passcode":{"length":11}}');
    mark();
    expect(await lengthIn()).toBe(11);
  });

  it("are checked again once they were changed by hand", async () => {
    const whole = settingsFile(testSettings());
    lay(whole);
    mark();
    writeFileSync(file("settings.json"), whole.replace('"secondFactor":"off"', '"secondFactor":"requierd"'));
    expect(await lengthIn()).toEqual([expect.stringMatching(/^settings\.secondFactor: /)]);
  });

  it("are checked again beside the code of another release", async () => {
    lay('{"passcode":{"length":11}}');
    mark();
    writeFileSync(file("index.mjs"), "export const handler = 2;");
    expect(await lengthIn()).toEqual([expect.stringMatching(/^settings\.passcode\.length: /)]);
  });

  it.each(["", "0".repeat(64), "x"])("are checked again where what says so is %j", async (said) => {
    lay('{"passcode":{"length":11}}');
    writeFileSync(file("settings.sha256"), said);
    expect(await lengthIn()).toEqual([expect.stringMatching(/^settings\.passcode\.length: /)]);
  });

  it("are checked again where the code has another name", async () => {
    lay('{"passcode":{"length":11}}');
    mark();
    renameSync(file("index.mjs"), file("index.js"));
    expect(await lengthIn()).toEqual([expect.stringMatching(/^settings\.passcode\.length: /)]);
  });

  it("are missed where they are not", async () => {
    const missed = { faults: ["settings.json: cannot be read beside the function's code"] };
    expect(await readSettings(folder)).toEqual(missed);
    expect(await readSettings(undefined)).toEqual(missed);
  });
});
