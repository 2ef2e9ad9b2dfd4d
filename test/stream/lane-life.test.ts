import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createTable, type Database, type ItemChange } from "../../bin/local/database.ts";
import { streamRecord } from "../../bin/local/pump.ts";
import type { Challenge } from "../../functions/domain/challenge.ts";
import { givesClickLane, newClick } from "../../functions/domain/click.ts";
import { deviceLane, newDevice } from "../../functions/domain/device.ts";
import type { Lane } from "../../functions/domain/lane.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { create } from "../../functions/handlers/dispatch.ts";
import { readStreamRecord } from "../../functions/storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../../functions/storage/dynamodb/factor-item.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { aChallenge, freshKey } from "../support/challenge.ts";
import { recordingObserver, START, testSettings } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";

const TABLE = "lanes";
const HOUR = 3600;
const DAYS = 24 * HOUR;
/** The limits of sends are not what this is about. */
const RULES = { sends: [{ name: "cooldown", sends: 1, seconds: 1 }], forgetSeconds: 30 * DAYS } as const;

let database: Database;
let storage: Storage;
const changes: ItemChange[] = [];
beforeAll(async () => {
  database = await startTestDatabase((change) => changes.push(change));
  await createTable(database.client, TABLE);
  storage = dynamoStorage(database.client, { tableName: TABLE, retentionSeconds: 90 * DAYS });
});

/** What is true of a device, in plain words; nothing of the service's own rules is asked. */
interface Device {
  readonly lane: Lane;
  readonly provenAt: number;
  opened: boolean;
  gone: boolean;
}

/** A change that the stream has still to bring, and may bring again, and what it then means. */
interface Waiting {
  readonly change: ItemChange;
  readonly means: () => void;
}

/** What is true of a link's lane, in the same way. */
interface Link {
  readonly challenge: Challenge;
  /** Whether what ended its challenge was the link itself, and what gave the lane was everybody's. */
  gives: boolean;
  over: boolean;
  /** The browser that clicked last. */
  holder?: { readonly lane: Lane; readonly holder: string };
  firstClickAt?: number;
  /** A challenge that was asked for in its lane was not its user's, or a session ended everywhere after it was sent. */
  gone: boolean;
}

interface Life {
  now: number;
  readonly recipientKey: RecipientKey;
  readonly devices: Device[];
  readonly links: Link[];
  readonly sessions: { readonly challenge: Challenge; readonly device: Device; over?: "plain" | "cause" }[];
  readonly stream: Waiting[];
}

let serial = 0;
const write = (now: number) => ({ by: `lane writer ${++serial}`, now });

/** Does something to the table, and keeps the changes of challenges for the stream. */
async function changing<T>(life: Life, act: () => Promise<T>, means: (result: T) => void): Promise<T> {
  changes.splice(0);
  const result = await act();
  const made = changes.splice(0).filter(({ after }) => after?.sk?.S?.startsWith("challenge#"));
  const last = made.at(-1);
  made.forEach((change) => {
    life.stream.push({ change, means: () => (change === last ? means(result) : undefined) });
  });
  return result;
}

async function bring({ now }: Life, { change, means }: Waiting): Promise<void> {
  means();
  const none = { enqueue: () => Promise.resolve(), order: () => Promise.resolve() };
  const dispatch = create({
    ...{ observer: recordingObserver(), storage, queue: none, outbound: none },
    ...{ settings: testSettings(), config: { settings: testSettings() } },
    clock: () => now,
    readChange: readStreamRecord,
    readFactorChange: readFactorRecord,
  });
  expect(await dispatch({ Records: [streamRecord(change, 0, now)] })).toEqual({ batchItemFailures: [] });
}

/** A device signs in for the first time. */
async function signIn(life: Life): Promise<void> {
  const { recipientKey, now } = life;
  const { lane } = newDevice((count) => Buffer.alloc(count, ++serial), recipientKey);
  const challenge = aChallenge({ recipientKey, issuedAt: now, expiresAt: now + 300 });
  await changing(
    life,
    () => storage.challenges.open(challenge),
    () => undefined,
  );
  const device: Device = { lane, provenAt: now, opened: false, gone: false };
  const session: Life["sessions"][number] = { challenge, device };
  life.devices.push(device);
  life.sessions.push(session);
  await changing(
    life,
    () => storage.challenges.approve(challenge, { ...write(now), sessionSeconds: 90 * DAYS, device: lane }),
    () => {
      if (session.over !== "cause" && !device.gone) device.opened = true;
    },
  );
}

const voidUntil = (life: Life, at: number) => () => {
  for (const device of life.devices) if (device.provenAt <= at) device.gone = true;
};

