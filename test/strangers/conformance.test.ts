import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { basicModules } from "./conformance/basics.ts";
import { claimModules } from "./conformance/claims.ts";
import { configModules } from "./conformance/discovery.ts";
import { logoutModules } from "./conformance/logout.ts";
import { OUTCOMES } from "./conformance/outcomes.ts";
import { PLANS } from "./conformance/plans.ts";
import { sessionModules } from "./conformance/sessions.ts";
import { CLIENTS, type Outcome, run } from "./conformance/suite.ts";
import { type Issuer, startIssuer } from "./support/issuer.ts";

const modules = { ...basicModules, ...claimModules, ...configModules, ...logoutModules, ...sessionModules };
const PASSED: Outcome = { result: "passed", reasons: [] };
const names = Object.values(PLANS).flat();

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer({ clients: CLIENTS });
});

describe.each(Object.entries(PLANS))("the plan %s", (_, plan) => {
  for (const name of plan) {
    const module = modules[name];
    it(`has ${name} end as expected`, async () => {
      if (!module) throw new Error(`no module is written for ${name}`);
      expect(await run(module, issuer)).toEqual(OUTCOMES[name] ?? PASSED);
    });
  }
});

describe("the list of modules", () => {
  it("has every module of the plans once, and no other", () => {
    expect(Object.keys(modules).sort()).toEqual([...new Set<string>(names)].sort());
    expect(names.length).toBe(new Set(names).size);
  });

  it("expects no failure, and nothing of modules that are not there", () => {
    expect(Object.values(OUTCOMES).filter(({ result }) => result === "failed")).toEqual([]);
    expect(Object.keys(OUTCOMES).filter((name) => !(name in modules))).toEqual([]);
  });

  it("has each warning in docs/clients.md, with its reason", () => {
    const document = readFileSync(join(import.meta.dirname, "../../docs/clients.md"), "utf8");
    const warned = Object.entries(OUTCOMES).filter(([, { result }]) => result === "warning");
    const unnamed = warned.filter(([name]) => !document.includes(`| \`${name}\``));
    expect(unnamed.map(([name]) => name)).toEqual([]);
  });
});
