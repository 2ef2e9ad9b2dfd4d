import { describe, expect, it } from "@jest/globals";
import { functionNamed } from "./permissions.ts";
import { integrationOf, methodsOf } from "./methods.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("dev", {
  reservedConcurrency: { verify: 20, "deliver-code": 12 },
  provisionedConcurrency: { verify: 2, dispatch: 1 },
});
const { service } = app;

describe("a function", () => {
  it.each([
    ["verify", 1024, 10],
    ["tokens", 1024, 10],
    ["not-me", 512, 10],
    ["dispatch", 1024, 30],
    ["deliver-code-email", 1024, 30],
    ["deliver-code-sms", 1024, 30],
    ["record-receipt", 512, 30],
  ])("has the size of its kind: %s", (name, MemorySize, Timeout) => {
    expect(functionNamed(service, `latchkey-dev-${name}`).Properties).toMatchObject({ MemorySize, Timeout });
  });
});

describe("the functions that a stage reserves", () => {
  it("are reserved by name, each channel's on its own, and no others", () => {
    const reserved = ofType(service, "AWS::Lambda::Function")
      .filter(({ Properties }) => "ReservedConcurrentExecutions" in Properties)
      .map(({ Properties }) => [Properties.FunctionName, Properties.ReservedConcurrentExecutions]);
    expect(reserved.sort()).toEqual([
      ["latchkey-dev-deliver-code-email", 12],
      ["latchkey-dev-deliver-code-sms", 12],
      ["latchkey-dev-verify", 20],
    ]);
  });
});

describe("the functions that a stage keeps warm", () => {
  it("have an alias that is kept warm, and no others", () => {
    const warm = ofType(service, "AWS::Lambda::Alias").map(({ Properties }) => [
      nameOf(Properties.FunctionName, service, app),
      Properties.ProvisionedConcurrencyConfig,
    ]);
    expect(warm.sort()).toEqual([
      ["latchkey-dev-dispatch", { ProvisionedConcurrentExecutions: 1 }],
      ["latchkey-dev-verify", { ProvisionedConcurrentExecutions: 2 }],
    ]);
  });

  it("are invoked by that alias, since nothing else of them is warm", () => {
    const uri = (method: string) =>
      nameOf(integrationOf(methodsOf(app).get(method))?.Uri, service, app).split("/functions/")[1];
    expect(uri("POST /otp/verify")).toBe("latchkey-dev-verify:live/invocations");
    expect(uri("POST /otp/request")).toBe("latchkey-dev-request/invocations");
    const followers = ofType(service, "AWS::Lambda::EventSourceMapping").map(({ Properties }) =>
      nameOf(Properties.FunctionName, service, app),
    );
    expect(followers).toContain("latchkey-dev-dispatch:live");
    expect(followers).toContain("latchkey-dev-deliver-code-email");
  });

  it("may be invoked by that alias", () => {
    const invoked = ofType(service, "AWS::Lambda::Permission").map(({ Properties }) =>
      nameOf(Properties.FunctionName, service, app),
    );
    // One permission for each of its routes.
    const verify = new Set(invoked.filter((name) => name.includes("verify")));
    expect(verify).toEqual(new Set(["latchkey-dev-verify:live"]));
  });
});
