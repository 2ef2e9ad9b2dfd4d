import { describe, expect, it } from "@jest/globals";
import { LEFT_OUT, leftOut, leftOutLines, REWORDED } from "../deploy/left-out.ts";
import { stripTemplate } from "../deploy/strip-template.ts";
import { synthesize } from "./synthesize.ts";

const { templates } = await synthesize("prod");
const stripped = [...templates.values()].map(stripTemplate);

describe("what a deployment to moto leaves out", () => {
  it("has a row for each kind of resource, and none for another", () => {
    expect([...leftOut(stripped).keys()]).toEqual(Object.keys(LEFT_OUT));
  });

  it("is told in a fixed order, with the lines of smoke that settle it", () => {
    const lines = leftOutLines(stripped);
    expect(lines).toEqual(leftOutLines(stripped.toReversed()));
    expect(lines).toContain("AWS::WAFv2::WebACL, 1 x: settled by waf-loopback, waf-query-length");
    expect(lines.slice(-REWORDED.length)).toEqual(REWORDED);
  });

  it("counts what stands in nested stacks too", () => {
    const [data, service] = stripped;
    const outside = leftOut([data!, service!]).get("AWS::CodeDeploy::DeploymentGroup") ?? 0;
    expect(leftOut(stripped).get("AWS::CodeDeploy::DeploymentGroup")).toBeGreaterThan(outside);
  });
});
