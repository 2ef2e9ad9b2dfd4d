import { describe, expect, it } from "@jest/globals";
import { applyChanges } from "../../functions/settings/live/apply.ts";
import type { LiveValue } from "../../functions/settings/live/change.ts";
import { NO_FACTS } from "../../functions/settings/live/facts.ts";
import type { LiveGround } from "../../functions/settings/live/live-path.ts";
import { LIVE_PATHS } from "../../functions/settings/live/paths.ts";
import { wordGround } from "../../functions/words/live-words.ts";
import { wordBook } from "../../functions/words/word-book.ts";
import { filesIn } from "../../functions/words/word-files.ts";
import { aLiveChange, misfitsOf } from "../support/live.ts";
import { START, testSettings } from "../support/service.ts";

const DEPLOYED = testSettings({
  limits: { originPerHour: 30 },
  channels: {
    email: { providers: ["inbox", "console"] },
    sms: { countries: ["US", "GB", "DE"], spend: { prices: { DE: 0.1 } } },
  },
});
const ground: LiveGround = { deployed: DEPLOYED, words: wordGround(wordBook(filesIn(undefined))) };
const over = (settings: unknown): LiveGround => ({ ...ground, deployed: testSettings(settings) });
const change = (path: string, value: LiveValue, more = {}) => aLiveChange(ground, path, value, more);

