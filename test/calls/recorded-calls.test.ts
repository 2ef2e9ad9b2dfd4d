import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { APP } from "../support/app.ts";
import { functionsOf } from "../infrastructure/functions.ts";
import { permissionsOf } from "../infrastructure/permissions.ts";
import { synthesize } from "../infrastructure/synthesize.ts";
import { type DeployedStage, deployStage } from "./deployed-stage.ts";
import { playLife } from "./played-life.ts";

/** Room for everything that one life asks of one recipient. */
const OVERRIDE = {
  settings: {
    ...{ passcode: { resendAfterSeconds: 1 }, limits: { originPerRecipientPerHour: 10 } },
    clients: [APP],
  },
};

/** Calls that no code of ours makes, though they need the function's grant. */
const MADE_BY_AWS: readonly (readonly [what: RegExp, why: string])[] = [
  [/^logs:(CreateLogStream|PutLogEvents) on its log group$/, "Lambda writes what the function prints"],
  [
    /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes) on latchkey-prod-(email|sms)$/,
    "Lambda polls the queue in the function's name",
  ],
  [
    /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams) on latchkey-prod(\.StreamArn|\/stream\/\*)$/,
    "Lambda follows the stream in the function's name",
  ],
  [
    /^sqs:SendMessage on latchkey-prod-(dispatch-sends|bookkeep|record-receipt)-failed$/,
    "Lambda puts aside what the consumer could not handle",
  ],
  [
    /^kms:Decrypt on arn:aws:kms:eu-central-1:111122223333:key\/\*$/,
    "DynamoDB uses the table's key in the name of whoever asks it for items",
  ],
  [/^iam:PassRole on DeliveryTextLogsRole/, "SNS asks for it when the role is named to it; nobody calls it"],
];

const functions = functionsOf(synthesize("prod", OVERRIDE));

let stage: DeployedStage;
beforeAll(async () => {
  stage = await deployStage("prod", OVERRIDE);
  await playLife(stage);
}, 300_000);
afterAll(() => stage.close());

describe("a stage through which a whole life has been played", () => {
  it("has left out no function", () => {
    const silent = functions.map(({ name }) => name).filter((name) => !stage.played.has(name));
    expect(silent).toEqual([]);
  });

  it.each(functions)("made every call with a grant, and has no grant without a call: $name", ({ name }) => {
    const { template } = functionsOf(stage.app).find((one) => one.name === name) ?? {};
    const granted = template ? permissionsOf(stage.app, template, name).map(withoutConditions) : [];
    const ours = granted.filter(
      (grant) => !grant.startsWith("Deny ") && !MADE_BY_AWS.some(([what]) => what.test(grant)),
    );
    expect([...(stage.cloud.calls.get(name) ?? [])].sort()).toEqual(ours);
  });
});

function withoutConditions(grant: string): string {
  return grant.replace(/ if .*$/, "");
}
