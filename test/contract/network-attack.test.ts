import { beforeAll, describe, expect, it } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { isGuessing, mostGuessesPerDay } from "../../functions/domain/guessing.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshKey } from "../support/challenge.ts";
import { closeLater } from "../support/close-later.ts";
import { DEPLOYED_LIMITS, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";
import { write } from "./writes.ts";

const HOUR = 3600;
const DAY = 86_400;
/** The first second of an hour. */
const DAWN = START - (START % HOUR);

const { passcode, limits } = testSettings({ limits: DEPLOYED_LIMITS });
const RULES = { wrongPerHour: limits.originWrongPerHour, maxAttempts: passcode.maxAttempts };

let storage: Storage;
beforeAll(async () => {
  const { endpoint } = await startTestDatabase();
  const client = localClient(endpoint);
  closeLater("the client of the table", () => client.destroy());
  await createTable(client, "attack");
  storage = dynamoStorage(client, { tableName: "attack", retentionSeconds: DAY });
});

/** An attacker in one network, who knows every rule, and has a recipient for each code that it asks for. */
function attacker() {
  const origin = freshKey() as string as OriginKey;
  const times: number[] = [];
  let open: { readonly expiresAt: number; left: number }[] = [];
  let wrongUntil = 0;
  return {
    times,
    /** The wrong guesses that are not outlived. */
    ahead: (now: number) => Math.max(0, (wrongUntil - now) / (HOUR / RULES.wrongPerHour)),
    /** @returns whether a short code came */
    async ask(now: number): Promise<boolean> {
      const { originPerHour, originPaidPerHour } = limits;
      const counted = await storage.origins.count(
        origin,
        { perHour: originPerHour, paidPerHour: originPaidPerHour },
        { ...write(now), paid: false },
      );
      if (counted.kind === "refused" || isGuessing(counted.counts, RULES, now)) return false;
      open.push({ expiresAt: now + passcode.ttlSeconds, left: passcode.maxAttempts });
      return true;
    },
    /** Guesses at what is open. @returns how often */
    async guess(now: number, most: number): Promise<number> {
      let made = 0;
      open = open.filter(({ expiresAt, left }) => expiresAt > now && left > 0);
      for (const challenge of open)
        for (; challenge.left > 0 && made < most; challenge.left--, made++) {
          await storage.origins.countWrong(origin, RULES, { ...write(now), again: made > 0 });
          times.push(now);
          wrongUntil = Math.max(wrongUntil, now) + HOUR / RULES.wrongPerHour;
        }
      return made;
    },
  };
}

/** Asks and guesses as soon as a short code can be had. */
async function greedy(hours: number): Promise<number[]> {
  const bot = attacker();
  for (let now = DAWN; now < DAWN + hours * HOUR; now += 60) {
    while (bot.ahead(now) < 20 && (await bot.ask(now))) await bot.guess(now, 5);
  }
  return bot.times;
}

/**
 * Stays just below what makes its codes long, and once in a while has all short codes of two hours open at once: those of
 * an hour's last minutes and of the next one's first.
 */
async function hoards(hours: number, firstAfterHours: number): Promise<number[]> {
  const bot = attacker();
  for (let hour = 0; hour < hours; hour++) {
    const begins = DAWN + hour * HOUR;
    const all = async (now: number) => {
      while (await bot.ask(now));
    };
    if (hour >= firstAfterHours && bot.ahead(begins + HOUR - 120) < 20) {
      await all(begins + HOUR - 120);
      await all(begins + HOUR + 60);
      await bot.guess(begins + HOUR + 60, Infinity);
      continue;
    }
    for (let now = begins + 120; now < begins + HOUR; now += 240) {
      const room = Math.ceil(20 - bot.ahead(now)) - 1;
      if (room > 0 && (await bot.ask(now))) await bot.guess(now, room);
    }
  }
  return bot.times;
}

/** The most guesses in any 24 hours. */
const most = (times: readonly number[]) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + DAY).length));

describe("one network that guesses at codes of six digits", () => {
  it.each([
    ["as soon as it can", (hours: number) => greedy(hours)],
    ["and hoards short codes from the first hour on", (hours: number) => hoards(hours, 0)],
    ["and hoards them after a day", (hours: number) => hoards(hours, 23)],
  ])(
    "gets 750 guesses at most in any 24 hours, and 480 a day on average: %s",
    async (_how, attack) => {
      const days = 2;
      const times = await attack(24 * days);
      expect(most(times)).toBeLessThanOrEqual(mostGuessesPerDay(RULES));
      expect(times.length).toBeLessThanOrEqual(480 * days + 270);
      // It is no attack that these stop: the bound is close.
      expect(times.length).toBeGreaterThan(480);
    },
    60_000,
  );

  it("comes as near to 750 as a rule could tell", async () => {
    expect(most(await hoards(26, 23))).toBeGreaterThan(720);
  }, 60_000);
});
