import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings.ts";

/** The places of the faults. */
function placesOf(input: unknown): (string | undefined)[] {
  const parsed = parseSettings(input);
  return "faults" in parsed ? parsed.faults.map((fault) => fault.split(":")[0]) : [];
}

describe("settings that break a standard", () => {
  it.each([
    ["a short passcode that is not called weak", { passcode: { length: 5 } }, "passcode.length"],
    ["a passcode of three digits, weak or not", { passcode: { length: 3, weak: true } }, "passcode.length"],
    ["a passcode of eleven digits", { passcode: { length: 11 } }, "passcode.length"],
    ["a code that lives longer than ten minutes", { passcode: { ttlSeconds: 601 } }, "passcode.ttlSeconds"],
    [
      "eleven attempts",
      { passcode: { maxAttempts: 11 }, limits: { recipientPerHour: 1 } },
      "passcode.maxAttempts",
    ],
    ["no attempt", { passcode: { maxAttempts: 0 } }, "passcode.maxAttempts"],
    ["more sends than the register holds", { limits: { recipientPerDay: 11 } }, "limits.recipientPerDay"],
    [
      "more an hour than a day",
      { limits: { recipientPerHour: 5, recipientPerDay: 4 } },
      "limits.recipientPerDay",
    ],
    [
      "steps of the lock that do not rise",
      {
        limits: {
          lock: [
            { failures: 20, seconds: 60 },
            { failures: 20, seconds: 90 },
          ],
        },
      },
      "limits.lock",
    ],
    ["a hard stop at the last step", { limits: { hardStopFailures: 60 } }, "limits.lock"],
    ["a hard stop too near to a hundred", { limits: { hardStopFailures: 76 } }, "limits.hardStopFailures"],
    ["too many attempts times sends", { passcode: { maxAttempts: 6 } }, "limits.hardStopFailures"],
    ["a token that outlives its session", { session: { ttlSeconds: 899 } }, "session.tokenSeconds"],
    ["half a second", { passcode: { ttlSeconds: 60.5 } }, "passcode.ttlSeconds"],
    ["a number as text", { passcode: { length: "6" } }, "passcode.length"],
    ["a sender with a name", { channels: { email: { from: "Me <me@example.com>" } } }, "channels.email.from"],
    [
      "a provider that does not exist",
      { channels: { sms: { providers: ["pigeon"] } } },
      "channels.sms.providers.0.use",
    ],
    ["no provider", { channels: { email: { providers: [] } } }, "channels.email.providers"],
    ["a country by name", { channels: { sms: { countries: ["Germany"] } } }, "channels.sms.countries.0"],
    ["a brand that breaks a line", { brand: { name: "A\r\nBcc: b@example.com" } }, "brand.name"],
    ["a brand without a name", { brand: { name: "" } }, "brand.name"],
    ["any origin", { corsOrigins: ["*"] }, "corsOrigins.0"],
    ["an origin with a path", { corsOrigins: ["https://app.example/"] }, "corsOrigins.0"],
    ["the null origin", { corsOrigins: ["null"] }, "corsOrigins.0"],
    ["another registration", { registration: "closed" }, "registration"],
    ["nothing at all", null, "settings"],
  ])("are refused with %s", (_, input, place) => {
    expect(placesOf(input)).toEqual([place]);
  });

  it("are refused with a code that is over before a provider would be asked", () => {
    expect(placesOf({ passcode: { ttlSeconds: 30 } })).toEqual(["passcode.ttlSeconds"]);
  });

  it("are refused with a support link that is a script", () => {
    expect(placesOf({ brand: { supportUrl: "javascript:alert(1)" } })).toEqual(["brand.supportUrl"]);
  });
});

describe("settings at the edge of what the standards allow", () => {
  it.each([
    ["four digits, called weak", { passcode: { length: 4, weak: true } }],
    ["ten digits", { passcode: { length: 10 } }],
    ["ten minutes", { passcode: { ttlSeconds: 600 } }],
    ["exactly a hundred failures", { limits: { hardStopFailures: 75 }, passcode: { maxAttempts: 5 } }],
    ["as many an hour as a day", { limits: { recipientPerHour: 5, recipientPerDay: 5 } }],
    ["no steps of the lock", { limits: { lock: [] } }],
    ["a token as long as its session", { session: { ttlSeconds: 900, tokenSeconds: 900 } }],
    ["an origin of localhost", { corsOrigins: ["http://localhost:5173", "https://app.example"] }],
  ])("are accepted: %s", (_, input) => {
    expect(placesOf(input)).toEqual([]);
  });
});
