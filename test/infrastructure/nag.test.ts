import { rmSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Code } from "aws-cdk-lib/aws-lambda";
import { stageApp } from "../../lib/stage-app.ts";
import { cdkJson } from "./cdk-json.ts";
import { findings, needlessReasons } from "./nag.ts";

// Every other shape of a stage is looked at in shapes.test.ts.
describe.each(["dev", "prod"])("AWS's good practices, as cdk-nag checks them in the stage %s", (stage) => {
  const app = stageApp({
    context: { ...cdkJson.context, stage },
    code: () => Code.fromInline("export {};"),
  });
  app.synth();
  rmSync(app.outdir, { recursive: true });

  it("are kept, but for what has a reason", () => {
    expect(findings(app, { acknowledged: true })).not.toEqual([]);
    expect(findings(app, { acknowledged: false })).toEqual([]);
  });

  it("are broken by everything that has a reason: nothing is excused in advance", () => {
    expect(needlessReasons(app)).toEqual([]);
  });
});
