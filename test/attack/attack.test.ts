import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { chanceOf } from "../../attack/cases/enumeration.ts";
import { attackCases } from "../../attack/cases.ts";
import { type AttackReport, runAttacks } from "../../attack/run.ts";
import type { LocalOptions } from "../../bin/local/service.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { startTestService } from "../support/service.ts";

/** A run asks a few thousand times. */
jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, "../..");

/** The limits that a stage has when its owner says nothing. */
const deployedLimits = () => {
  const parsed = parseSettings({
    channels: { email: { providers: ["inbox"] }, sms: { providers: ["inbox"] } },
  });
  if ("faults" in parsed) throw new Error(parsed.faults.join());
  return { limits: parsed.settings.limits };
};

type Plant = NonNullable<LocalOptions["override"]>;

async function attacked(names: readonly string[], override: Plant): Promise<AttackReport["cases"]> {
  const { url } = await startTestService(deployedLimits(), { override });
  const cases = attackCases.filter(({ name }) => names.includes(name));
  return (await runAttacks(url, () => undefined, cases)).cases;
}

const verdicts = (cases: AttackReport["cases"]) =>
  Object.fromEntries(cases.map(({ name, verdict }) => [name, verdict]));

describe("the attacks find a fault that was planted:", () => {
  it("guesses that nothing counts", async () => {
    const cases = await attacked(["race-wrong-codes", "race-mixed"], ({ storage }) => ({
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
      "race-mixed": "broken",
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
  const run = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const done = execFile(
        process.execPath,
        ["attack/main.ts", ...args],
        { cwd: ROOT },
        (_, stdout, stderr) => {
          resolve({ code: done.exitCode ?? -1, stdout, stderr });
        },
      );
    });

  it("finds that all hold with the limits of a stage, writes a report, and ends with 0", async () => {
    const { url } = await startTestService(deployedLimits());
    const file = join(mkdtempSync(join(tmpdir(), "attack-")), "report.json");
    const { code, stdout } = await run(url, "--json", file);
    expect(stdout).toMatch(/\n\d+ held, 0 broken, 0 skipped\n$/);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(file, "utf8")) as AttackReport;
    expect(report.cases.map(({ name }) => name)).toEqual(attackCases.map(({ name }) => name));
    expect(JSON.stringify(report)).not.toMatch(/@example\.com|[\w-]{40}/);
  });

  it.each([["https://id.example.com"], ["http://192.0.2.1:3000"], ["--everything"]])(
    "attacks nothing by %s, and says what it attacks",
    async (arg) => {
      const { code, stderr } = await run(arg);
      expect([code, stderr.includes("npm run attack")]).toEqual([2, true]);
    },
  );

  it("says where no service is", async () => {
    const { code, stderr } = await run("http://localhost:9");
    expect([code, stderr]).toEqual([
      2,
      "No local service of Latchkey answers at http://localhost:9. Start it with npm start.\n",
    ]);
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
