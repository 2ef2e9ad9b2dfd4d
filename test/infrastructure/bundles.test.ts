import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { DEPLOYED_HANDLERS } from "../../lib/add-stage.ts";
import { bundleFiles } from "../../lib/constructs/code.ts";

const HANDLERS = join(import.meta.dirname, "../../functions/handlers");

/** Functions that answer no user: nothing of theirs shows a page. */
const WITHOUT_PAGES = [
  "bookkeep",
  "deliver-code-email",
  "deliver-code-sms",
  "deliver-code-whatsapp",
  "dispatch",
  "fill-secrets",
  "record-receipt",
  "rotate-secrets",
  "set-sms-account",
];

describe("the bundles", () => {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const names = [...new Set(DEPLOYED_HANDLERS)];
  const inputs = bundleFiles(new Map(names.map((name) => [name, join(HANDLERS, `${name}.ts`)])), folder);
  const carriers = (part: string) =>
    names.filter((name) => inputs.get(name)?.some((file) => file.includes(part))).sort();

  it("carry pages wherever a user is answered, and nowhere else", () => {
    expect(carriers("functions/pages/")).toEqual(
      names.filter((name) => !WITHOUT_PAGES.includes(name)).sort(),
    );
  });

  it("carry the code of no other channel's providers", () => {
    expect(carriers("/nodemailer/")).toEqual(["deliver-code-email"]);
    expect(carriers("/client-socialmessaging/")).toEqual(["deliver-code-whatsapp"]);
    expect(carriers("/client-ses/")).toEqual(["deliver-code-email"]);
  });

  it("carry no way to credentials but the environment", () => {
    expect(carriers("@aws-sdk/credential-provider-env/")).not.toEqual([]);
    expect(carriers("/nested-clients/")).toEqual([]);
  });
});
