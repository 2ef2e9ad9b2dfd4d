import { describe, expect, it } from "@jest/globals";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { BUILT_IN_LOCALES } from "../../functions/words/locales.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { bundleHandlers } from "../../lib/constructs/code.ts";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { WORDS_FOLDER } from "../../lib/words-place.ts";
import { ownWords, warnOfLongTexts } from "../../lib/words.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { cdkJson } from "./cdk-json.ts";

function warnings(override: object, words = wordBook()): string[] {
  const stack = new Stack(new App(), "stack");
  const stages = mergeSettings(cdkJson.context.stages, { dev: override });
  warnOfLongTexts(stack, parseStage(stages, "dev"), words);
  return stack.node.metadata.filter(({ type }) => type === "aws:cdk:warning").map(({ data }) => String(data));
}

describe("the owner's words", () => {
  it("lie beside the code of the functions that speak or choose a language, and of no others", () => {
    const folder = temporaryFolder();
    const file = join(folder, "de.json");
    writeFileSync(file, '{"login": {"lead": "Ihr Code"}}');
    writeFileSync(join(folder, "mail.html"), readFileSync(join(WORDS_FOLDER, "example/mail.html")));
    const { files } = ownWords(folder);
    const speakers = ["request", "deliver-code-sms", "deliver-code-email", "session", "apps"];
    const handlers = [...speakers, "dispatch", "fill-secrets"];
    bundleHandlers(handlers, join(folder, "out"), files);
    const having = (file: string) => handlers.filter((name) => existsSync(join(folder, "out", name, file)));
    expect(having("words/de.json")).toEqual(speakers);
    expect(having("word-files/de.json")).toEqual(speakers);
    expect(having("words/mail.html")).toEqual(["deliver-code-email"]);
    expect(having("word-files/mail.html")).toEqual(["deliver-code-email"]);
    expect(having("page-files/script.js")).toEqual(["request", "session", "apps"]);
    expect(readFileSync(join(folder, "out/request/words/de.json"))).toEqual(readFileSync(file));
  });

  it("have the description of the API for a neighbour, beside the code of the function that publishes it alone", () => {
    const folder = temporaryFolder();
    bundleHandlers(["discovery", "verify"], folder);
    const description = readFileSync(join(import.meta.dirname, "../../docs/openapi.json"));
    expect(readFileSync(join(folder, "discovery/openapi.json"))).toEqual(description);
    expect(existsSync(join(folder, "verify/openapi.json"))).toBe(false);
    expect(readFileSync(join(folder, "discovery/index.mjs"), "utf8")).not.toContain(
      "recorded; the request may be repeated",
    );
  });

  it("that were taken back are no longer there when code is bundled again into the same folder", () => {
    const folder = temporaryFolder();
    const file = join(folder, "de.json");
    writeFileSync(file, '{"login": {"lead": "Ihr Code"}}');
    const [out, copied] = [join(folder, "out"), join(folder, "out/request/words/de.json")];
    bundleHandlers(["request"], out, ownWords(folder).files);
    expect(existsSync(copied)).toBe(true);
    bundleHandlers(["request"], out, []);
    expect(existsSync(copied)).toBe(false);
  });

  it("that are wrong are refused before anything is made", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "de.json"), '{"login": {"text": "Hallo"}, "any": {"titel": "x"}}');
    expect(() => ownWords(folder)).toThrow(
      /login\.text: \{code\} is missing.*\n.*any\.titel: there is no such text/,
    );
  });

  it("of this project are right", () => {
    expect(ownWords().words.locales.length).toBeGreaterThanOrEqual(BUILT_IN_LOCALES.length);
  });
});

describe("text messages that cost more than they should", () => {
  it("are none of a brand and host of usual length", () => {
    expect(warnings({})).toEqual([]);
    const settings = {
      ...{ brand: { name: "Twenty Letters Brand" }, passcode: { length: 10, ttlSeconds: 600 } },
      proxy: { networks: ["192.0.2.0/24"] },
    };
    expect(warnings({ settings, publicUrl: "https://id.customers.twentyletters.com" })).toEqual([]);
  });

  it("are named when a brand makes them so, with what mends it", () => {
    const found = warnings({ settings: { brand: { name: "The Extraordinarily Long-Winded Bank Ltd" } } });
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).toContain(
      "The en text for verify-address takes 2 segments, each of which is charged, instead of 1: shorten brand.name (The Extraordinarily Long-Winded Bank Ltd), the host (",
    );
  });

  it("do not matter where no SMS are sent", () => {
    const brand = { name: "The Extraordinarily Long-Winded Bank Ltd" };
    expect(warnings({ settings: { brand, channels: { sms: { enabled: false } } } })).toEqual([]);
  });
});
