import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { attackCases } from "../../attack/cases.ts";
import { Budget } from "../../attack/client.ts";
import { localTarget } from "../../attack/latchkey/local.ts";
import { type AttackReport, hindrance, runAttacks } from "../../attack/run.ts";
import { chanceOf } from "../../attack/statistics.ts";
import type { LocalOptions } from "../../bin/local/service.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { startTestService } from "../support/service.ts";
import { runAttack } from "./running.ts";

/** A run asks a few thousand times. */
jest.setTimeout(120_000);

/** The limits that a stage has when its owner says nothing. */
const deployedLimits = () => {
  const parsed = parseSettings({
    channels: { email: { providers: ["inbox"] }, sms: { providers: ["inbox"] } },
  });
  if ("faults" in parsed) throw new Error(parsed.faults.join());
  return { limits: parsed.settings.limits };
};

/** What the cases about apps and second steps want. */
const EVERYTHING = {
  secondFactor: "optional",
  factors: { passkeys: { rpId: "localhost" }, push: { contact: "mailto:ops@example.com" } },
  account: "on",
  clients: [
    {
      id: "billing",
      name: "Billing",
      redirectUris: ["https://billing.example.com/callback"],
      refresh: true,
    },
  ],
};

type Plant = NonNullable<LocalOptions["override"]>;

async function attacked(names: readonly string[], override: Plant): Promise<AttackReport["cases"]> {
  const { url } = await startTestService(deployedLimits(), { override });
  const cases = attackCases.filter(({ name }) => names.includes(name));
  const bounds = { budget: new Budget(20_000), answerSeconds: 30, signal: AbortSignal.timeout(60_000) };
  const parts = { bounds, cases, messages: 1000, mayLeave: true, print: () => undefined };
  return (await runAttacks({ ...localTarget(url, bounds), ...parts })).cases;
}

const verdicts = (cases: AttackReport["cases"]) =>
  Object.fromEntries(cases.map(({ name, verdict }) => [name, verdict]));

describe("the attacks find a fault that was planted:", () => {
  it("guesses that nothing counts", async () => {
    const cases = await attacked(["race-wrong-codes", "race-hidden-code"], ({ storage }) => ({
      storage: {
        ...storage,
        challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
          countWrong: async (at: Parameters<typeof storage.challenges.read>[0]) => {
            const challenge = await storage.challenges.read(at);
            return challenge ? { kind: "done", challenge } : { kind: "refused", challenge };
          },
        }),
      },
    }));
    expect(verdicts(cases)).toEqual({
      "race-wrong-codes": "broken",
      "race-hidden-code": "broken",
    });
  });

  it("a code that may be used again", async () => {
    const cases = await attacked(["race-right-code"], ({ storage, clock }) => ({
      storage: {
        ...storage,
        challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
          approve: async (...[at, write]: Parameters<typeof storage.challenges.approve>) => {
            const result = await storage.challenges.approve(at, write);
            const { challenge } = result;
            const now = clock();
            return challenge
              ? { kind: "done", challenge: { ...challenge, approvedAt: now, sessionEndsAt: now + 60 } }
              : result;
          },
        }),
      },
    }));
    expect(verdicts(cases)).toEqual({ "race-right-code": "broken" });
  });

  it("a cookie that scripts can read", async () => {
    const cases = await attacked(["cookie-flags"], ({ cookies }) => ({
      cookies: { ...cookies, set: (...of) => cookies.set(...of).replace("; HttpOnly", "") },
    }));
    expect(verdicts(cases)).toEqual({ "cookie-flags": "broken" });
  });

  it("a ledger that forgets", async () => {
    const cases = await attacked(["race-requests", "spellings", "guesses-a-month"], ({ storage }) => ({
      storage: {
        ...storage,
        ledgers: Object.assign(Object.create(storage.ledgers) as typeof storage.ledgers, {
          admit: () => Promise.resolve({ kind: "admitted", failures: 0 }),
        }),
      },
    }));
    expect(verdicts(cases)).toEqual({
      "race-requests": "broken",
      spellings: "broken",
      "guesses-a-month": "broken",
    });
  });
});

describe("the command", () => {
  it("finds that all hold with the limits of a stage, writes a report, and ends with 0", async () => {
    const { url } = await startTestService({ ...deployedLimits(), ...EVERYTHING });
    const file = join(mkdtempSync(join(tmpdir(), "attack-")), "report.json");
    const app = ["--app", "billing", "--redirect-uri", "https://billing.example.com/callback"];
    const { code, stdout } = await runAttack([url, ...app, "--json", file]);
    // Who is a customer is asked where only customers are sent codes.
    expect(stdout).toMatch(/\n\d+ held, 0 broken, 2 skipped\n$/);
    expect(stdout.match(/users who are sent nothing since they are no customers/g)).toHaveLength(2);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(file, "utf8")) as AttackReport;
    expect(report.cases.map(({ name }) => name)).toEqual(attackCases.map(({ name }) => name));
    expect(JSON.stringify(report)).not.toMatch(/@example\.com|[\w-]{40}/);
    // What it says before that it may cost is no less than what it costs.
    const said = /at most (\d+) requests and (\d+) messages/.exec(stdout)?.slice(1).map(Number) ?? [];
    expect(report.requests).toBeLessThanOrEqual(said[0] ?? 0);
    expect(report.messages).toBeLessThanOrEqual(said[1] ?? 0);
  });

  it("says what it would do, and does nothing by --plan", async () => {
    const service = await startTestService();
    const { code, stdout } = await runAttack([service.url, "--plan"]);
    expect(stdout).toMatch(/^Latchkey at http:.* cases, at most \d+ requests and \d+ messages\.\n/);
    expect([code, service.inbox.list()]).toEqual([0, []]);
  });

  it("lists each case with what it may cost", async () => {
    const { code, stdout } = await runAttack(["--list"]);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => / \d+ requests +\d+ messages /.test(line))).toHaveLength(
      attackCases.length,
    );
  });
});

describe("a case that leaves something behind", () => {
  const { target } = localTarget("http://localhost:9", {
    budget: new Budget(1),
    answerSeconds: 1,
    signal: AbortSignal.timeout(1000),
  });
  const one = attackCases.find(({ leaves }) => leaves !== undefined)!;

  it("waits for the owner's yes, and says what it leaves", () => {
    const said = hindrance(one, { target, mayLeave: false });
    expect(said).toBe(`it leaves behind ${one.leaves ?? ""}: run it with --yes`);
    expect(hindrance(one, { target, mayLeave: true })).toBeUndefined();
  });
});

describe("the chance that two samples differ so much", () => {
  const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

  it("is high where they are alike, and low where they are apart", () => {
    expect(chanceOf(upTo(30), upTo(30))).toBeGreaterThan(0.9);
    expect(chanceOf(upTo(30), upTo(30, 15))).toBeLessThan(0.001);
  });

  it("is that of the normal curve", () => {
    // Five below five: U is 0, z is 2.611.
    expect(chanceOf([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])).toBeCloseTo(0.009, 3);
  });
});
