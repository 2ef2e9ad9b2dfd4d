import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";

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
        account: "off",
        liveChanges: "off",
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
          originPaidPerHour: 20,
          originWrongPerHour: 20,
          originPerRecipientPerDay: 3,
          strong: "after-failures",
          strongAfterFailures: 20,
          strongForDays: 30,
        },
        session: {
          ttlSeconds: 43_200,
          tokenSeconds: 900,
          audience: "latchkey",
          namesFirstParty: false,
          algorithm: "RS256",
        },
        refresh: { graceSeconds: 30, idleSeconds: 1_209_600, absoluteSeconds: 2_592_000 },
        signing: "secret",
        registration: "open",
        secondFactor: "off",
        factors: { totp: true, passkeys: "off", push: "off", resetHours: 24 },
        channels: {
          email: { enabled: true, from: "no-reply@example.com", providers: [{ use: "ses" }] },
          sms: {
            enabled: true,
            providers: [{ use: "sns" }],
            countries: ["US", "GB", "DE"],
            spend: { dailyUsd: 20, callUsd: 0.5, prices: {}, leastConversion: 0.2 },
            appleApps: [],
          },
          whatsapp: { enabled: false },
          voice: { enabled: false },
        },
        suppression: { bounceSeconds: 2_592_000, complaintSeconds: 31_536_000 },
        brand: { name: "Latchkey", homeUrl: null, supportUrl: null, color: null, logo: null },
        defaultCountry: null,
        defaultLocale: "en",
        corsOrigins: [],
        ...{ clients: [], events: { webhooks: [] } },
        retentionSeconds: 86_400,
        testRecipients: [],
        allowTestRecipients: false,
        transactionPurposes: [],
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
    [{ limits: { lock: [] } }, "limits.lock", "limits.strongAfterFailures"],
    [{ limits: { hardStopFailures: 75 } }, "limits.hardStopFailures", "limits.strongAfterFailures"],
  ])("are refused, with what comes in their place: %j", (input, place, instead) => {
    const [fault, ...others] = faultsOf(input);
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${place}: there is no such setting any more: `));
    expect(fault).toContain(instead);
  });
});

describe("purposes that confirm a transaction", () => {
  it.each(["Pay", "", "pay_now", "login", 1])("are no %j", (purpose) => {
    expect(placesOf({ transactionPurposes: ["sell-shares", purpose] })).toEqual(["transactionPurposes.1"]);
  });

  it("need a channel that can name an amount and a payee", () => {
    const from = { from: "+14155550100", contentSid: `HX${"0".repeat(32)}` };
    const only = (...providers: object[]) => ({
      transactionPurposes: ["sell-shares"],
      channels: {
        email: { enabled: false },
        sms: { enabled: false },
        whatsapp: { enabled: true, providers },
      },
    });
    expect(placesOf(only({ use: "twilio-whatsapp", ...from }))).toEqual(["transactionPurposes"]);
    const gateway = { use: "webhook", url: "https://gateway.example.com" };
    expect(placesOf(only({ use: "twilio-whatsapp", ...from }, gateway))).toEqual([]);
    expect(placesOf({ ...only({ use: "twilio-whatsapp", ...from }), transactionPurposes: [] })).toEqual([]);
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

describe("the sender of e-mails", () => {
  it.each(["no-reply@b\u00fccher.example", "gr\u00fc\u00dfe@example.com"])(
    "is in ASCII: %s is told how",
    (from) => {
      expect(faultsOf({ channels: { email: { from } } })).toEqual([
        expect.stringMatching(/^channels\.email\.from: must be in ASCII.*xn--bcher-kva\.example$/),
      ]);
      expect(faultsOf({ channels: { email: { from: "no-reply@xn--bcher-kva.example" } } })).toEqual([]);
    },
  );
});

describe("a login of the providers' secret", () => {
  const smtp = (over: object = {}) => ({ use: "smtp", host: "smtp.example.com", ...over });
  const token = (over: object = {}) =>
    smtp({ auth: "oauth2", tokenUrl: "https://login.example.com/token", ...over });
  const faultsIn = (...providers: readonly object[]) => faultsOf({ channels: { email: { providers } } });

  it.each([
    ["host", [smtp(), smtp({ host: "smtp.example.org" })]],
    ["host", [token(), token({ host: "smtp.example.org" })]],
    ["tokenUrl", [token(), token({ tokenUrl: "https://login.example.org/token" })]],
  ])("is shown to one server alone: another %s", (name, providers) => {
    expect(faultsIn(...providers)).toEqual([
      `channels.email.providers.1.${name}: the secret has one login for providers.0 and this one, and it is for one server: name the same one, or leave one of them out`,
    ]);
  });

  it("serves two ports of that server, beside a token for another one", () => {
    expect(
      faultsIn(smtp(), smtp({ port: 465, security: "tls" }), token({ host: "smtp.office365.com" })),
    ).toEqual([]);
  });

  it.each(["https://user:word@gateway.example.com/", "https://user@gateway.example.com/"])(
    "stands in no URL: %s",
    (url) => {
      const words = "must hold no login: it is no place for a secret";
      expect(faultsIn({ use: "webhook", url })).toEqual([`channels.email.providers.0.url: ${words}`]);
      expect(faultsIn(token({ tokenUrl: url }))).toEqual([`channels.email.providers.0.tokenUrl: ${words}`]);
    },
  );
});

describe("settings that are wrong", () => {
  it.each([
    ["the settings", { extra: 1 }, "extra"],
    ["a part", { passcode: { lenght: 6 } }, "passcode.lenght"],
    ["a channel", { channels: { email: { form: "x@example.com" } } }, "channels.email.form"],
    [
      "a provider",
      { channels: { email: { providers: [{ use: "inbox", minutes: 1 }] } } },
      "channels.email.providers.0.minutes",
    ],
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
      "limits.recipientPerDay",
      "limits.strongAfterFailures",
      "passcode.length",
      "session.tokenSeconds",
    ]);
  });

  it("are refused in words that say how to mend them", () => {
    expect(faultsOf({ passcode: { length: 4 } })[0]).toContain('"weak": true');
    expect(faultsOf({ passcode: { maxAttempts: 7 } })[0]).toContain("100 wrong guesses");
    expect(faultsOf({ corsOrigins: ["*"] })[0]).toContain("https://app.example.com");
  });
});

describe("the countries that texts go to", () => {
  it.each(["UK", "+44", "gb", "GBR"])("are none like %s, and the fault says whose +44 is", (country) => {
    const words = "must be an ISO 3166 country code like US; those that share +44 are GB, GG, JE and IM";
    expect(faultsOf({ channels: { sms: { countries: [country] } } })).toEqual([
      `channels.sms.countries.0: ${words}`,
    ]);
    expect(faultsOf({ channels: { sms: { providers: [{ use: "sns", countries: [country] }] } } })).toEqual([
      `channels.sms.providers.0.countries.0: ${words}`,
    ]);
    expect(faultsOf({ defaultCountry: country })).toEqual([`defaultCountry: ${words}`]);
  });
});

describe("the apps and the host that an SMS is for", () => {
  const faultsIn = (sms: object) => faultsOf({ channels: { sms } });

  it.each([
    "https://app.example.com",
    "app.example.com:443",
    "App.example.com",
    "localhost",
    "10.0.0.1",
    "@a.b",
    "",
  ])("are not the host %j", (host) => {
    expect(faultsIn({ host })).toEqual([
      expect.stringMatching(/^channels\.sms\.host: must be a host name like app\.example\.com/),
    ]);
  });

  it.each(["app.example.com", "xn--bcher-kva.example", null])("may be the host %j", (host) => {
    expect(faultsIn({ host })).toEqual([]);
  });

  it.each([
    ["androidHash", "FA+9qCX9VS"],
    ["androidHash", "FA+9qCX9VS u"],
    ["appleApps", ["com.example.app"]],
    ["appleApps", ["ABCDE12345"]],
  ])("are not %s %j", (name, value) => {
    expect(faultsIn({ [name]: value })).toHaveLength(1);
  });
});
