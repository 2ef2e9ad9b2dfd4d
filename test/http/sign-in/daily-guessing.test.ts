import { describe, expect, it } from "@jest/globals";
import { askFrom, type Asked, attacker, mostWithin } from "../../support/attacker.ts";
import { known, OWNER } from "../../support/lanes.ts";
import { person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 86_400;
const DAYS = 60;
const HOME = "203.0.113.7";

/** How the owner signs in, each day. @returns whether it was done */
type Habit = (service: TestService) => () => Promise<boolean>;

/** What the newest challenge of the owner that was approved counts on. */
async function laneOf(service: TestService): Promise<string> {
  const { text } = await service.get(`/_local/items?recipient=${OWNER}`);
  const items = JSON.parse(text) as { approvedAt?: number; lane?: string }[];
  const newest = items.find(({ approvedAt }) => approvedAt === service.clock.now());
  return (newest?.lane ?? "none").split("-")[0] ?? "";
}

async function signInFrom(service: TestService, clientIp: string) {
  const { body } = await askFrom(service, clientIp, OWNER);
  await service.settled();
  const { challengeId } = body;
  const { status } = await service.post("/otp/verify", { challengeId, code: service.code(OWNER) });
  await service.settled();
  return status === 200;
}

const byBrowser =
  (service: TestService, browser = person(service)) =>
  async () => {
    const shown = await browser.signIn(OWNER, await browser.open("/otp/request"));
    await service.settled();
    return shown.text.includes("You are signed in");
  };

const atHome: Habit = (service) => () => signInFrom(service, HOME);

/** On a new device in a new network each time. */
const byCodesAlone: Habit = (service) => {
  let day = 0;
  return () => signInFrom(service, `192.0.2.${++day}`);
};

/** An attacker, who notes when each guess at six digits was judged. */
interface Bot {
  readonly service: TestService;
  readonly hands: ReturnType<typeof attacker>;
  readonly times: number[];
  /** What is asked with: a copy of the owner's cookie, where there is one. */
  readonly body: object;
  /** Whether codes are asked for that are no use, so that the owner finds no send left. */
  readonly floods: boolean;
}

const hasSixDigits = (asked: Asked | undefined): asked is Asked =>
  asked?.codeFormat === "digits" && asked.codeLength === 6;

async function ask({ service, hands, body }: Bot) {
  service.clock.advance(31);
  return hands.ask(OWNER, body);
}

async function guess({ service, hands, times }: Bot, asked: Asked | undefined, most = 5) {
  if (!hasSixDigits(asked)) return;
  const judged = await hands.guess(asked, most);
  for (let i = 0; i < judged; i++) times.push(service.clock.now());
}

type Strategy = (bot: Bot) => Promise<void>;

/** Guesses as soon as six digits can be had. */
const greedy: Strategy = async (bot) => {
  for (let turn = 0; turn < 5; turn++) {
    const asked = await ask(bot);
    if (!hasSixDigits(asked) && !bot.floods) return;
    await guess(bot, asked);
  }
};

/** Guesses as often as makes no code long, rests, and then guesses at all that an hour allows, asked for before. */
const hoarding =
  (free: number, atOnce: number): Strategy =>
  async (bot) => {
    const first = await ask(bot);
    if (!hasSixDigits(first)) return bot.floods ? greedy(bot) : undefined;
    await guess(bot, first, Math.min(5, free));
    for (let left = free - 5; left > 0; left -= 5) await guess(bot, await ask(bot), Math.min(5, left));
    bot.service.clock.advance(HOUR);
    const open = [];
    for (let turn = 0; turn < atOnce; turn++) open.push(await ask(bot));
    for (const asked of open) await guess(bot, asked);
  };

/** Plays two months: each day the attacker, and then the owner. */
async function play(habit: Habit, strategy: Strategy, floods: boolean) {
  const service = await startTestService({ limits: DEPLOYED_LIMITS });
  const signIn = habit(service);
  expect(await signIn()).toBe(true);
  service.clock.advance(DAY);
  const bot: Bot = { service, hands: attacker(service, 5000), times: [], body: {}, floods };
  const lanes = new Set<string>();
  for (let day = 0; day < DAYS; day++) {
    const dawn = service.clock.now();
    await strategy(bot);
    // Without a lane of its own an owner waits until an hour's sends are over.
    service.clock.advance(floods ? 31 : HOUR);
    expect(await signIn()).toBe(true);
    if (day % 12 === 0) lanes.add(await laneOf(service));
    service.clock.advance(dawn + DAY - service.clock.now());
  }
  return { lanes: [...lanes], total: bot.times.length, most: mostWithin(bot.times, 30 * DAY) };
}

describe("an owner who signs in daily for two months, under guessing", () => {
  it.each([
    ["in a known browser", byBrowser, "device", false],
    ["on a known network, where strangers use up all sends", atHome, "network", true],
    ["by codes alone", byCodesAlone, "strangers", false],
  ] as const)(
    "signs in each day %s, and is guessed at 44 times in any 30 days at most",
    async (_how, habit, lane, floods) => {
      expect(await play(habit, hoarding(19, 5), floods)).toEqual({ lanes: [lane], total: 88, most: 44 });
    },
    120_000,
  );

  it("is guessed at twenty times by an attacker who does not wait, and twenty times more after a month", async () => {
    expect(await play(byCodesAlone, greedy, false)).toEqual({ lanes: ["strangers"], total: 40, most: 20 });
  }, 120_000);

  it("is guessed at 24 times in a month by an attacker who stays below what makes codes long", async () => {
    // Of the second day's five the first makes the count twenty. What an owner's success cleared would be 19 a day.
    const hiding = hoarding(19, 0);
    expect(await play(byCodesAlone, hiding, false)).toEqual({ lanes: ["strangers"], total: 48, most: 24 });
  }, 120_000);

  it("is guessed at 19 times more by an attacker who holds a copy of the browser's cookie", async () => {
    const service = await startTestService({ limits: DEPLOYED_LIMITS });
    const browser = person(service);
    const signIn = byBrowser(service, browser);
    expect(await signIn()).toBe(true);
    service.clock.advance(DAY);
    const [deviceToken] = known(browser);
    const hands = attacker(service, 5000);
    const stranger: Bot = { service, hands, times: [], body: {}, floods: false };
    const thief: Bot = { ...stranger, body: { deviceToken } };
    // Into the second month, in which both begin again.
    for (let day = 0; day < 33; day++) {
      const dawn = service.clock.now();
      await hoarding(4, 3)(thief);
      service.clock.advance(HOUR);
      await hoarding(19, 5)(stranger);
      service.clock.advance(HOUR);
      expect(await signIn()).toBe(true);
      service.clock.advance(dawn + DAY - service.clock.now());
    }
    const { times } = stranger;
    expect([times.length, mostWithin(times, 30 * DAY)]).toEqual([2 * (44 + 19), 44 + 19]);
  }, 120_000);
});
