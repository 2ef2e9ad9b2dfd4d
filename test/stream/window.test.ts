import { expect, it } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { inWindow } from "../../functions/stream/window.ts";
import { recordingObserver } from "../support/service.ts";

const record = (number: number): DynamoDBRecord => ({
  dynamodb: { SequenceNumber: String(number).padStart(21, "0"), ApproximateCreationDateTime: number },
});

it("handles what comes before a record that cannot be read, which comes again with all behind it", async () => {
  const observer = recordingObserver();
  const handled: number[] = [];
  const readChange = ({ ApproximateCreationDateTime: number }: DynamoDBRecord["dynamodb"] & object) => {
    if (number === 3) throw new Error("no number");
    return number;
  };
  const Records = [1, 2, 3, 4].map(record);
  const answer = await inWindow({ observer, readChange }, "bookkeep", { Records }, (changes) => {
    handled.push(...changes.map(({ at }) => at));
    return Promise.resolve({ failedFrom: undefined, handled: changes.length, thrown: [] });
  });
  expect(handled).toEqual([1, 2]);
  expect(answer).toEqual({ state: {}, batchItemFailures: [{ itemIdentifier: "3".padStart(21, "0") }] });
  expect(observer.records.map(({ event }) => event)).toContain("fault bookkeep");
});
