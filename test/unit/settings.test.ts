import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings.ts";

function faultsOf(input: unknown): string[] {
  const parsed = parseSettings(input);
  return "faults" in parsed ? parsed.faults : [];
}

/** The places of the faults. */
const placesOf = (input: unknown) => faultsOf(input).map((fault) => fault.split(":")[0]);

describe("settings that say nothing", () => {
  it("are the documented defaults", () => {
    expect(parseSettings({})).toEqual({
      settings: {
        passcode: {
          length: 6,
          ttlSeconds: 300,
          maxAttempts: 5,
          maxSends: 4,
          resendAfterSeconds: 30,
          weak: false,
        },
        limits: {
          recipientPerHour: 5,
          recipientPerDay: 10,
          originPerHour: 30,
          originPerRecipientPerHour: 3,
          lock: [
            { failures: 20, seconds: 3600 },
            { failures: 40, seconds: 7200 },
            { failures: 60, seconds: 14_400 },
          ],
          hardStopFailures: 75,
        },
        session: { ttlSeconds: 43_200, tokenSeconds: 900, audience: "latchkey" },
        signing: "secret",
        registration: "open",
        channels: {
          email: { enabled: true, from: "no-reply@example.com", providers: [{ use: "ses" }] },
          sms: {
            enabled: true,
            providers: [{ use: "sns" }],
            countries: ["US", "GB", "DE"],
          },
          whatsapp: { enabled: false },
        },
        suppression: { bounceSeconds: 2_592_000, complaintSeconds: 31_536_000 },
        brand: { name: "Latchkey", supportUrl: null, color: null, logo: null },
        defaultCountry: "US",
        defaultLocale: "en",
        corsOrigins: [],
        clients: [],
        retentionSeconds: 86_400,
        testRecipients: [],
        allowTestRecipients: false,
      },
    });
  });
});

describe("settings that are there no more", () => {
  it.each([
    [
      { channels: { sms: { dailySpendUsd: 50 } } },
      "channels.sms.dailySpendUsd",
      "channels.sms.spend.dailyUsd",
    ],
    [{ admins: [] }, "admins", "a list of {recipient, role}"],
  ])("are refused, with what comes in their place: %j", (input, place, instead) => {
    const [fault, ...others] = faultsOf(input);
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${place}: there is no such setting any more: it was never`));
    expect(fault).toContain(instead);
  });
});

describe("an e-mail server", () => {
  const smtp = (port: number) => ({
    channels: { email: { providers: [{ use: "smtp", host: "smtp.example.com", port }] } },
  });

  it("is not asked on port 25, on which AWS lets nothing out", () => {
    expect(faultsOf(smtp(25))).toEqual([
      "channels.email.providers.0.port: AWS lets nothing out on port 25; take 587, or 465 with security tls",
    ]);
    expect(faultsOf(smtp(465))).toEqual([]);
  });
});

describe("settings that are wrong", () => {
  it.each([
    ["the settings", { extra: 1 }, "extra"],
    ["a part", { passcode: { lenght: 6 } }, "passcode.lenght"],
    ["a channel", { channels: { email: { form: "x@example.com" } } }, "channels.email.form"],
    ["a step", { limits: { lock: [{ failures: 20, seconds: 60, minutes: 1 }] } }, "limits.lock.0.minutes"],
    ["the prototype", JSON.parse('{"__proto__":{"passcode":{}}}') as unknown, "__proto__"],
  ])("are refused with an unknown field in %s", (_, input, place) => {
    expect(placesOf(input)).toEqual([place]);
  });

  it("are refused with every fault at once", () => {
    const faulty = {
      passcode: { length: 5, maxAttempts: 10 },
      limits: { recipientPerHour: 9, recipientPerDay: 8 },
      session: { ttlSeconds: 60 },
      brand: { name: "" },
      corsOrigins: ["*"],
      extra: true,
    };
    expect(placesOf(faulty).sort()).toEqual([
      "brand.name",
      "corsOrigins.0",
      "extra",
      "limits.hardStopFailures",
      "limits.recipientPerDay",
      "passcode.length",
      "session.tokenSeconds",
    ]);
  });

  it("are refused in words that say how to mend them", () => {
    expect(faultsOf({ passcode: { length: 4 } })[0]).toContain('"weak": true');
    expect(faultsOf({ passcode: { maxAttempts: 6 } })[0]).toContain("100 consecutive failures");
    expect(faultsOf({ corsOrigins: ["*"] })[0]).toContain("https://app.example.com");
  });
});

describe("the countries that texts go to", () => {
  it.each(["UK", "+44", "gb", "GBR"])("are none like %s, and the fault says whose +44 is", (country) => {
    expect(faultsOf({ channels: { sms: { countries: [country] } } })).toEqual([
      "channels.sms.countries.0: must be an ISO 3166 country code like US; those that share +44 are GB, GG, JE and IM",
    ]);
  });
});