/** A session ends: plainly, or everywhere, or since it was another's. */
async function end(life: Life, pick: number, cause: "plain" | "everywhere" | "not-me"): Promise<void> {
  const open = life.sessions.filter(({ over }) => over !== "cause");
  const session = open[pick % open.length];
  if (!session || (cause === "plain" && session.over)) return;
  const { now } = life;
  const { challenge } = session;
  session.over = cause === "plain" ? "plain" : "cause";
  if (cause === "plain")
    await changing(
      life,
      () => storage.challenges.end(challenge, now),
      () => undefined,
    );
  else if (cause === "everywhere")
    await changing(
      life,
      () => storage.challenges.end(challenge, now, cause),
      () => {
        voidUntil(life, now)();
        // Also what could be given yet: an old link opens nothing.
        for (const link of life.links) if (link.challenge.issuedAt <= now) link.gone = true;
      },
    );
  else await changing(life, () => storage.challenges.cancel(challenge, now, cause), voidUntil(life, now));
}

/** A code is asked for on a device, which must be known for that; then it is not wanted, or it is approved. */
async function ask(life: Life, pick: number, then: "canceled" | "approved"): Promise<void> {
  const device = life.devices[pick % Math.max(1, life.devices.length)];
  if (!device) return;
  const { recipientKey, now } = life;
  const { lane } = device;
  const admitted = await storage.ledgers.admitKnown({ recipientKey, lane }, RULES, write(now));
  expect(admitted.kind).toBe(device.opened && !device.gone ? "admitted" : "unknown");
  if (admitted.kind !== "admitted") return;
  const challenge = aChallenge({ recipientKey, lane, device: lane, issuedAt: now, expiresAt: now + 300 });
  await changing(
    life,
    () => storage.challenges.open(challenge),
    () => undefined,
  );
  if (then === "canceled")
    await changing(
      life,
      () => storage.challenges.cancel(challenge, now, "not-me"),
      () => (device.gone = true),
    );
  else
    await changing(
      life,
      () => storage.challenges.approve(challenge, { ...write(now), sessionSeconds: 90 * DAYS }),
      () => undefined,
    );
}

/** Strangers ask for a code, of whose message the link is then known. */
async function beAsked(life: Life): Promise<void> {
  const { recipientKey, now } = life;
  const challenge = aChallenge({
    recipientKey,
    ledgerKey: recipientKey,
    issuedAt: now,
    expiresAt: now + 300,
  });
  await changing(
    life,
    () => storage.challenges.open(challenge),
    () => undefined,
  );
  life.links.push({ challenge, gives: false, over: false, gone: false });
}

/** A browser clicks on a link, or something else cancels its challenge first. */
async function click(life: Life, pick: number, cause: "not-me" | "everywhere"): Promise<void> {
  const link = life.links[pick % Math.max(1, life.links.length)];
  if (!link || link.over !== link.gives) return;
  const { now } = life;
  await changing(
    life,
    () => storage.challenges.cancel(link.challenge, now, cause),
    () => undefined,
  );
  if (!link.over) link.gives = cause === "not-me";
  link.over = true;
  const challenge = await storage.challenges.read(link.challenge);
  const inTime = now < link.challenge.issuedAt + DAYS;
  expect(challenge && givesClickLane(challenge, now)).toBe(link.gives && inTime);
  if (cause !== "not-me" || !inTime || !link.gives) return;
  const { held } = newClick((count) => Buffer.alloc(count, ++serial), link.challenge, now);
  const given = await storage.devices.give({ recipientKey: life.recipientKey, ...held }, now);
  if (!link.gone) link.firstClickAt ??= now;
  expect(given).toBe(link.gone ? undefined : (link.firstClickAt ?? now) + DAYS);
  if (!link.gone) link.holder = held;
}

const isHeld = ({ gone, firstClickAt = 0 }: Link, now: number) => !gone && now < firstClickAt + DAYS;

