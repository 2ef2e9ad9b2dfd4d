import { describe, expect, it } from "@jest/globals";
import { parseStage } from "../../lib/stage-config.ts";

const ARN = { arn: "arn:aws:iam::111122223333:role/owners", role: "owner" };
const ADA = { recipient: "ada@example.org", role: "operator" };

function faultsOf(settings: object, stage = "dev"): string[] {
  try {
    parseStage({ [stage]: { settings } }, stage);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
}

const onlySms = { channels: { email: { enabled: false } } };
const at = (place: string, words: RegExp) =>
  new RegExp(`^- stages\\.dev\\.settings\\.${place}: ${words.source}`);

describe("a desk that nobody could enter, or that nothing would be done with", () => {
  it.each<[string, object, RegExp]>([
    [
      "without an owner who makes the code of a first sign-in",
      { desk: { admins: [{ ...ADA, role: "owner" }] } },
      at("desk.admins", /needs an owner by arn/),
    ],
    [
      "with an admin whose channel is off",
      { ...onlySms, desk: { admins: [ARN, ADA] } },
      at("desk.admins", /names ada@example\.org, .* channels\.email is off/),
    ],
    [
      "with an admin whose country is not served",
      {
        desk: { admins: [ARN, { ...ADA, recipient: "+447400123456" }] },
        channels: { sms: { countries: ["US"] } },
      },
      at("desk.admins", /names \+447400123456, .* channels\.sms\.countries has no GB/),
    ],
    [
      "with a number that is none",
      { desk: { admins: [ARN, { ...ADA, recipient: "+19999999" }] } },
      at("desk.admins", /names \+19999999, to whom no code can be sent/),
    ],
    [
      "with a system that has an address",
      { desk: { admins: [ARN, { ...ADA, role: "customers" }] } },
      at("desk.admins", /gives ada@example\.org the role customers/),
    ],
    [
      "by one factor",
      { desk: { admins: [ARN], secondFactor: false } },
      at("desk.secondFactor", /must not be false/),
    ],
    ["with live changes alone", { liveChanges: "on" }, at("liveChanges", /needs settings\.desk/)],
  ])("is refused: %s", (_, settings, said) => {
    expect(faultsOf(settings)).toEqual([expect.stringMatching(said)]);
  });

  it("is none where an owner has an ARN and the others an address that codes go to", () => {
    const number = { recipient: "+14155550123", role: "viewer" };
    const desk = { admins: [ARN, ADA, number] };
    expect(faultsOf({ desk, liveChanges: "on", channels: { sms: { countries: ["US"] } } })).toEqual([]);
  });

  it("is the laptop's own, whose owner sits at it", () => {
    expect(faultsOf({ desk: { admins: [{ ...ADA, role: "owner" }], secondFactor: false } }, "local")).toEqual(
      [],
    );
  });
});
