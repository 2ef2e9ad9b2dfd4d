import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { judge, parseAllowedChanges } from "../../bin/guard/allowed-changes.ts";

const LIST = new URL("../../docs/allowed-changes.json", import.meta.url);
const wanted = {
  change: "data: the table T is replaced",
  since: "1.0.0",
  reason: "The table gets a sort key.",
};

describe("the list of allowed changes", () => {
  it("can be read", () => {
    expect(parseAllowedChanges(readFileSync(LIST, "utf8"))).toBeInstanceOf(Array);
  });

  it.each([
    ["without a reason", { ...wanted, reason: "" }],
    ["for ever", { ...wanted, since: "always" }],
  ])("refuses a permission %s", (_, permission) => {
    expect(() => parseAllowedChanges(JSON.stringify([wanted]))).not.toThrow();
    expect(() => parseAllowedChanges(JSON.stringify([permission]))).toThrow();
  });
});

describe("a breaking change", () => {
  it("is forbidden unless its line is on the list", () => {
    const other = "data: the secret S is deleted";
    expect(judge([wanted.change, other], [wanted], "1.0.0")).toEqual({
      forbidden: [other],
      allowed: [wanted],
      needless: [],
    });
  });

  it("is forbidden again after the next release", () => {
    expect(judge([wanted.change], [wanted], "1.1.0")).toEqual({
      forbidden: [wanted.change],
      allowed: [],
      needless: [wanted],
    });
  });

  it("is allowed where the release before is missing, and an older one is compared", () => {
    expect(judge([wanted.change], [wanted], "0.10.0").forbidden).toEqual([]);
    expect(judge([wanted.change], [{ ...wanted, since: "0.10.0" }], "0.9.0").forbidden).toEqual([]);
  });

  it("that does not happen leaves its permission needless", () => {
    expect(judge([], [wanted], "1.0.0").needless).toEqual([wanted]);
  });
});
