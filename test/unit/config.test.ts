import { describe, expect, it } from "@jest/globals";
import { readConfig as readConfigOf, readLocalEnvironment, variablesOf } from "../../functions/config.ts";
import { Fault } from "../../functions/domain/errors.ts";
import { parseSettings, parseSettingsText } from "../../functions/settings/schema.ts";
import { consumers, type FunctionNeeds, routes } from "../../functions/routes.ts";

const everything: FunctionNeeds = {
  handler: "any",
  table: ["GetItem"],
  secrets: ["recipient", "passcode", "cookie", "form", "signing", "verifying", "factor", "push"],
  enqueues: true,
};

const nothing: FunctionNeeds = { handler: "any", table: [], secrets: [] };

const complete = {
  STAGE: "prod",
  PUBLIC_URL: "https://id.example/",
  TABLE_NAME: "latchkey-prod",
  SECRET_ID_RECIPIENT: "arn:recipient",
  SECRET_ID_PASSCODE: "arn:passcode",
  SECRET_ID_COOKIE: "arn:cookie",
  SECRET_ID_FORM: "arn:form",
  SECRET_ID_SIGNING: "arn:signing",
  SECRET_ID_VERIFYING: "arn:verifying",
  ...{ SECRET_ID_FACTOR: "arn:factor", SECRET_ID_PUSH: "arn:push" },
  QUEUE_URL_EMAIL: "https://queue/email",
  QUEUE_URL_SMS: "https://queue/sms",
};

const SETTINGS = '{"passcode":{"length":8}}';

const readConfig = (needs: FunctionNeeds, environment: Record<string, string>, settings: string) =>
  readConfigOf(needs, environment, parseSettingsText(settings));

/** The lines of the fault, without their dashes. */
function faultsOf(needs: FunctionNeeds, environment: Record<string, string>, settings = SETTINGS): string[] {
  try {
    readConfig(needs, environment, settings);
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).code).toBe("configuration");
    return (error as Fault).message
      .split("\n")
      .slice(1)
      .map((line) => line.slice(2));
  }
  return [];
}

describe("a complete environment", () => {
  it("becomes the configuration", () => {
    expect(readConfig(everything, complete, SETTINGS)).toMatchObject({
      stage: "prod",
      publicUrl: "https://id.example",
      tableName: "latchkey-prod",
      secretIds: {
        recipient: "arn:recipient",
        passcode: "arn:passcode",
        cookie: "arn:cookie",
        form: "arn:form",
        ...{ signing: "arn:signing", verifying: "arn:verifying", factor: "arn:factor" },
      },
      queueUrls: { email: "https://queue/email", sms: "https://queue/sms" },
      logLevel: "INFO",
      settings: { passcode: { length: 8, ttlSeconds: 300 } },
    });
  });

  it("is complete for a function that needs little without the rest", () => {
    const { STAGE, PUBLIC_URL } = complete;
    expect(readConfig(nothing, { STAGE, PUBLIC_URL }, SETTINGS)).toMatchObject({ tableName: "" });
  });

  it.each([
    ["SES_CONFIGURATION_SET", "sesConfigurationSet"],
    ["MESSAGING_CONFIGURATION_SET", "messagingConfigurationSet"],
  ] as const)("may name a configuration set: %s", (variable, name) => {
    expect(readConfig(nothing, complete, SETTINGS)[name]).toBeUndefined();
    expect(readConfig(nothing, { ...complete, [variable]: "latchkey-prod" }, SETTINGS)[name]).toBe(
      "latchkey-prod",
    );
  });

  it("may choose the log level", () => {
    expect(readConfig(nothing, { ...complete, LOG_LEVEL: "DEBUG" }, SETTINGS).logLevel).toBe("DEBUG");
  });
});

describe("an environment that lacks something", () => {
  it("is refused with every missing variable at once", () => {
    expect(faultsOf(everything, {})).toEqual(Object.keys(complete).map((name) => `${name}: is not set`));
  });

  it("is refused with an empty variable as with none", () => {
    expect(faultsOf(everything, { ...complete, TABLE_NAME: "", STAGE: "" })).toEqual([
      "STAGE: is not set",
      "TABLE_NAME: is not set",
    ]);
  });

  it("is refused with faults of the settings and missing variables together", () => {
    const wrong = '{"passcode":{"length":11},"x":1}';
    expect(faultsOf(everything, { ...complete, TABLE_NAME: "" }, wrong)).toEqual([
      "TABLE_NAME: is not set",
      expect.stringMatching(/^settings\.passcode\.length: /),
      "settings.x: there is no such setting; leave it out, or mend its name",
    ]);
  });
});

describe("settings that cannot be read", () => {
  it("are missed together with what else is wrong", () => {
    const read = { faults: ["settings.json: cannot be read beside the function's code"] };
    expect(() => readConfigOf(nothing, { ...complete, STAGE: "" }, read)).toThrow(
      "- STAGE: is not set\n- settings.json: cannot be read beside the function's code",
    );
  });

  it("are refused when they are not JSON", () => {
    expect(faultsOf(everything, complete, "{length:6")).toEqual(["settings.json: is not JSON"]);
    expect(faultsOf(everything, complete, "")).toEqual(["settings.json: is not JSON"]);
  });
});

