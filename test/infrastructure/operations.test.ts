import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { make } from "./synthesis/make.ts";
import { ofType, synthesize } from "./synthesize.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/operations.md"), "utf8");

const rows = await make("describeAlarms");
const { service } = await synthesize("prod");

/** The sections of a level under a heading, by their headings. */
function sectionsUnder(heading: string): ReadonlyMap<string, string> {
  const chapter = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const [, ...sections] = chapter.split(/^### /m);
  return new Map(
    sections.map((section) => [
      section.slice(0, section.indexOf("\n")),
      section.slice(section.indexOf("\n")),
    ]),
  );
}

const runbook = sectionsUnder("Alarms");

describe("the runbook", () => {
  it("has a section for each alarm, an alarm for each section, in one order", () => {
    expect([...runbook.keys()]).toEqual(rows.map(({ name }) => name));
  });

  it.each([...runbook])("says what to know of %s", (_name, section) => {
    for (const part of ["Means", "Customers", "Look first", "Do", "Goes quiet"])
      expect(section).toMatch(new RegExp(String.raw`^\*\*${part}\*\*`, "m"));
  });

  it("knows the fields of the access log", () => {
    const [api] = ofType(service, "AWS::ApiGateway::Stage");
    const { Format } = api?.Properties.AccessLogSetting as { readonly Format: string };
    const [, list = ""] = /\*\*The access log\*\*.*? Its fields: (.*)/.exec(text) ?? [];
    const fields = [...list.matchAll(/`(\w+)`/g)].map(([, field]) => field);
    expect(fields).toEqual(Object.keys(JSON.parse(Format) as object));
  });

  it("knows the firewall's rules, in their order", () => {
    const [acl] = ofType(service, "AWS::WAFv2::WebACL");
    const rules = acl?.Properties.Rules as readonly { readonly Name: string }[];
    const [, list = ""] = /with the rules (.*?), in this order/.exec(text) ?? [];
    expect([...list.matchAll(/`([a-z-]+)`/g)].map(([, rule]) => rule)).toEqual(rules.map(({ Name }) => Name));
  });

  it("points to places that are there", () => {
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });
});
