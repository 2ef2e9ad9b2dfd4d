import { describe, expect, it } from "@jest/globals";
import { DEPLOYED } from "../../lib/function-names.ts";
import { entryOf } from "../../lib/constructs/code.ts";
import { relative } from "node:path";
import { loadsAtOnce, ROOT } from "./sources.ts";

/** All that is loaded before this file runs. */
function startOf(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const target of loadsAtOnce(file)) startOf(target, loaded);
  return loaded;
}

/** What settings are checked by, and what reads live changes, which checks them again: a start waits for neither. */
const LATER = [
  "functions/settings/schema.ts",
  "functions/flows/follow-live.ts",
  "functions/delivery/options.ts",
];

/** Functions that check settings in all that they do. No person waits for them to start but at the desk. */
const CHECKING = ["desk-act", "desk-forget", "desk-read", "desk-sign-in"];

describe("the start of a function", () => {
  it.each(DEPLOYED.filter((name) => !CHECKING.includes(name)))(
    "does without the schema of settings: %s",
    (name) => {
      const loaded = startOf(relative(ROOT, entryOf(name)));
      expect(loaded.size).toBeGreaterThan(2);
      expect(LATER.filter((file) => loaded.has(file))).toEqual([]);
    },
  );

  it("is followed as far as a file of another folder", () => {
    expect(startOf("functions/entries/verify.ts")).toContain("functions/flows/verify-code.ts");
    expect(startOf("functions/settings-file.ts")).not.toContain("functions/settings/schema.ts");
    expect(startOf("functions/settings/live/apply.ts")).toContain("functions/settings/schema.ts");
  });
});
