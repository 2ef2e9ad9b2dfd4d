import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { readStages } from "../../bin/stages.ts";
import { readStagesFile } from "../../functions/config.ts";
import { closeLater } from "../support/close-later.ts";

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-stages-"));
  closeLater("a file of stages", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "stages.json");
  writeFileSync(file, text);
  return file;
}

describe("stages", () => {
  it("are those of cdk.json without a file", () => {
    expect(Object.keys(readStages(undefined) as object)).toEqual(["local", "dev", "prod"]);
  });

  it("of the owner's file take the place of those in cdk.json, as a whole", () => {
    const stages = readStages(fileWith('{"prod":{"logRetentionDays":30},"test":{}}')) as object;
    expect(stages).toMatchObject({ dev: { sesSandbox: true }, test: {} });
    expect((stages as { readonly prod: object }).prod).toEqual({ logRetentionDays: 30 });
  });

  it.each([
    ["{", "is not JSON"],
    ["[]", "must be an object of stages by their names"],
  ])("are refused as %s", (text, reason) => {
    expect(() => readStages(fileWith(text))).toThrow(reason);
  });

  it("are refused from a file that is not there", () => {
    expect(() => readStages("/nowhere/stages.json")).toThrow(
      "- LATCHKEY_STAGES: /nowhere/stages.json cannot be read",
    );
  });

  it("have their file named by LATCHKEY_STAGES", () => {
    expect(readStagesFile({ LATCHKEY_STAGES: "my-stages.json" })).toBe("my-stages.json");
    expect(readStagesFile({ LATCHKEY_STAGES: "" })).toBeUndefined();
    expect(readStagesFile({})).toBeUndefined();
  });
});
