import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";

function faultsOf(input: unknown): string[] {
  const parsed = parseSettings(input);
  return "faults" in parsed ? parsed.faults : [];
}

/** The places of the faults. */
const placesOf = (input: unknown) => faultsOf(input).map((fault) => fault.split(":")[0]);

describe("what SMS may cost", () => {
  const spend = (over: object) => ({ channels: { sms: { spend: over } } });

  it.each([0, -1, "20", 1_000_001, 0.000_000_5, 1.000_000_1])("is not %j in a day", (dailyUsd) => {
    expect(placesOf(spend({ dailyUsd }))).toEqual(["channels.sms.spend.dailyUsd"]);
  });

  it("is any amount of whole millionths of a dollar", () => {
    for (const dailyUsd of [0.000_001, 0.1 + 0.2, 0.094, 1_000_000])
      expect(faultsOf(spend({ dailyUsd }))).toEqual([]);
  });

  it.each([{ FR: 0.08 }, { XX: 0.08 }])("has no price for a country that SMS do not go to: %j", (prices) => {
    expect(placesOf(spend({ prices }))).toEqual([`channels.sms.spend.prices.${Object.keys(prices)[0]}`]);
  });

  it.each([{ UK: 0.08 }, { "+44": 0.08 }, { de: 0.08 }])(
    "has no price for what is no country: %j",
    (prices) => {
      expect(placesOf(spend({ prices }))[0]).toMatch(/^channels\.sms\.spend\.prices/);
    },
  );

  it.each([0, 11, "0.08"])("has no price of %j", (price) => {
    expect(placesOf(spend({ prices: { DE: price } }))).toEqual(["channels.sms.spend.prices.DE"]);
  });
});
