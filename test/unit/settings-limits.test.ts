import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";

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
      { passcode: { maxAttempts: 11 }, limits: { recipientPerHour: 1, strongAfterFailures: 5 } },
      "passcode.maxAttempts",
    ],
    ["no attempt", { passcode: { maxAttempts: 0 } }, "passcode.maxAttempts"],
    ["more sends than the register holds", { limits: { recipientPerDay: 11 } }, "limits.recipientPerDay"],
    [
      "more an hour than a day",
      { limits: { recipientPerHour: 5, recipientPerDay: 4 } },
      "limits.recipientPerDay",
    ],
    ["strong codes too late", { limits: { strongAfterFailures: 39 } }, "limits.strongAfterFailures"],
    ["strong codes from no failure on", { limits: { strongAfterFailures: 0 } }, "limits.strongAfterFailures"],
    ["too many attempts times sends", { passcode: { maxAttempts: 7 } }, "limits.strongAfterFailures"],
    [
      "too many attempts times sends, for digits alone",
      { passcode: { maxAttempts: 9 }, limits: { strongAfterFailures: "off" } },
      "limits.strongAfterFailures",
    ],
    [
      "strong codes both always and never",
      { limits: { strong: "always", strongAfterFailures: "off" } },
      "limits.strongAfterFailures",
    ],
    ["strong codes for less than 30 days", { limits: { strongForDays: 29 } }, "limits.strongForDays"],
    ["strong codes for longer than is remembered", { limits: { strongForDays: 91 } }, "limits.strongForDays"],
    ["the lock of earlier releases", { limits: { lock: [{ failures: 20, seconds: 60 }] } }, "limits.lock"],
    ["its hard stop", { limits: { hardStopFailures: 75 } }, "limits.hardStopFailures"],
    [
      "a network's share of an hour",
      { limits: { originPerRecipientPerHour: 3 } },
      "limits.originPerRecipientPerHour",
    ],
    [
      "a network that may guess at nothing",
      { limits: { originWrongPerHour: 0 } },
      "limits.originWrongPerHour",
    ],
    ["more guesses than seconds", { limits: { originWrongPerHour: 3601 } }, "limits.originWrongPerHour"],
    ["a bot check that does not exist", { botCheck: { use: "riddle" } }, "botCheck.use"],
    ["a puzzle that costs nothing", { botCheck: { use: "pow", cost: 999 } }, "botCheck.cost"],
    ["a widget without its key", { botCheck: { use: "turnstile" } }, "botCheck.siteKey"],
    [
      "a widget with markup for a key",
      { botCheck: { use: "turnstile", siteKey: '0x4AAAAAAA"><script>' } },
      "botCheck.siteKey",
    ],
    [
      "an outage that is neither refused nor allowed",
      { botCheck: { use: "turnstile", siteKey: "0x4AAAAAAAexample", onFault: "ask" } },
      "botCheck.onFault",
    ],
    [
      "the widget's secret key among the settings",
      { botCheck: { use: "turnstile", siteKey: "0x4AAAAAAAexample", secretKey: "0x4" } },
      "botCheck.secretKey",
    ],
    ["a token that outlives its session", { session: { ttlSeconds: 899 } }, "session.tokenSeconds"],
    ["a challenge that is gone before its link is", { retentionSeconds: 86_399 }, "retentionSeconds"],
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
    ["a brand that turns what follows round", { brand: { name: "A\u202eB" } }, "brand.name"],
    ["a brand of blanks", { brand: { name: "   " } }, "brand.name"],
    ["a brand without a name", { brand: { name: "" } }, "brand.name"],
    ["any origin", { corsOrigins: ["*"] }, "corsOrigins.0"],
    ["an origin with a path", { corsOrigins: ["https://app.example/"] }, "corsOrigins.0"],
    ["the null origin", { corsOrigins: ["null"] }, "corsOrigins.0"],
    ...[
      ...[
        "file://",
        "file:///",
        "file://localhost",
        "data:text/html,x",
        "data://x",
        "javascript://localhost",
      ],
      ...[
        "javascript:alert(1)",
        "blob:https://app.example",
        "about:blank",
        "about://x",
        "capacitor:localhost",
      ],
      ...["capacitor://", "capacitor://*", "*://localhost", "chrome-extension://*", "capacitor://localhost/"],
      ...["capacitor://localhost/x", "capacitor://localhost?x", "capacitor://localhost#x", "capacitor://a@b"],
      ...[
        "Capacitor://localhost",
        "capacitor://Localhost",
        "capacitor://localhost:080",
        "tauri://localhost:",
      ],
      ...[
        'capacitor://a"b',
        "capacitor://a'b",
        "capacitor://$a",
        "capacitor://a b",
        " capacitor://localhost",
      ],
      ...[
        "htps://app.example",
        "https://*.app.example",
        "ws://app.example",
        "https://App.example",
        "https://app.example:443",
        "capacitor://localhost\n",
      ],
    ].map((text): [string, object, string] => [
      `what is no origin: ${JSON.stringify(text)}`,
      { corsOrigins: [text] },
      "corsOrigins.0",
    ]),
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
    [
      "exactly a hundred wrong guesses",
      { limits: { strongAfterFailures: 38 }, passcode: { maxAttempts: 5 } },
    ],
    ["digits alone", { limits: { strongAfterFailures: "off" } }],
    ["ninety days of strong codes", { limits: { strongForDays: 90 } }],
    ["as many an hour as a day", { limits: { recipientPerHour: 5, recipientPerDay: 5 } }],
    ["a token as long as its session", { session: { ttlSeconds: 900, tokenSeconds: 900 } }],
    [
      "an origin of localhost",
      { corsOrigins: ["http://localhost:5173", "https://app.example", "http://[::1]:3000"] },
    ],
    // appwrite#13514: web views and extensions, whose origin is "null" by the rules of URLs.
    ...[
      ...["capacitor://localhost", "ionic://localhost", "tauri://localhost", "app://-", "app://."],
      ...["capacitor://localhost:8100", "com.example.app://app.example", "https://tauri.localhost"],
      "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
      "moz-extension://6f5b8a3e-0c3d-4d3c-9b5f-1f2e3d4c5b6a",
    ].map((text): [string, object] => [`an origin of a web view: ${text}`, { corsOrigins: [text] }]),
  ])("are accepted: %s", (_, input) => {
    expect(placesOf(input)).toEqual([]);
  });
});
