import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "@jest/globals";
import type { Challenge } from "../../functions/domain/challenge.ts";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { consumers } from "../../functions/routes.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import { toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const app = await synthesize("prod");
const { service } = app;
const mappings = new Map(
  ofType(service, "AWS::Lambda::EventSourceMapping").map(
    ({ Properties }) => [nameOf(Properties.FunctionName, service, app), Properties] as const,
  ),
);
const mappingOf = (handler: string) => mappings.get(`latchkey-prod-${handler}:live`) ?? {};

const key = "AAAAAAAAAAAAAAAAAAAAAA" as RecipientKey;
const pending: Challenge = {
  ...{
    kid: 1,
    format: "digits",
    length: 6,
    opensSession: true,
    issuedAt: 1_800_000_000,
    recipientKey: key,
    ledgerKey: key,
  },
  ...{ nonce: "BBBBBBBBBBBBBBBBBBBBBB", status: "pending", channel: "email", address: "ann@example.com" },
  ...{
    subject: "s",
    purpose: "login",
    locale: "en",
    attempts: 0,
    maxAttempts: 5,
    sends: 1,
    maxSends: 4,
    doneSend: 0,
  },
  ...{
    expiresAt: 1_800_000_300,
    nextSendAt: 1_800_000_030,
    delivery: { state: "queued" },
    amr: ["otp"],
    decoy: false,
  },
  origin: "o" as OriginKey,
  lane: "strangers",
};

/** A stream record of an item, as it lies in the table. */
function recordOf(eventName: string, item: Readonly<Record<string, unknown>>): object {
  const options = { removeUndefinedValues: true };
  const { pk, sk } = item;
  return { eventName, dynamodb: { Keys: marshall({ pk, sk }), NewImage: marshall(item, options) } };
}

const challengeRecord = (eventName: string, changes: Partial<Challenge> = {}) =>
  recordOf(eventName, toItem({ ...pending, ...changes }, 86_400));

/** Lambda's rules for filters, as far as ours use them: text, prefix and absence; all fields must match, one filter is enough. */
function passes(handler: string, record: object): boolean {
  const { Filters } = mappingOf(handler).FilterCriteria as { Filters: readonly { Pattern: string }[] };
  return Filters.some(({ Pattern }) => matches(JSON.parse(Pattern), record));
}

function matches(pattern: unknown, value: unknown): boolean {
  if (!Array.isArray(pattern))
    return Object.entries(pattern as object).every(([name, inner]) =>
      matches(inner, (value as Record<string, unknown> | undefined)?.[name]),
    );
  return pattern.some((rule: string | { prefix?: string; exists?: boolean }) => {
    if (typeof rule === "string") return rule === value;
    if (rule.prefix !== undefined) return typeof value === "string" && value.startsWith(rule.prefix);
    return rule.exists === (value !== undefined);
  });
}

describe("the consumers of the table's stream", () => {
  it.each(["dispatch", "bookkeep"])("miss nothing, give up on nothing without a trace: %s", (handler) => {
    const { EventSourceArn, DestinationConfig, ...rest } = mappingOf(handler) as Record<string, unknown>;
    expect(nameOf(EventSourceArn, service, app)).toBe("latchkey-prod.StreamArn");
    expect(rest).toMatchObject({
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRetryAttempts: 20,
    });
    const { OnFailure } = DestinationConfig as { OnFailure: { Destination: unknown } };
    expect(nameOf(OnFailure.Destination, service, app)).toBe(`latchkey-prod-${handler}-failed`);
  });

  it("are those with work, two at most, since a shard serves no more", () => {
    const follows = [...mappings]
      .filter(([, { StartingPosition }]) => StartingPosition !== undefined)
      .map(([name]) => name);
    const rows = consumers.filter(({ source }) => source === "stream");
    expect(follows).toEqual(rows.map(({ handler }) => `latchkey-prod-${handler}:live`));
    expect(rows.length).toBeLessThanOrEqual(2);
  });
});

describe("the filter of dispatch", () => {
  it("asks for no absence: of a field under an absent parent Lambda cannot say whether it is there", () => {
    expect(JSON.stringify(mappingOf("dispatch").FilterCriteria)).not.toContain("exists");
  });
});

describe("dispatch", () => {
  it.each([
    ["a new challenge", challengeRecord("INSERT")],
    ["a resend", challengeRecord("MODIFY", { sends: 2 })],
    ["an approval", challengeRecord("MODIFY", { status: "approved" })],
    [
      "a sign-in by passkey, which is put as it is approved",
      challengeRecord("INSERT", { status: "approved" }),
    ],
    ["a code that its recipient did not ask for", challengeRecord("MODIFY", { status: "canceled" })],
    ["a logout", challengeRecord("MODIFY", { status: "ended" })],
    ["a factor that is enrolled", recordOf("INSERT", { pk: "subject#x", sk: "factors" })],
    ["a factor that is changed", recordOf("MODIFY", { pk: "subject#x", sk: "factors" })],
    ["a decoy, which it leaves alone itself", challengeRecord("INSERT", { decoy: true })],
  ])("gets %s", (_, record) => {
    expect(passes("dispatch", record)).toBe(true);
  });

  it.each([
    ["an expired item", challengeRecord("REMOVE", { status: "approved" })],
    ["a deletion", challengeRecord("REMOVE")],
    ["a ledger", recordOf("MODIFY", { pk: `recipient#${key}`, sk: "ledger", status: "pending" })],
    ["a customer", recordOf("INSERT", { pk: `recipient#${key}`, sk: "customer", status: "pending" })],
    ["an origin", recordOf("INSERT", { pk: "origin#x", sk: "network" })],
  ])("does not get %s", (_, record) => {
    expect(passes("dispatch", record)).toBe(false);
  });

  it("gets approvals for twelve hours: what is too old to be sent, it gives up itself", () => {
    expect(mappingOf("dispatch").MaximumRecordAgeInSeconds).toBe(12 * 3600);
  });
});

describe("bookkeep", () => {
  it("is told the shard, and is its only writer: a window, and one batch of a shard at a time", () => {
    expect(mappingOf("bookkeep")).toMatchObject({
      TumblingWindowInSeconds: 60,
      ParallelizationFactor: 1,
      MaximumBatchingWindowInSeconds: 60,
      MaximumRecordAgeInSeconds: 12 * 3600,
    });
  });

  it.each([
    ["a new challenge", challengeRecord("INSERT")],
    ["a decoy, which is counted apart", challengeRecord("INSERT", { decoy: true })],
    ["a message that was sent", challengeRecord("MODIFY", { doneSend: 1 })],
    ["a code that was right, with a second factor to come", challengeRecord("MODIFY", { status: "proved" })],
    ["an approval", challengeRecord("MODIFY", { status: "approved" })],
    ["a code that was called off", challengeRecord("MODIFY", { status: "canceled" })],
    ["a sign-out", challengeRecord("MODIFY", { status: "ended" })],
  ])("gets %s", (_, record) => {
    expect(passes("bookkeep", record)).toBe(true);
  });

  it.each([
    ["an expired item, which comes days late", challengeRecord("REMOVE")],
    ["a ledger", recordOf("MODIFY", { pk: `recipient#${key}`, sk: "ledger" })],
    ["what it writes itself", recordOf("MODIFY", { pk: "stats#2026-11-27#s", sk: "22#email#-#ses" })],
    ["a factor", recordOf("MODIFY", { pk: "subject#x", sk: "factors" })],
  ])("does not get %s", (_, record) => {
    expect(passes("bookkeep", record)).toBe(false);
  });
});
