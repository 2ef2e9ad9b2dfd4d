import fc from "fast-check";
import { streamRecord } from "../../bin/local/pump.ts";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { Challenge, Delivery } from "../../functions/domain/challenge.ts";
import type { StoredItem } from "dynalite/db/index.js";
import { toItem } from "../../functions/storage/dynamodb/challenge-item.ts";
import { aChallenge } from "./challenge.ts";

/** What may happen to a challenge, each by one write. */
export const STEPS = [
  "wrong",
  "sent",
  "failed",
  "delivered",
  "resend",
  "approve",
  "cancel",
  "sign-out",
] as const;
export type Step = (typeof STEPS)[number];

export interface Life {
  readonly channel: "email" | "sms";
  readonly country: "DE" | "IN" | undefined;
  /** Of its day. */
  readonly hour: number;
  readonly decoy: boolean;
  readonly steps: readonly Step[];
}

export const lives = fc.array(
  fc
    .record({
      channel: fc.constantFrom("email", "sms"),
      country: fc.constantFrom("DE", "IN"),
      hour: fc.constantFrom(0, 9, 23),
      decoy: fc.constantFrom(false, false, false, true),
      steps: fc.array(fc.constantFrom(...STEPS), { maxLength: 8 }),
    })
    .map(({ country, ...life }): Life => ({
      ...life,
      country: life.channel === "sms" ? country : undefined,
    })),
  { minLength: 1, maxLength: 14 },
);

/** One change, and what a plain reading of it counts. */
export interface LifeChange {
  readonly record: (sequence: string) => DynamoDBRecord;
  readonly pk: string;
  /** `<hour> <channel> <country> <provider> <counter>` */
  readonly counts: readonly string[];
}

/** Plays a life, and keeps the account of it by hand. @param dayStart epoch seconds */
export function playLife({ channel, country, hour, decoy, steps }: Life, dayStart: number): LifeChange[] {
  const issuedAt = dayStart + hour * 3600 + 1800;
  let now = issuedAt;
  let challenge = aChallenge({
    ...{ channel, decoy, issuedAt, expiresAt: issuedAt + 300 },
    address: channel === "email" ? "anna@example.com" : "+4915123456789",
    ...(country !== undefined && { country }),
  });
  const changes: LifeChange[] = [];
  const write = (before: Challenge | undefined, after: Challenge, counters: readonly string[]) => {
    const at = now;
    const image = (one: Challenge | undefined) =>
      one && (marshall(toItem(one, 60), { removeUndefinedValues: true }) as StoredItem);
    const group = [hour, channel, country ?? "-", after.delivery.provider ?? "-"].join(" ");
    changes.push({
      record: (sequence) => streamRecord({ before: image(before), after: image(after) }, sequence, at),
      pk: after.recipientKey,
      counts: counters.map((counter) => `${group} ${counter}`),
    });
    challenge = after;
  };
  const change = (over: Partial<Challenge>, ...counters: readonly string[]) => {
    write(challenge, { ...challenge, ...over }, decoy ? [] : counters);
  };
  const deliver = (delivery: Delivery, ...counters: readonly string[]) => {
    change({ delivery, doneSend: challenge.sends }, ...counters);
  };
  write(undefined, challenge, decoy ? ["decoys"] : ["requested"]);
  for (const step of steps) {
    now += 2;
    const { status, doneSend, sends, attempts, maxAttempts, delivery } = challenge;
    const isOpen = status === "pending" && attempts < maxAttempts;
    const provider = channel === "email" ? "ses" : "aws-sms";
    if (step === "wrong" && isOpen)
      change({ attempts: attempts + 1 }, "wrong", ...(attempts + 1 === maxAttempts ? ["locked"] : []));
    if (step === "resend" && isOpen && sends < 4) change({ sends: sends + 1 }, "resent");
    if (step === "sent" && doneSend < sends) {
      const took = now - issuedAt;
      const bucket = [1, 2, 3, 5, 8, 13, 20].find((end) => took <= end);
      deliver({ state: "sent", provider }, "sent", ...(sends === 1 ? [`within#${bucket}`] : []));
    }
    if (step === "failed" && doneSend < sends)
      deliver({ state: "failed", provider, reason: "refused" }, "failed", "failed#refused");
    if (step === "delivered" && delivery.state === "sent")
      change({ delivery: { ...delivery, state: "delivered" } }, "delivered");
    if (step === "approve" && isOpen)
      change(
        { status: "approved", attempts: attempts + 1, approvedAt: now, sessionEndsAt: now + 60 },
        "approved",
      );
    if (step === "cancel" && status === "pending") change({ status: "canceled", endedAt: now }, "canceled");
    if (step === "sign-out" && status === "approved") change({ status: "ended", endedAt: now });
  }
  return changes;
}
