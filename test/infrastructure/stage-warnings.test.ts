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
      "no-support",
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
    expect([...settingsWarnings("prod", config).keys()]).toEqual(["no-support", "registered"]);
  });
});

describe("a stage whose servers have transactions confirmed", () => {
  const servers = { serverClients: { requestsPerSecond: 10, burst: 20, requestsPerDay: 1000 } };
  const template = { use: "twilio-whatsapp", from: "+14155550100", contentSid: `HX${"0".repeat(32)}` };
  const gateway = { use: "webhook", url: "https://gateway.example.org" };
  const byWhatsapp = (...providers: object[]) => ({ channels: { whatsapp: { enabled: true, providers } } });
  const warned = (stage: object, settings: object) => {
    const config = configOf("dev", { ...stage, settings: mergeSettings(real.settings, settings) });
    return [...settingsWarnings("dev", config).keys()];
  };
  it("is warned of a channel that cannot say what a code confirms", () => {
    expect(warned(servers, byWhatsapp(template))).toEqual(["unnamed-transactions"]);
    expect(warned(servers, byWhatsapp(template, gateway))).toEqual([]);
    expect(warned({}, byWhatsapp(template))).toEqual([]);
    expect(warned(servers, {})).toEqual([]);
  });

  it("is warned where it has no servers", () => {
    const transactionPurposes = ["sell-shares"];
    expect(warned({}, { transactionPurposes })).toEqual(["no-servers"]);
    expect(warned(servers, { transactionPurposes })).toEqual([]);
  });
});

describe("apps of Apple's systems", () => {
  const warned = (over: object) =>
    settingsWarnings(
      "dev",
      configOf("dev", {
        ...over,
        settings: { channels: { sms: { appleApps: ["ABCDE12345.com.example.app"] } } },
      }),
    ).has("apple-apps");

  it("are vouched for at the root of a host alone", () => {
    const env = { account: "111122223333", region: "eu-central-1" };
    const certificateArn = `arn:aws:acm:${env.region}:${env.account}:certificate/0a1b2c3d-0000-4000-8000-000000000000`;
    expect(warned({})).toBe(true);
    expect(warned({ env, domain: { name: "id.acme.com", certificateArn } })).toBe(false);
    expect([...settingsWarnings("dev", configOf("dev")).keys()]).not.toContain("apple-apps");
  });
});

describe("synthesis", () => {
  it("says the warnings", async () => {
    const { warnings } = await make("makeApp", "prod", {});
    for (const id of ["example-sender", "example-alarm"])
      expect(warnings.filter((warning) => warning.includes(`latchkey:${id}`))).toHaveLength(1);
  });
});
