import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";
import { secretsOf } from "../../bin/preflight/checks/names.ts";
import { NO_SECRET_IDS } from "../../functions/config.ts";
import { parseStage } from "../../lib/stage-config.ts";
import { stageSchema } from "../../lib/stage-schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const guide = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");

/** What stands under a heading, up to the next one. */
function section(heading: string): string {
  return guide.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? "";
}

interface Shape {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
}

/** Settings by their dotted names, each with its default as the table writes it; a record is one setting. */
function settingsOf({ properties, ...shape }: Shape, name: string): [string, string][] {
  if (!properties) return [[name, shape.default === undefined ? "none" : JSON.stringify(shape.default)]];
  return Object.entries(properties).flatMap(([key, value]) =>
    settingsOf(value, name === "" ? key : `${name}.${key}`),
  );
}

describe("the deployment guide's table of settings", () => {
  const { settings, ...others } =
    (z.toJSONSchema(stageSchema, { io: "input", unrepresentable: "any" }) as Shape).properties ?? {};

  it("has a row for each setting of a stage, with its default", () => {
    const rows = [...section("### Settings of a stage").matchAll(/^\| `([\w.]+)` +\| `?([^|`]+?)`? +\|/gm)];
    expect(settings).toBeDefined();
    expect(rows.map(([, name, value]) => [name, value]).sort()).toEqual(
      settingsOf({ properties: others }, "").sort(),
    );
  });
});

/** A stage that has them all. */
const EVERY_SECRET = {
  channels: { email: { providers: ["sendgrid"] } },
  factors: { push: { contact: "mailto:ops@latchkey.dev" } },
  botCheck: { use: "turnstile", siteKey: "0x4AAAAAAAexample" },
  events: { webhooks: [{ id: "billing", url: "https://billing.latchkey.dev/events" }] },
};

describe("the deployment guide's example", () => {
  it("is a right stage, and names every group of settings", () => {
    const [, block = ""] = /^```jsonc\n(.*?)^```$/ms.exec(guide) ?? [];
    const stages = JSON.parse(`{${block.replaceAll(/ *\/\/ .*$/gm, "")}}`) as { prod: object };
    expect(() => parseStage(stages, "prod")).not.toThrow();
    const named = Object.keys(stages.prod);
    expect(Object.keys(stageSchema.shape).filter((name) => !named.includes(name))).toEqual([
      "publicUrl",
      "tableName",
    ]);
  });
});

describe("the deployment guide's removal", () => {
  const [, commands = ""] =
    /^```bash\n(aws dynamodb update-table.*?)^```$/ms.exec(section("## Removal")) ?? [];

  it("names each secret that a stage may have", () => {
    const [, names = ""] = /^for name in (.*); do/m.exec(commands) ?? [];
    const construct = readFileSync(join(ROOT, "lib/constructs/keys.ts"), "utf8");
    const owners = [...construct.matchAll(/ownersSecret\(\s*props,\s*"([\w-]+)"/g)].map(
      ([, name = ""]) => name,
    );
    expect(owners).toHaveLength(3);
    expect(names.split(" ")).toEqual([...Object.keys(NO_SECRET_IDS), ...owners]);
    const whole = parseStage({ dev: { settings: EVERY_SECRET } }, "dev");
    expect(secretsOf(whole)).toEqual(names.split(" "));
  });

  it("deletes the log groups of this stage's two stacks, and of the firewall, and the vault", () => {
    const [, begins = ""] = /^for begin in (.*); do/m.exec(commands) ?? [];
    expect(begins.split(" ")).toEqual(["latchkey-prod-data-", "latchkey-prod-service-"]);
    for (const [, prefix] of commands.matchAll(/--log-group-name-prefix (\S+)/g))
      expect(prefix).toBe("$begin");
    expect(commands).toContain("delete-log-group --log-group-name aws-waf-logs-latchkey-prod ");
    expect(commands).toContain("delete-backup-vault --backup-vault-name latchkey-prod ");
  });
});

describe("the deployment guide's refusals", () => {
  const domain = {
    name: "id.example.com",
    certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d",
  };
  const refused = {
    prod: {
      ...{ removeDataOnDestroy: true, sesSandbox: true, canary: true },
      settings: { testRecipients: [{ recipient: "review@example.com", code: "123456" }] },
    },
    homeless: { domain },
    abroad: {
      domain,
      env: { account: "111122223333", region: "eu-central-1" },
      publicUrl: "https://login.example.com",
    },
    behind: {
      publicUrl: "https://id.example.com",
      settings: { factors: { passkeys: { rpId: "example.org" } } },
    },
    beyond: {
      publicUrl: "https://id.example.com",
      settings: {
        factors: { passkeys: { origins: ["https://app.example.org"] } },
        proxy: { networks: ["192.0.2.0/24"] },
      },
    },
    idle: {
      settings: {
        signingAlso: "secret",
        proxy: { networks: ["192.0.2.0/24"] },
        clients: [
          {
            id: "app",
            name: "App",
            redirectUris: ["https://app.example/callback"],
            backchannelLogoutUri: "http://localhost/signed-out",
          },
        ],
        channels: {
          email: { providers: ["inbox"] },
          sms: { countries: ["US", "DE"], providers: [{ use: "sns", countries: ["US"] }] },
        },
      },
      kmsSigningKeys: ["first"],
      waf: { deny: ["192.0.2.0/24"] },
      throttle: { routes: { "POST /otp/receipts/twilio": { requestsPerSecond: 5, burst: 5 } } },
      reservedConcurrency: { receipts: 5 },
    },
    halved: {
      domain: { ...domain, hostedZoneId: "Z0123456789ABC" },
      budgets: { address: "operators@example.com" },
      removeDataOnDestroy: true,
      backup: { keepDays: 35 },
    },
    strange: { domain: { ...domain, hostedZoneId: "Z0123456789ABC", zoneName: "example.org" } },
    one: { tableName: "shared", smsAccount: { monthlySpendUsd: 50 } },
    other: { tableName: "shared", smsAccount: { monthlySpendUsd: 60 } },
    dear: {
      settings: {
        channels: {
          voice: {
            enabled: true,
            providers: [
              {
                ...{ use: "aws-voice", originationIdentity: `phone-${"0123456789abcdef".repeat(2)}` },
                maxPricePerMinuteUsd: 0.3,
              },
            ],
          },
        },
      },
    },
    unserved: {
      settings: {
        factors: { passkeys: "on" },
        channels: {
          sms: { countries: ["US", "DE"] },
          whatsapp: {
            enabled: true,
            providers: [{ use: "webhook", url: "https://gateway.example/send", countries: ["US"] }],
          },
        },
      },
    },
    elliptic: { settings: { signing: "kms", session: { algorithm: "ES256" } } },
    poor: { settings: { channels: { sms: { spend: { dailyUsd: 0.1 } } } } },
    crowded: {
      throttle: { routes: { "POST /otp/request": { requestsPerSecond: 200, burst: 300 } } },
      reservedConcurrency: { verify: 5, "deliver-code": 5 },
      provisionedConcurrency: { verify: 6 },
    },
  };

  const rows = [...section("### What is refused").matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)].map(
    ([, place, words]) => `${place ?? ""}: ${words ?? ""}`,
  );
  const faultsOf = (stage: string) => {
    let message = "";
    try {
      parseStage(refused, stage, { toDeploy: true });
    } catch (error) {
      message = (error as Error).message;
    }
    return (
      message
        .split("\n- ")
        .slice(1)
        .map((fault) => fault.replace(`stages.${stage}.`, ""))
        // What stands there is the owner's own.
        .map((fault) => fault.replace(/ \(it is .+\)$/, ""))
    );
  };
  const refusing = [
    "prod",
    "homeless",
    "abroad",
    "behind",
    "beyond",
    "idle",
    "halved",
    "strange",
    "one",
    "dear",
    "unserved",
    "crowded",
    "poor",
    "elliptic",
  ];

  it.each(refusing)("are those of the code: %s", (stage) => {
    expect(faultsOf(stage)).not.toEqual([]);
    expect(rows).toEqual(expect.arrayContaining(faultsOf(stage)));
  });

  it("are all still refused", () => {
    expect(rows.filter((row) => !refusing.flatMap(faultsOf).includes(row))).toEqual([]);
  });
});