/** The browser of a click, or one before it, asks for a code, which is then canceled by its own link, or approved. */
async function askByClick(life: Life, pick: number, then: "canceled" | "not-me"): Promise<void> {
  const link = life.links[pick % Math.max(1, life.links.length)];
  if (!link?.holder) return;
  const { recipientKey, now } = life;
  const other = { ...link.holder, holder: "a browser that clicked before" };
  expect((await storage.ledgers.admitKnown({ recipientKey, ...other }, RULES, write(now))).kind).toBe(
    "unknown",
  );
  const admitted = await storage.ledgers.admitKnown({ recipientKey, ...link.holder }, RULES, write(now));
  expect(admitted.kind).toBe(isHeld(link, now) ? "admitted" : "unknown");
  if (admitted.kind !== "admitted") return;
  const { lane } = link.holder;
  const challenge = aChallenge({
    recipientKey,
    ledgerKey: recipientKey,
    lane,
    issuedAt: now,
    expiresAt: now + 300,
  });
  await changing(
    life,
    () => storage.challenges.open(challenge),
    () => undefined,
  );
  const gone = () => {
    link.gone = true;
  };
  if (then === "canceled")
    await changing(life, () => storage.challenges.cancel(challenge, now, "not-me"), gone);
  else {
    await changing(
      life,
      () => storage.challenges.approve(challenge, { ...write(now), sessionSeconds: 90 * DAYS }),
      () => undefined,
    );
    // Devices that were proven until then are gone with it.
    await changing(
      life,
      () => storage.challenges.cancel(challenge, now, "not-me"),
      () => {
        gone();
        voidUntil(life, now)();
      },
    );
  }
  expect(givesClickLane((await storage.challenges.read(challenge))!, now)).toBe(false);
}

/** A life of clicks alone, which the other seldom leads far enough. */
const clickStep = fc.record({
  act: fc.constantFrom(
    "be asked",
    "click",
    "click again",
    "cancel",
    "ask by click",
    "ask and sign in",
    "bring",
    "bring",
  ),
  pick: fc.nat(1),
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("sign in" as const), pick: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constantFrom("plain", "everywhere", "not-me"), pick: fc.nat(9) }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom("canceled", "approved"), pick: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("be asked" as const), pick: fc.nat(9) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom("click", "click again", "cancel", "ask by click", "ask and sign in"),
      pick: fc.nat(9),
    }),
  },
  { weight: 9, arbitrary: fc.record({ act: fc.constantFrom("bring", "bring again"), pick: fc.nat(30) }) },
);

async function take(life: Life, { act, pick }: { readonly act: string; readonly pick: number }) {
  life.now += /click|cancel|ask/.test(act) ? HOUR : 13 * HOUR;
  if (act === "sign in") await signIn(life);
  else if (act === "plain" || act === "everywhere" || act === "not-me") await end(life, pick, act);
  else if (act === "canceled" || act === "approved") await ask(life, pick, act);
  else if (act === "be asked") await beAsked(life);
  else if (act === "click" || act === "click again") await click(life, pick, "not-me");
  else if (act === "cancel") await click(life, pick, "everywhere");
  else if (act === "ask by click") await askByClick(life, pick, "canceled");
  else if (act === "ask and sign in") await askByClick(life, pick, "not-me");
  else {
    const waiting = life.stream[pick % Math.max(1, life.stream.length)];
    if (!waiting) return;
    await bring(life, waiting);
    if (act === "bring") life.stream.splice(life.stream.indexOf(waiting), 1);
  }
}

describe("the lanes of devices and of clicks", () => {
  it.each([
    ["of both", step],
    ["of clicks alone", clickStep],
  ])(
    "are known as a plain account of what the stream brought says, however late, often and reordered: %s",
    async (_, any) => {
      const lived = fc.array<{ act: string; pick: number }>(any, { minLength: 4, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(lived, async (steps) => {
          const life: Life = {
            ...{ now: START, recipientKey: freshKey() },
            ...{ devices: [], links: [], sessions: [], stream: [] },
          };
          for (const one of steps) await take(life, one);
          // Whatever is left comes in the end, the last change first.
          for (const waiting of life.stream.toReversed()) await bring(life, waiting);
          const held = await storage.devices.list(life.recipientKey);
          const known = held.filter(({ isVoid }) => !isVoid).map(({ lane }) => lane);
          const expected = life.devices.filter(({ opened, gone }) => opened && !gone);
          expect(known.sort()).toEqual(expected.map(({ lane }) => lane).sort());
          for (const link of life.links) {
            if (!link.holder) continue;
            const at = { recipientKey: life.recipientKey, ...link.holder };
            const admitted = await storage.ledgers.admitKnown(at, RULES, write(life.now + 60));
            expect(admitted.kind).toBe(isHeld(link, life.now + 60) ? "admitted" : "unknown");
          }
        }),
        { numRuns: 60, seed: 41 },
      );
    },
    120_000,
  );

  it("belong to one recipient: the same random bytes name another lane for another", () => {
    const [mine, theirs] = [freshKey(), freshKey()];
    const { token, lane } = newDevice((count) => Buffer.alloc(count, 5), mine);
    expect(deviceLane(token, mine)).toBe(lane);
    expect(deviceLane(token, theirs)).toBeUndefined();
    expect(newDevice((count) => Buffer.alloc(count, 5), theirs).lane).not.toBe(lane);
  });
});
