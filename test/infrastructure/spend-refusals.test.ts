import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

const { stages } = cdkJson.context;
const HEX = "0123456789abcdef0123456789abcdef";
const voice = (options: object = {}) => ({
  enabled: true,
  providers: [{ use: "aws-voice", originationIdentity: `phone-${HEX}`, ...options }],
});

const faultsOf = (stage: "dev" | "prod", channels: object) => {
  const written = stages[stage] as { readonly settings?: { readonly channels?: object } };
  const settings = { ...written.settings, channels: { ...written.settings?.channels, ...channels } };
  try {
    parseStage({ ...stages, [stage]: { ...written, settings } }, stage);
    return [];
  } catch (error) {
    return (error as Error).message
      .split("\n- ")
      .slice(1)
      .map((fault) => fault.replace(`stages.${stage}.`, ""));
  }
};

describe("a ceiling and calls", () => {
  it("are refused where a call may cost more than it counts, and where the ceiling pays for none", () => {
    const sms = { enabled: false, spend: { dailyUsd: 0.9 } };
    expect(faultsOf("dev", { sms, voice: voice({ maxPricePerMinuteUsd: 0.3 }) })).toEqual([
      "settings.channels.sms.spend.dailyUsd: must be 1.00 at least, or no new user in some country of channels.sms.countries is ever sent a call (it is 0.9)",
      "settings.channels.voice.providers.0.maxPricePerMinuteUsd: must be half of channels.sms.spend.callUsd at most, which is what a call counts, or the day's ceiling is passed (it is 0.3)",
    ]);
    expect(faultsOf("dev", { sms: { ...sms, spend: { dailyUsd: 1 } }, voice: voice() })).toEqual([]);
  });

  it("want a word of the owner's in prod, also without SMS", () => {
    const silent = faultsOf("prod", { sms: { enabled: false }, voice: voice() });
    expect(silent.filter((fault) => fault.startsWith("settings.channels.sms.spend:"))).toHaveLength(1);
    const said = faultsOf("prod", { sms: { enabled: false, spend: { dailyUsd: 20 } }, voice: voice() });
    expect(said.filter((fault) => fault.startsWith("settings.channels.sms.spend"))).toEqual([]);
  });
});
