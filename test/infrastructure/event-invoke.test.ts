import { describe, expect, it } from "@jest/globals";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

describe.each([
  ["with a canary", await synthesize("prod"), "prod", "live"],
  ["without one", await synthesize("dev"), "dev", "$LATEST"],
] as const)("the reader of receipts of a stage %s", (_, app, stage, qualifier) => {
  const [config, ...others] = Object.entries(app.service.Resources).filter(
    ([, { Type }]) => Type === "AWS::Lambda::EventInvokeConfig",
  );

  it("is named by its own name, and its version beside it: Lambda refuses an alias in the name", () => {
    expect(others).toEqual([]);
    const { FunctionName, Qualifier } = config?.[1].Properties ?? {};
    expect(nameOf(FunctionName, app.service, app)).toBe(`latchkey-${stage}-record-receipt`);
    expect(Qualifier).toBe(qualifier);
  });

  it("has its alias before its tries are set, where it has one", () => {
    const { DependsOn = [] } = (config?.[1] ?? {}) as { readonly DependsOn?: readonly string[] };
    const aliases = ofType(app.service, "AWS::Lambda::Alias").filter(
      ({ Properties }) =>
        nameOf(Properties.FunctionName, app.service, app) === `latchkey-${stage}-record-receipt`,
    );
    const waitsFor = DependsOn.map((id) => app.service.Resources[id]);
    expect(aliases.filter((alias) => !waitsFor.includes(alias))).toEqual([]);
  });
});