describe("an environment with a value that cannot be", () => {
  it("is refused with a log level that does not exist", () => {
    expect(faultsOf(nothing, { ...complete, LOG_LEVEL: "LOUD" })).toHaveLength(1);
  });

  it("is refused where an app's tokens would be for the owner's own API: their audience is the service", () => {
    const client = { id: "app", name: "App", redirectUris: ["https://app.example/callback"] };
    const settings = (audience: string, clients: object[]) =>
      JSON.stringify({ session: { audience }, clients });
    expect(faultsOf(everything, complete, settings("https://id.example", [client]))).toEqual([
      "settings.session.audience: must not be the service's own address where there are clients: an app's tokens are for that, and would open your own API",
    ]);
    expect(faultsOf(everything, complete, settings("https://id.example", []))).toEqual([]);
    expect(faultsOf(everything, complete, settings("https://api.example", [client]))).toEqual([]);
  });

  it("is refused with a public URL that is none", () => {
    expect(faultsOf(nothing, { ...complete, PUBLIC_URL: "id.example" })).toHaveLength(1);
  });
});

function settingsOf(text: string) {
  const parsed = parseSettings(JSON.parse(text));
  if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
  return parsed.settings;
}

describe("the variables of a function", () => {
  it("name the providers' secret where one of them logs in with credentials", () => {
    const deliverer: FunctionNeeds = { ...nothing, providers: true };
    const smtp = '{"channels":{"email":{"providers":["ses",{"use":"smtp","host":"smtp.example.com"}]}}}';
    expect(faultsOf(deliverer, complete, smtp)).toEqual(["SECRET_ID_PROVIDERS: is not set"]);
    expect(faultsOf(deliverer, complete)).toEqual([]);
    expect(faultsOf(nothing, complete, smtp)).toEqual([]);
  });

  it("name the queues of the channels that are enabled, and no others", () => {
    const whatsapp =
      '{"channels":{"sms":{"enabled":false},"whatsapp":{"enabled":true,"providers":["inbox"]}}}';
    expect(faultsOf(everything, complete, whatsapp)).toEqual(["QUEUE_URL_WHATSAPP: is not set"]);
    const environment = { ...complete, QUEUE_URL_WHATSAPP: "https://queue/whatsapp" };
    expect(readConfig(everything, environment, whatsapp).queueUrls).toEqual({
      email: "https://queue/email",
      whatsapp: "https://queue/whatsapp",
    });
  });

  it.each([...routes, ...consumers].map((needs) => [needs.handler, needs] as const))(
    "of %s are exactly those without which it does not start",
    (_, needs) => {
      const names = variablesOf(needs, settingsOf(SETTINGS));
      expect(new Set(names).size).toBe(names.length);
      const missing = faultsOf(needs, {}).map((fault) => fault.split(":")[0]);
      expect(missing.sort()).toEqual(names.sort());
      const environment = Object.fromEntries(
        Object.entries(complete).filter(([name]) => names.includes(name)),
      );
      expect(faultsOf(needs, environment)).toEqual([]);
    },
  );
});

describe("the environment of the local service", () => {
  it("may be empty", () => {
    expect(readLocalEnvironment({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      dataFolder: undefined,
      settingsFile: undefined,
      credentialsFile: undefined,
    });
  });

  it("chooses port, host, folder, settings and credentials", () => {
    const files = { LATCHKEY_SETTINGS: "s.json", LATCHKEY_CREDENTIALS: "c.json" };
    const environment = { PORT: "0", HOST: "::1", LATCHKEY_DATA: "data", ...files };
    expect(readLocalEnvironment(environment)).toEqual({
      port: 0,
      host: "::1",
      dataFolder: "data",
      settingsFile: "s.json",
      credentialsFile: "c.json",
    });
  });

  it.each(["http", "-1", "65536", "30.5", "NaN"])("is refused with the port %s", (PORT) => {
    expect(() => readLocalEnvironment({ PORT })).toThrow(Fault);
  });

  it("counts an empty variable as none, so that it never listens to the whole network", () => {
    expect(readLocalEnvironment({ PORT: "", HOST: "" })).toMatchObject({ port: 3000, host: "127.0.0.1" });
  });
});

describe("a stage whose tokens AWS KMS signs", () => {
  const { SECRET_ID_SIGNING, ...others } = complete;
  const kms = { ...others, SIGNING_KEY_IDS: "arn:second arn:first" };
  const signing = '{"signing":"kms"}';

  it("has the ids of its keys, in their order, in place of the signing secret", () => {
    const config = readConfig(everything, kms, signing);
    expect(config.signingKeyIds).toEqual(["arn:second", "arn:first"]);
    expect(config.secretIds.signing).toBe("");
    expect(readConfig(everything, { ...complete, SECRET_ID_SIGNING }, SETTINGS).signingKeyIds).toEqual([]);
  });

  it("does not start without them", () => {
    const without = { ...kms, SIGNING_KEY_IDS: "" };
    expect(faultsOf(everything, { ...without, SECRET_ID_SIGNING }, signing)).toEqual([
      "SIGNING_KEY_IDS: is not set",
    ]);
    expect(faultsOf(nothing, without, signing)).toEqual([]);
  });
});
