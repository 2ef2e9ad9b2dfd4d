import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { NO_SECRET_IDS } from "../../../functions/config.ts";
import {
  asksTurnstile,
  callsApps,
  callsWebhooks,
  enabledChannels,
  needsCredentials,
  offersPush,
  tellsEvents,
} from "../../../functions/settings.ts";
import { DEPLOYED, functionNameOf } from "../../../lib/function-names.ts";
import { type StageConfig, tableNameOf } from "../../../lib/stage-config.ts";
import type { Account } from "../account.ts";
import { type Check, fine, type Finding, type Plan, stop, unlessMissing } from "../check.ts";

/** Names that another stage, or an earlier one that was removed, may hold. */
export const namesCheck: Check = {
  looksAt: "names that the stage will take",
  actions: [
    "dynamodb:DescribeTable",
    "secretsmanager:DescribeSecret",
    "sqs:GetQueueUrl",
    "lambda:GetFunctionConfiguration",
    "logs:DescribeLogGroups",
  ],
  async run(account, plan) {
    if (plan.deployed) return [fine("the stage is deployed, and its names are its own")];
    const taken = [
      await takenTable(account, plan),
      ...(await takenSecrets(account, plan)),
      ...(await takenQueues(account, plan)),
      ...(await takenFunctions(account, plan)),
      ...(await takenLogGroups(account, plan)),
    ].filter((finding) => finding !== undefined);
    return taken.length > 0 ? taken : [fine("all of them are free")];
  },
};

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
async function takenTable({ dynamodb }: Account, { stage, config }: Plan): Promise<Finding | undefined> {
  const TableName = tableNameOf(stage, config);
  const there = await unlessMissing(
    dynamodb.send(new DescribeTableCommand({ TableName })),
    "ResourceNotFoundException",
  );
  return (
    there &&
    stop(
      `the table ${TableName} is there`,
      'choose another stage or tableName, or see "Removal" in docs/deploy.md',
    )
  );
}

/** The secrets of a stage, without its name before them. */
export function secretsOf({ settings }: Pick<StageConfig, "settings">): string[] {
  const keys = Object.keys(NO_SECRET_IDS).filter((name) => name !== "push" || offersPush(settings));
  return [
    ...keys,
    ...(needsCredentials(settings) ? ["providers"] : []),
    ...(asksTurnstile(settings) ? ["bot-check"] : []),
    ...(callsWebhooks(settings) ? ["webhooks"] : []),
  ];
}

/**
 * A secret that waits out its recovery window holds its name as well.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
async function takenSecrets({ secrets }: Account, { stage, config }: Plan): Promise<Finding[]> {
  const found = secretsOf(config).map(async (name) => {
    const SecretId = `latchkey/${stage}/${name}`;
    const there = await unlessMissing(
      secrets.send(new DescribeSecretCommand({ SecretId })),
      "ResourceNotFoundException",
    );
    if (!there) return [];
    return there.DeletedDate === undefined
      ? [
          stop(
            `the secret ${SecretId} is there`,
            "choose another stage's name, or delete it once no data needs it",
          ),
        ]
      : [
          stop(
            `the secret ${SecretId} waits for its deletion, and holds its name`,
            "wait, choose another stage's name, or delete it at once: aws secretsmanager delete-secret --force-delete-without-recovery",
          ),
        ];
  });
  return (await Promise.all(found)).flat();
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
async function takenQueues({ sqs }: Account, { stage, config }: Plan): Promise<Finding[]> {
  const { settings } = config;
  const names = [
    ...enabledChannels(settings).flatMap((channel) => [channel, `${channel}-undelivered`]),
    ...(callsApps(settings) ? ["outbound", "outbound-failed"] : []),
    ...(tellsEvents(settings) ? ["events", "events-failed"] : []),
  ].map((name) => `latchkey-${stage}-${name}`);
  const found = names.map(async (QueueName) => {
    const there = await unlessMissing(
      sqs.send(new GetQueueUrlCommand({ QueueName })),
      "QueueDoesNotExist",
      "AWS.SimpleQueueService.NonExistentQueue",
    );
    return there
      ? [stop(`the queue ${QueueName} is there`, "choose another stage's name, or delete it")]
      : [];
  });
  return (await Promise.all(found)).flat();
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
async function takenFunctions({ lambda }: Account, { stage }: Plan): Promise<Finding[]> {
  const found: Finding[] = [];
  // One after another: Lambda takes 15 such questions a second.
  for (const name of DEPLOYED) {
    const FunctionName = functionNameOf(stage, name);
    const there = await unlessMissing(
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
      "ResourceNotFoundException",
    );
    if (there)
      found.push(stop(`the function ${FunctionName} is there`, "choose another stage's name, or delete it"));
  }
  return found;
}

/**
 * Log groups whose names are no one's to choose. The others get new names with each stack, and those of an earlier stage
 * stop no deployment. Only whole names count: one that begins alike may be another stage's.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
async function takenLogGroups(
  { logs }: Account,
  { stage, config, accountId, region }: Plan,
): Promise<Finding[]> {
  const toPhones = `sns/${region}/${accountId}/DirectPublishToPhoneNumber`;
  const names = [
    // SNS makes them itself when an operator has switched its logs on; the template cannot make them again.
    ...(config.smsAccount?.deliveryLogs === true ? [toPhones, `${toPhones}/Failure`] : []),
    // Stays behind when its stage is removed.
    ...(config.waf.enabled && config.waf.logs ? [`aws-waf-logs-latchkey-${stage}`] : []),
  ];
  const found = names.map(async (name) => {
    // Names come in their order, so that the one that is whole comes first.
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 }),
    );
    if (logGroups[0]?.logGroupName !== name) return [];
    return [
      stop(
        `the log group ${name} is there`,
        `delete it: aws logs delete-log-group --log-group-name '${name}'`,
      ),
    ];
  });
  return (await Promise.all(found)).flat();
}
