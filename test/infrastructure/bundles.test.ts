import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";

/** Functions that answer no user: nothing of theirs shows a page. */
const WITHOUT_PAGES = [
  "bookkeep",
  "deliver-code-email",
  "deliver-code-sms",
  "deliver-code-whatsapp",
  "deliver-code-voice",
  "deliver-code-push",
  "dispatch",
  "fill-secrets",
  "outbound",
  "send-events",
  "record-receipt",
  "rotate-secrets",
  "set-sms-account",
];

const { bundles, loadedByOutbound } = await make("makeBundles");
const names = Object.keys(bundles);

describe("the bundles", () => {
  const carriers = (part: string) =>
    names.filter((name) => bundles[name]?.files.some((file) => file.includes(part))).sort();

  it("carry pages wherever a user is answered, and nowhere else", () => {
    expect(carriers("functions/pages/")).toEqual(
      names.filter((name) => !WITHOUT_PAGES.includes(name)).sort(),
    );
  });

  it("carry the code of no other channel's providers", () => {
    expect(carriers("/nodemailer/")).toEqual(["deliver-code-email"]);
    expect(carriers("/client-socialmessaging/")).toEqual(["deliver-code-whatsapp"]);
    expect(carriers("/client-ses/")).toEqual(["deliver-code-email"]);
    expect(carriers("/web-push.ts")).toEqual(["deliver-code-push"]);
  });

  it("carry no way to credentials but the environment", () => {
    expect(carriers("@aws-sdk/credential-provider-env/")).not.toEqual([]);
    expect(carriers("/nested-clients/")).toEqual([]);
  });

  it("import no module of Node that loads its fetch for that", () => {
    const asked = (name: string) => bundles[name]?.imports.filter((one) => /^(node:)?https?$/.test(one));
    expect(names.filter((name) => asked(name)?.length !== 0)).toEqual([]);
    expect(bundles.outbound?.imports).toContain("node:crypto");
    expect(loadedByOutbound).toContain("NativeModule https");
    expect(loadedByOutbound.filter((name) => name.includes("undici"))).toEqual([]);
  });
});
