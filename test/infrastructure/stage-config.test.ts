import { describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../functions/settings/schema.ts";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

const { stages } = cdkJson.context;

describe("the stages of cdk.json", () => {
  it.each(Object.keys(stages))("are right: %s", (name) => {
    expect(() => parseStage(stages, name)).not.toThrow();
  });

  it("can be deployed, apart from local", () => {
    const deployable = Object.keys(stages).filter((name) => {
      try {
        parseStage(stages, name, { toDeploy: true });
        return true;
      } catch {
        return false;
      }
    });
    expect(deployable).toEqual(Object.keys(stages).filter((name) => name !== "local"));
  });

  it("protect what prod holds, and give up what dev holds", () => {
    expect(parseStage(stages, "prod").removeDataOnDestroy).toBe(false);
    expect(parseStage(stages, "dev").removeDataOnDestroy).toBe(true);
  });

  it("differ from the defaults on localhost only where a laptop has to", () => {
    const defaults = parseSettings({});
    const expected = mergeSettings("settings" in defaults && defaults.settings, {
      // New examples may turn two steps on; clients of old in a deployed stage know none.
      secondFactor: "optional",
      // It changes no answer that was there before.
      account: "on",
      // A newcomer sees what admins change; nothing is changed at first.
      liveChanges: "on",
      // The page of examples/spa.
      corsOrigins: ["http://localhost:4001"],
      limits: { originPerRecipientPerDay: 10 },
      channels: {
        email: { from: "no-reply@localhost.localdomain", providers: [{ use: "inbox" }] },
        sms: { providers: [{ use: "inbox" }] },
      },
      // The examples.
      clients: (
        [
          ["waste-billing", "Waste Billing", 4000],
          ["spa", "Single-page app", 4001],
        ] as const
      ).map(([id, name, port]) => ({
        ...{ id, name, redirectUris: [`http://localhost:${port}/callback`] },
        postLogoutRedirectUris: [`http://localhost:${port}/`],
        ...{ refresh: false, idTokenClaims: false },
      })),
    });
    expect(parseStage(stages, "local").settings).toEqual(expected);
  });
});

describe("a stage that says nothing", () => {
  it("keeps its data, and its logs for 90 days", () => {
    expect(parseStage({ some: {} }, "some")).toMatchObject({
      removeDataOnDestroy: false,
      logRetentionDays: 90,
      sesSandbox: false,
      emailTrySeconds: 900,
      createEmailIdentity: true,
      throttle: { requestsPerSecond: 100, burst: 200 },
    });
  });
});

describe("an unknown stage", () => {
  it("is refused with the names of the known ones", () => {
    expect(() => parseStage(stages, "prd")).toThrow(
      'There is no stage "prd" in cdk.json. Its stages are: local, dev, prod.',
    );
  });

  it.each([undefined, null, [], "dev"])("is refused where the context has no stages: %p", (wrong) => {
    expect(() => parseStage(wrong, "dev")).toThrow("Its stages are: none.");
  });

  it("is not found in the language's own properties", () => {
    expect(() => parseStage({ dev: {} }, "constructor")).toThrow('There is no stage "constructor"');
  });
});

describe("a wrong stage", () => {
  const wrong = {
    settings: { passcode: { length: 4 }, channels: { email: { from: "nobody" } }, colour: "red" },
    env: { account: "12", region: "eu-central-1" },
    publicUrl: "http://id.example.com",
    logRetentionDays: 8,
    removeDataOnDestroy: "no",
    alarms: true,
  };

  it("is refused with every fault and its place", () => {
    const message = faultsOf(() => parseStage({ dev: wrong }, "dev"));
    for (const place of [
      "settings.passcode.length: fewer than 6 digits",
      "settings.channels.email.from: must be an e-mail address",
      "settings.colour: there is no such setting",
      "env.account: must be the 12 digits",
      "publicUrl: must be an https URL",
      "logRetentionDays: ",
      "removeDataOnDestroy: ",
    ])
      expect(message).toContain(`- stages.dev.${place}`);
    expect(message).toContain("- stages.dev.alarms: there is no such setting");
  });

  it("is refused for a name that resources cannot have", () => {
    expect(() => parseStage({ Prod_1: {} }, "Prod_1")).toThrow("stages.Prod_1: a stage's name");
  });
});

describe("a stage with the inbox", () => {
  it("is not deployed, and says for which channels", () => {
    const message = faultsOf(() => parseStage(stages, "local", { toDeploy: true }));
    expect(message).toContain('stages.local.settings.channels.email.providers: "inbox"');
    expect(message).toContain('stages.local.settings.channels.sms.providers: "inbox"');
  });
});

describe("a stage with providers that cannot work", () => {
  const withEmail = (...providers: unknown[]) => ({
    one: { settings: { channels: { email: { providers } } } },
  });

  it.each<[what: string, provider: unknown, place: string]>([
    ["an unknown name", "pigeon", "stages.one.settings.channels.email.providers.1.use: "],
    ["a missing option", "smtp", "stages.one.settings.channels.email.providers.1.host: "],
    [
      "an option that is none",
      { use: "ses", colour: "red" },
      "stages.one.settings.channels.email.providers.1.colour: there is no such setting",
    ],
    ["a provider of another channel", "twilio", "stages.one.settings.channels.email.providers.1.use: "],
  ])("is refused for %s, with its place", (_, provider, place) => {
    expect(faultsOf(() => parseStage(withEmail("ses", provider), "one"))).toContain(`- ${place}`);
  });

  it("is not deployed with the console behind a real one, which would print codes into a log", () => {
    const withConsole = withEmail("ses", "console");
    expect(() => parseStage(withConsole, "one")).not.toThrow();
    expect(faultsOf(() => parseStage(withConsole, "one", { toDeploy: true }))).toContain(
      'stages.one.settings.channels.email.providers: "inbox" and "console"',
    );
  });
});

describe("an override", () => {
  it("is merged into objects, and replaces arrays and everything else", () => {
    const base = { a: { b: 1, c: [1, 2] }, d: "x", e: { f: 1 } };
    expect(mergeSettings(base, { a: { c: [3] }, d: null, e: 5, g: true })).toEqual({
      a: { b: 1, c: [3] },
      d: null,
      e: 5,
      g: true,
    });
    expect(base).toEqual({ a: { b: 1, c: [1, 2] }, d: "x", e: { f: 1 } });
  });

  it("that is no object takes the place of the settings, and is refused there", () => {
    const merged = mergeSettings(stages, { local: { settings: ["x"] } });
    expect(faultsOf(() => parseStage(merged, "local"))).toContain("- stages.local.settings: ");
  });

  it("cannot reach the prototype", () => {
    const merged = mergeSettings({}, JSON.parse('{"__proto__": {"polluted": true}}')) as object;
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe("stages that share an account and a region", () => {
  const env = { account: "111122223333", region: "eu-central-1" };
  const same = { region: "eu-central-1", account: "111122223333" };
  const parse = (one: object, other: object) => () => parseStage({ one, other }, "one");

  it("are refused when they do not agree on what SMS may cost and who they are from", () => {
    const conflict = 'stages.one.smsAccount: is a setting of the account and region, and the stage "other"';
    const smsAccount = { monthlySpendUsd: 50 };
    expect(parse({ env, smsAccount }, { env: same, smsAccount: { monthlySpendUsd: 60 } })).toThrow(conflict);
    expect(parse({ smsAccount }, { smsAccount: { ...smsAccount, senderId: "Acme" } })).toThrow(conflict);
  });

  it("may say the same, or only one of them anything", () => {
    const smsAccount = { monthlySpendUsd: 50, senderId: "Acme" };
    const swapped = { senderId: "Acme", monthlySpendUsd: 50 };
    expect(parse({ env, smsAccount }, { env: same, smsAccount: swapped })).not.toThrow();
    expect(parse({ env, smsAccount }, { env })).not.toThrow();
    expect(parse({ env }, { env, smsAccount })).not.toThrow();
  });

  it("are refused when both want the one pair of log groups that SNS writes", () => {
    const smsAccount = { monthlySpendUsd: 50, deliveryLogs: true };
    expect(parse({ env, smsAccount }, { env: same, smsAccount })).toThrow(
      'stages.one.smsAccount.deliveryLogs: the stage "other" has them there already',
    );
    expect(parse({ env, smsAccount }, { env: same, smsAccount: { monthlySpendUsd: 50 } })).not.toThrow();
  });

  it("may say what they like in another region", () => {
    const other = { env: { ...env, region: "eu-west-1" }, smsAccount: { monthlySpendUsd: 60 } };
    expect(parse({ env, smsAccount: { monthlySpendUsd: 50 } }, other)).not.toThrow();
  });
});

describe("a stage that reserves less for deliverers than it lets run", () => {
  it("is refused, since what they cannot take would count as tried", () => {
    const reserve = (count: number) => ({
      one: { deliverers: { email: 5, sms: 8 }, reservedConcurrency: { "deliver-code": count } },
    });
    expect(() => parseStage(reserve(7), "one")).toThrow(
      "reservedConcurrency.deliver-code: must be 8 or more",
    );
    expect(() => parseStage(reserve(8), "one")).not.toThrow();
  });
});

function faultsOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}
