import { describe, expect, it } from "@jest/globals";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { deploymentRefusals, settingsWarnings } from "../../lib/stage-warnings.ts";
import { cdkJson } from "./cdk-json.ts";
import { make } from "./synthesis/make.ts";

function configOf(stage: string, override: object = {}) {
  return parseStage(mergeSettings(cdkJson.context.stages, { [stage]: override }), stage);
}
const from = (address: string) => ({ settings: { channels: { email: { from: address } } } });
const real = { ...from("no-reply@login.acme.com"), alarmEmail: "operators@acme.com" };

describe("a stage with an example's addresses", () => {
  it("is warned of when templates are made", () => {
    expect([...settingsWarnings("prod", configOf("prod")).keys()]).toEqual([
      "example-sender",
      "example-alarm",
    ]);
    expect([...settingsWarnings("dev", configOf("dev")).keys()]).toEqual(["example-sender"]);
  });

  it("is not deployed where it is prod", () => {
    expect(deploymentRefusals("prod", configOf("prod"))).toEqual([
      expect.stringMatching(/^stages\.prod\.settings\.channels\.email\.from: .*"no-reply@example\.com"\)$/),
      expect.stringMatching(/^stages\.prod\.alarmEmail: .*"operators@example\.com"\)$/),
    ]);
    expect(deploymentRefusals("dev", configOf("dev"))).toEqual([]);
    expect(deploymentRefusals("prod", configOf("prod", real))).toEqual([]);
  });

  it.each(["a@example.com", "a@mail.example.org", "a@example.net", "a@host.test", "a@x.invalid"])(
    "is known by it: %s",
    (address) => {
      expect(deploymentRefusals("prod", configOf("prod", { ...real, ...from(address) }))).toHaveLength(1);
    },
  );

  it.each(["a@notexample.com", "a@example.company.com", "a@contest.io"])("is not %s", (address) => {
    expect(deploymentRefusals("prod", configOf("prod", { ...real, ...from(address) }))).toEqual([]);
  });

  it("may have an example's sender where it sends no e-mail", () => {
    const silent = {
      alarmEmail: "operators@acme.com",
      settings: { channels: { email: { enabled: false } } },
    };
    expect(deploymentRefusals("prod", configOf("prod", silent))).toEqual([]);
  });
});

describe("a stage that sends codes to registered customers only", () => {
  it("is warned of, as long as nothing registers any", () => {
    const config = configOf("prod", { ...real, settings: { ...real.settings, registration: "registered" } });
    expect([...settingsWarnings("prod", config).keys()]).toEqual(["registered"]);
  });
});

describe("synthesis", () => {
  it("says the warnings", async () => {
    const { warnings } = await make("makeApp", "prod", {});
    for (const id of ["example-sender", "example-alarm"])
      expect(warnings.filter((warning) => warning.includes(`latchkey:${id}`))).toHaveLength(1);
  });
});
