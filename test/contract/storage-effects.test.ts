import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createTable, localClient } from "../../bin/local/database.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { EFFECTS, type ReadingStorage, type Storage } from "../../functions/storage/port.ts";
import { aChallenge } from "../support/challenge.ts";
import { freshSubject } from "../support/factors.ts";
import { closeLater } from "../support/close-later.ts";
import { START } from "../support/service.ts";
import { startTestDatabase } from "../support/start-database.ts";
import type { ActId } from "../../functions/storage/port/audit.ts";
import { write } from "./writes.ts";

const challenge = aChallenge();

/** Each verb that is said to read, once. A new one does not compile until it is here too. */
const ask: {
  readonly [Name in keyof ReadingStorage]: {
    readonly [Verb in keyof ReadingStorage[Name]]: (storage: ReadingStorage) => Promise<unknown>;
  };
} = {
  challenges: {
    read: ({ challenges }) => challenges.read(challenge),
    list: ({ challenges }) => challenges.list(challenge.recipientKey),
    listApproved: async ({ challenges }) => {
      for await (const page of challenges.listApproved(challenge.recipientKey))
        expect(page.damaged).toEqual([]);
    },
    listOpen: async ({ challenges }) => {
      for await (const page of challenges.listOpen(challenge.recipientKey)) expect(page.damaged).toEqual([]);
    },
  },
  sends: {},
  receipts: {},
  messages: { find: ({ messages }) => messages.find("ses", "m-1") },
  suppressions: { read: ({ suppressions }) => suppressions.read(challenge.recipientKey, START) },
  ledgers: {
    isProven: ({ ledgers }) =>
      ledgers.isProven({ recipientKey: challenge.ledgerKey, lane: "strangers" }, START),
    list: ({ ledgers }) => ledgers.list(challenge.recipientKey, { sends: [] }),
  },
  devices: {
    list: ({ devices }) => devices.list(challenge.recipientKey),
    readClick: ({ devices }) => devices.readClick({ recipientKey: challenge.ledgerKey, lane: "clicked" }),
  },
  origins: {
    waitFor: ({ origins }) =>
      origins.waitFor(
        "network" as OriginKey,
        { perHour: 1, paidPerHour: 1 },
        { ...write(START), paid: false },
      ),
  },
  spend: { read: ({ spend }) => spend.read(START) },
  breaker: { newest: ({ breaker }) => breaker.newest("DE") },
  idempotency: {},
  customers: {
    read: ({ customers }) => customers.read(challenge.recipientKey),
    readImported: ({ customers }) => customers.readImported(challenge.recipientKey),
    listContacts: ({ customers }) => customers.listContacts("c-1"),
    isContactOf: ({ customers }) => customers.isContactOf(challenge.recipientKey, "c-1"),
    find: async ({ customers }) => {
      for await (const page of customers.find("c-")) expect(page).toEqual([]);
    },
    readRemoved: ({ customers }) => customers.readRemoved(challenge.recipientKey),
  },
  grants: {
    read: ({ grants }) => grants.read({ recipientKey: challenge.recipientKey, id: "g-1" }),
    listOpen: async ({ grants }) => {
      for await (const page of grants.listOpen(challenge.recipientKey, START))
        expect(page.damaged).toEqual([]);
    },
  },
  factors: { read: ({ factors }) => factors.read(freshSubject(), 0) },
  passkeys: {},
  pushes: {},
  notices: {},
  statistics: {
    readHours: ({ statistics }) => statistics.readHours("2026-11-27"),
    readDays: ({ statistics }) => statistics.readDays("2026-11", "2026-11-01", "2026-11-27"),
  },
  recents: {
    listHour: async ({ recents }) => {
      for await (const page of recents.listHour("2026-11-27T22")) expect(page).toEqual([]);
    },
  },
  events: { list: ({ events }) => events.list("2026-11-27") },
  attacks: { list: ({ attacks }) => attacks.list("2026-11-27T22", { most: 10 }) },
  liveSettings: {
    read: ({ liveSettings }) => liveSettings.read(),
    list: ({ liveSettings }) => liveSettings.list(1),
    readVersion: ({ liveSettings }) => liveSettings.readVersion(1),
  },
  deliveries: {
    newest: ({ deliveries }) => deliveries.newest("billing", 50),
    offUntil: ({ deliveries }) => deliveries.offUntil("billing"),
  },
  audit: {
    read: ({ audit }) => audit.read("01900000-0000-7000-8000-000000000000" as ActId),
    list: ({ audit }) => audit.list("2026-11", { most: 10 }),
  },
  persons: {
    isEmpty: ({ persons }) => persons.isEmpty(challenge.recipientKey),
    trace: ({ persons }) => persons.trace(challenge.recipientKey),
    readState: ({ persons }) => persons.readState(challenge.recipientKey),
    readSharedLedgers: ({ persons }) => persons.readSharedLedgers(challenge.ledgerKey),
    readSubject: ({ persons }) => persons.readSubject(freshSubject()),
  },
};

const sent: string[] = [];
const wanted: unknown[] = [];
let storage: Storage;

beforeAll(async () => {
  const { endpoint } = await startTestDatabase();
  const client = localClient(endpoint);
  closeLater("the client of the table", () => client.destroy());
  await createTable(client, "effects");
  client.middlewareStack.add(
    (next, context) => (args) => {
      sent.push(String(context.commandName));
      wanted.push((args.input as { readonly ReturnValues?: string }).ReturnValues);
      return next(args);
    },
    { step: "initialize" },
  );
  storage = dynamoStorage(client, { tableName: "effects", retentionSeconds: 86_400 });
});
beforeEach(() => {
  sent.length = 0;
  wanted.length = 0;
});

describe("a verb that is said to read", () => {
  const verbs = Object.entries(ask).flatMap(([store, its]) =>
    Object.entries(its as Record<string, (storage: ReadingStorage) => Promise<unknown>>).map(
      ([verb, run]) => [`${store}.${verb}`, run] as const,
    ),
  );

  it.each(verbs)("asks the table, and changes nothing: %s", async (_name, run) => {
    await run(storage);
    expect(sent).not.toEqual([]);
    expect(sent.filter((command) => !/^(GetItem|Query)Command$/.test(command))).toEqual([]);
  });

  it("is asked here", () => {
    const reading = Object.entries(EFFECTS).flatMap(([store, its]) =>
      Object.entries(its)
        .filter(([, effect]) => effect === "reads")
        .map(([verb]) => `${store}.${verb}`),
    );
    expect(verbs.map(([name]) => name)).toEqual(reading);
  });
});

describe("an end of a session", () => {
  it("asks for nothing back: a sign-out everywhere makes a thousand of them", async () => {
    const at = aChallenge({ status: "approved" });
    await storage.challenges.open(at);
    await storage.challenges.end(at, START, "everywhere");
    expect(sent).toEqual(["PutItemCommand", "UpdateItemCommand"]);
    expect(wanted).toEqual([undefined, undefined]);
    expect(await storage.challenges.read(at)).toMatchObject({ status: "ended", endedFor: "everywhere" });
  });
});
