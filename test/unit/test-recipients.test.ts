import { describe, expect, it } from "@jest/globals";
import { challengeIdBytes, encodeChallengeId, readChallengeId } from "../../functions/domain/challenge-id.ts";
import { testCode } from "../../functions/flows/test-code.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { testSettings } from "../support/service.ts";
import { challengeWith, keyNamed } from "./builders.ts";

const faultsOf = (settings: object) => {
  const parsed = parseSettings(settings);
  return "faults" in parsed ? parsed.faults : [];
};

describe("the settings' test recipients", () => {
  it("are none by default", () => {
    expect(testSettings()).toMatchObject({ testRecipients: [], allowTestRecipients: false });
  });

  it.each([
    [
      [{ recipient: "review@example.com", code: "12345" }],
      ["testRecipients.0.code: must have 6 digits, as passcode.length says"],
    ],
    [
      [{ recipient: "review@example.com", code: "12345x" }],
      ["testRecipients.0.code: must be digits, in quotes"],
    ],
    [
      [{ recipient: "Review@example.com", code: "123456" }],
      [
        "testRecipients.0.recipient: must be an e-mail address in small letters, or a number like +14155550123",
      ],
    ],
    [
      [{ recipient: "(415) 555-0100", code: "123456" }],
      [
        "testRecipients.0.recipient: must be an e-mail address in small letters, or a number like +14155550123",
      ],
    ],
    [
      ["123456", "654321"].map((code) => ({ recipient: "review@example.com", code })),
      ["testRecipients.1.recipient: is named twice"],
    ],
  ])("are refused by place: %j", (testRecipients, faults) => {
    expect(faultsOf({ testRecipients })).toEqual(faults);
  });

  it("have as many digits as other codes", () => {
    const testRecipients = [{ recipient: "review@example.com", code: "12345678" }];
    expect(faultsOf({ testRecipients, passcode: { length: 8 } })).toEqual([]);
  });
});

describe("a test code", () => {
  const settings = testSettings({ testRecipients: [{ recipient: "review@example.com", code: "012345" }] });

  it("is that of exactly one address", () => {
    expect(testCode(settings, "review@example.com")?.reveal()).toBe("012345");
    for (const address of ["review+1@example.com", "review@example.co", "", "anna@example.com"])
      expect(testCode(settings, address)).toBeUndefined();
  });
});

describe("the challenge id of a test recipient", () => {
  const key = keyNamed("passcode");

  it("says so, beside everything else, and no other id does", () => {
    for (const opensSession of [true, false]) {
      const usual = challengeWith({ opensSession });
      const id = (test: boolean) =>
        encodeChallengeId(challengeIdBytes({ ...usual, ...(test && { test: true }) }, key));
      expect(readChallengeId(id(true), key)).toMatchObject({ test: true, length: 6, opensSession });
      expect(readChallengeId(id(false), key)).not.toHaveProperty("test");
    }
  });
});