describe("live changes", () => {
  it("leave the deployed settings as they are where there are none", () => {
    expect(applyChanges(ground, [], START)).toEqual({
      settings: DEPLOYED,
      facts: NO_FACTS,
      standings: [],
      nextEndAt: undefined,
    });
  });

  it("set numbers, take away, and put in another order", () => {
    const { settings, standings } = applyChanges(
      ground,
      [
        change("limits.originPerHour", 50),
        change("channels.sms.spend.dailyUsd", 5),
        change("channels.sms.countries", false, { entry: "DE" }),
        change("channels.email.providers", ["console", "inbox"]),
        change("channels.sms.enabled", false),
        change("brand.name", "Acme"),
      ],
      START,
    );
    expect(standings.map(({ state }) => state)).toEqual(Array(6).fill("holds"));
    expect(settings.limits.originPerHour).toBe(50);
    expect(settings.channels.sms).toMatchObject({ enabled: false, countries: ["US", "GB"] });
    expect(settings.channels.sms.spend).toMatchObject({ dailyUsd: 5, prices: {} });
    expect(settings.channels.email.providers.map(({ use }) => use)).toEqual(["console", "inbox"]);
    expect(settings.brand.name).toBe("Acme");
  });

  it("stand beside the settings where these know nothing like it", () => {
    const { facts } = applyChanges(
      ground,
      [
        change("networks.denied", true, { entry: "203.0.113.0/24" }),
        change("networks.allowed", true, { entry: "2001:db8::/32", until: START + 60 }),
        change("clients.suspended", true, { entry: "portal" }),
        change("admins.suspended", true, { entry: "bob@example.com" }),
        change("words", "Ihr Code für {brand}", { entry: "de/login.lead" }),
      ],
      START,
    );
    expect(facts).toEqual({
      deniedNetworks: ["203.0.113.0/24"],
      allowedNetworks: ["2001:db8::/32"],
      suspendedApps: ["portal"],
      suspendedAdmins: ["bob@example.com"],
      words: { "de/login.lead": "Ihr Code für {brand}" },
    });
  });

  it.each([
    ["what is not live", change("registration", "open")],
    ["factors", change("secondFactor", "off")],
    ["where apps are sent", change("clients.portal.redirectUris", ["https://evil.example"])],
    ["where pages lead", change("brand.homeUrl", "https://evil.example")],
    ["a path of a newer release", change("channels.telegram.enabled", false)],
    ["a field of a newer release", { ...change("limits.originPerHour", 5), onlyFor: "DE" }],
    ["what is no change", "later"],
    ["a number beyond the schema", change("limits.recipientPerHour", 11)],
    ["numbers that contradict each other", change("limits.recipientPerDay", 1)],
    ["a channel that is switched on", change("channels.whatsapp.enabled", true)],
    ["a country that is opened", change("channels.sms.countries", true, { entry: "FR" })],
    ["no country", change("channels.sms.countries", false, { entry: "+44" })],
    ["a provider that is not deployed", change("channels.email.providers", ["ses"])],
    ["no provider at all", change("channels.email.providers", [])],
    ["a provider twice", change("channels.email.providers", ["inbox", "inbox"])],
    ["too wide a network", change("networks.denied", true, { entry: "10.0.0.0/15" })],
    [
      "too wide a network of IPv6",
      change("networks.allowed", true, { entry: "2001:d::/31", until: START + 9 }),
    ],
    ["no network", change("networks.denied", true, { entry: "example.com" })],
    ["a network that is allowed for ever", change("networks.allowed", true, { entry: "192.0.2.0/24" })],
    ["a path without its entry", change("networks.denied", true)],
    ["an entry that a path has not", change("limits.originPerHour", 5, { entry: "x" })],
    ["a name that hides what it is", change("brand.name", "Bank\u202e")],
  ])("do not hold where they do not fit: %s", (_, one) => {
    const { settings, facts, standings } = applyChanges(
      ground,
      [one, change("limits.originPaidPerHour", 7)],
      START,
    );
    expect(standings.map(({ state }) => state)).toEqual(["misfit", "holds"]);
    expect({ settings, facts }).toEqual({
      settings: { ...DEPLOYED, limits: { ...DEPLOYED.limits, originPaidPerHour: 7 } },
      facts: NO_FACTS,
    });
  });

  it.each([
    ["a placeholder that is gone", "any.text", "Your code."],
    ["a placeholder of its own", "login.lead", "{secret} for {brand}"],
    ["an address", "login.lead", "Go to https://evil.example for {brand}"],
    ["an address without a scheme", "any.warning", "Write it at evil-bank.com/login, {brand}"],
    ["a domain alone", "any.warning", "{brand} is now at evil.top"],
    ["an e-mail address", "any.warning", "Send it to help@evil.example"],
    ["a phone number", "any.warning", "Call +49 (30) 123-4567 and read it out"],
    ["markup", "any.warning", "<a href=x>here</a>"],
    ["a line of its own", "any.warning", "Fine.\n@evil.example #123456"],
    ["letters that turn others round", "any.warning", "abc\u202edef"],
    ["too long a text", "any.warning", "x".repeat(501)],
    ["no text", "any.warning", 7],
    ["a text that is unknown", "any.nothing", "x"],
    ["a language that is unknown", "xx/any.warning", "x"],
    ["a form that a language lacks", "any.expiry", { one: "{minutes}" }],
  ])("take no hostile words: %s", (_, name, text) => {
    const entry = name.includes("/") ? name : `en/${name}`;
    expect(misfitsOf(ground, [change("words", text, { entry })])).toHaveLength(1);
  });

  it("hold until their end, and say when the next one is over", () => {
    const both = [
      change("channels.sms.countries", false, { entry: "DE", until: START + 60 }),
      change("limits.originPerHour", 5, { until: START + 90 }),
    ];
    const at = (now: number) => {
      const { settings, nextEndAt, standings } = applyChanges(ground, both, now);
      const { channels, limits } = settings;
      return [channels.sms.countries.includes("DE"), limits.originPerHour, nextEndAt, standings.length];
    };
    expect(at(START + 59)).toEqual([false, 5, START + 60, 2]);
    expect(at(START + 60)).toEqual([true, 5, START + 90, 2]);
    expect(at(START + 90)).toEqual([true, 30, undefined, 2]);
  });

  it("hold where they close, whatever is deployed by now", () => {
    const closed = change("limits.originPerHour", 5);
    const { settings } = applyChanges(over({ limits: { originPerHour: 20 } }), [closed], START);
    expect(settings.limits.originPerHour).toBe(5);
  });

  it("do not open what a deployment has closed since", () => {
    const opened = change("limits.originPerHour", 50);
    expect(applyChanges(ground, [opened], START).settings.limits.originPerHour).toBe(50);
    const later = over({ limits: { originPerHour: 10 } });
    expect(applyChanges(later, [opened], START).settings.limits.originPerHour).toBe(10);
    expect(misfitsOf(later, [opened])).toEqual([
      "limits.originPerHour: opens, and was made over another deployed value; make it again, or take it back",
    ]);
  });

  it("are one for each place: the first one holds", () => {
    const twice = [change("limits.originPerHour", 5), change("limits.originPerHour", 29)];
    expect(applyChanges(ground, twice, START).settings.limits.originPerHour).toBe(5);
    expect(misfitsOf(ground, twice)).toHaveLength(1);
  });

  it("never reach registration, factors, keys, admins and addresses", () => {
    expect([...LIVE_PATHS.keys()].map((path) => path.split(".").slice(0, 2).join("."))).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(registration|secondFactor|factors|session|signing|cors|test|proxy|desk)/),
      ]),
    );
    expect([...LIVE_PATHS.keys()].filter((path) => /uri|url|from|host|key|secret/i.test(path))).toEqual([]);
  });
});
