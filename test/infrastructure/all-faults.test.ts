import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { mergeSettings, parseStage } from "../../lib/stage-config.ts";
import { cdkJson } from "./cdk-json.ts";

const PROD = cdkJson.context.stages.prod!;
function linesOf(stage: unknown, name = "prod", toDeploy = false): string[] {
  try {
    parseStage({ [name]: stage }, name, { toDeploy });
  } catch (error) {
    return (error as Error).message.split("\n").slice(1);
  }
  return [];
}
const changed = (override: object) => linesOf(mergeSettings(PROD, override));

describe("the faults of a stage", () => {
  it("do not hide each other: what the schema refuses, what settings contradict, what works on a laptop only", () => {
    const faulty = {
      logRetentionDays: 91,
      removeDataOnDestroy: true,
      throttle: { routes: { "POST /otp/verify": { requestsPerSecond: 101, burst: 5 } } },
      settings: {
        passcode: { length: 5 },
        colour: "red",
        channels: { email: { providers: ["inbox"] }, sms: { dailySpendUsd: 5 } },
      },
    };
    const lines = linesOf(mergeSettings(PROD, faulty), "prod", true);
    expect(lines.map((line) => line.replace(/^- stages\.prod\./, "").split(": ")[0]).sort()).toEqual([
      "logRetentionDays",
      "removeDataOnDestroy",
      "settings.channels.email.providers",
      "settings.channels.sms.dailySpendUsd",
      "settings.colour",
      "settings.passcode.length",
      "throttle.routes.POST /otp/verify.requestsPerSecond",
    ]);
  });

  it("say where, what stands there, why not, and what to do", () => {
    expect(changed({ logRetentionDays: 91, removeDataOnDestroy: true })).toEqual([
      "- stages.prod.logRetentionDays: Invalid option: expected one of 1|3|5|7|14|30|60|90|120|150|180|365|400|545|731|1096|1827|3653 (it is 91)",
      "- stages.prod.removeDataOnDestroy: must be false in prod, or deleting the stack deletes every customer's data (it is true)",
    ]);
    expect(changed({ waf: { enabled: "yes" } })).toEqual([
      '- stages.prod.waf.enabled: Invalid input: expected boolean, received string (it is "yes")',
    ]);
  });

  it("are found behind faults of a list, of a missing part and of the whole", () => {
    const domain = { name: "id.example.org" };
    expect(changed({ domain, sesSandbox: true })).toEqual([
      expect.stringMatching(/^- stages\.prod\.domain\.certificateArn: /),
      expect.stringMatching(/^- stages\.prod\.sesSandbox: must be false in prod/),
    ]);
    expect(
      changed({ settings: { channels: { email: { providers: ["pigeon", "ses"] } } }, sesSandbox: true }),
    ).toEqual([
      expect.stringMatching(/^- stages\.prod\.settings\.channels\.email\.providers\.0\.use: /),
      expect.stringMatching(/^- stages\.prod\.sesSandbox: must be false in prod/),
    ]);
    for (const stage of [[], "prod", null, 7])
      expect(linesOf(stage)[0]).toMatch(/^- stages\.prod\.settings: Invalid input: expected object/);
  });

  it("are none of what cannot be read", () => {
    expect(changed({ alarmEmail: "nobody" })).toEqual([
      '- stages.prod.alarmEmail: must be an e-mail address (it is "nobody")',
    ]);
    expect(changed({ publicUrl: "http://id.example.org" })).toEqual([
      '- stages.prod.publicUrl: must be an https URL without a trailing slash (it is "http://id.example.org")',
    ]);
  });

  it("tell no code", () => {
    const testRecipients = [{ recipient: "review@example.com", code: "42" }];
    const lines = changed({ settings: { testRecipients } });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain("42");
  });

  it("tell nothing of what stands at a name that is no setting: it may be a secret", () => {
    const attackTokens = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
    expect(changed({ settings: { attackTokens, testRecipient: "qa@example.com=48" } })).toEqual([
      "- stages.prod.settings.attackTokens: there is no such setting; leave it out, or mend its name",
      "- stages.prod.settings.testRecipient: there is no such setting; leave it out, or mend its name",
    ]);
  });

  it("tell no more of a value than fits into a line", () => {
    const publicUrl = `http://${"x".repeat(500)}.example.org`;
    for (const line of changed({ publicUrl })) expect(line.length).toBeLessThan(250);
  });
});

describe("settings that nothing would read", () => {
  it.each<[place: string, stage: object]>([
    ["waf.deny", { waf: { deny: ["198.51.100.0/24"] } }],
    ["waf.allow", { waf: { allow: ["198.51.100.0/24"] } }],
    ["kmsSigningKeys", { kmsSigningKeys: ["first"] }],
    [
      "throttle.routes.POST /otp/receipts/twilio",
      { throttle: { routes: { "POST /otp/receipts/twilio": { requestsPerSecond: 5, burst: 5 } } } },
    ],
    ["reservedConcurrency.receipts", { reservedConcurrency: { receipts: 5 } }],
    [
      "provisionedConcurrency.record-receipt",
      {
        provisionedConcurrency: { "record-receipt": 1 },
        settings: { channels: { email: { enabled: false } } },
      },
    ],
    ["settings.signingAlso", { settings: { signing: "kms", signingAlso: "kms" } }],
    ["settings.session.algorithm", { settings: { signing: "kms", session: { algorithm: "ES256" } } }],
  ])("are refused: %s", (place, stage) => {
    expect(linesOf(stage, "dev")).toEqual([expect.stringContaining(`- stages.dev.${place}: `)]);
  });

  it("count deliverers of the channels that are on, WhatsApp's too", () => {
    const whatsapp = {
      enabled: true,
      providers: [{ use: "webhook", url: "https://messages.example.com/send" }],
    };
    const stage = (on: boolean) => ({
      deliverers: { whatsapp: 30 },
      reservedConcurrency: { "deliver-code": 20 },
      ...(on && { settings: { channels: { whatsapp } } }),
    });
    expect(linesOf(stage(true), "dev")).toEqual([expect.stringContaining("must be 30 or more")]);
    expect(linesOf(stage(false), "dev")).toEqual([]);
  });
});

describe("the command line", () => {
  const outdir = mkdtempSync(join(tmpdir(), "latchkey-faults-"));
  afterAll(() => rmSync(outdir, { recursive: true }));

  it("tells the faults of a stage, and no stack trace", async () => {
    const stages = { dev: { logRetentionDays: 91, waf: { deny: ["198.51.100.0/24"] } } };
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
      (resolve) => {
        execFile(
          process.execPath,
          [join(import.meta.dirname, "../../bin/latchkey.ts")],
          {
            env: { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ stage: "dev", stages }) },
          },
          (error, out, err) => resolve({ code: error?.code, stdout: out, stderr: err }),
        );
      },
    );
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toEqual([
      "The configuration is wrong:",
      expect.stringMatching(/^- stages\.dev\.logRetentionDays: .* \(it is 91\)$/),
      expect.stringMatching(/^- stages\.dev\.waf\.deny: .* \(it is \["198\.51\.100\.0\/24"\]\)$/),
    ]);
  });
});
