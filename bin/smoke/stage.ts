import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { originKey } from "../../functions/domain/origin.ts";
import { parseSecret } from "../../functions/keys/documents.ts";
import { secretsManager } from "../../functions/keys/secrets-manager.ts";
import { METRIC_NAMESPACE, type MetricName } from "../../functions/observability/metric-names.ts";
import { hourOf } from "../../functions/domain/statistics/hours.ts";
import { dynamoClient, dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { NO_SECRET_IDS } from "../../functions/config.ts";
import { type StageConfig, tableNameOf } from "../../lib/stage-config.ts";
import { placeOfStage } from "../stages.ts";
import { Skipped } from "./case.ts";
import type { Target } from "./target.ts";

/**
 * Where clients reach a stage, by the output of its stack.
 * @throws Error when it is not deployed
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function urlOfStage(
  stage: string,
  config: Pick<StageConfig, "env">,
  profile?: string,
): Promise<string> {
  const StackName = `latchkey-${stage}-service`;
  const { Stacks = [] } = await new CloudFormationClient(placeOfStage(config, profile)).send(
    new DescribeStacksCommand({ StackName }),
  );
  const url = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "ApiUrl")?.OutputValue;
  if (url === undefined)
    throw new Error(`The stack ${StackName} has no output ApiUrl: deploy the stage first.`);
  return url.replace(/\/+$/, "");
}

/**
 * Whether the table counts anything by the forged address.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export async function forgedOriginIsThere({ stage, forgedAddress }: Target): Promise<boolean> {
  if (!stage) throw new Skipped("names of stages only: --stage is missing");
  const ids = { ...NO_SECRET_IDS, recipient: `latchkey/${stage.name}/recipient` };
  const document = await secretsManager(new SecretsManagerClient(placeOfStage(stage.config)), ids).read(
    "recipient",
  );
  const secret = Buffer.from(parseSecret("recipient", document).key, "base64url");
  const { Count = 0 } = await dynamoClient(placeOfStage(stage.config)).send(
    new QueryCommand({
      TableName: tableNameOf(stage.name, stage.config),
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `origin#${originKey(secret, forgedAddress)}` } },
      Select: "COUNT",
      ConsistentRead: true,
    }),
  );
  return Count > 0;
}

/**
 * When the secret of the keys that sign tokens was changed last, in epoch seconds; undefined where that cannot be told. The
 * keys themselves are not read: they have no business on an owner's machine.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export async function signingKeysChangedAt({ stage }: Target): Promise<number | undefined> {
  if (!stage) return undefined;
  const { LastChangedDate } = await new SecretsManagerClient(placeOfStage(stage.config))
    .send(new DescribeSecretCommand({ SecretId: `latchkey/${stage.name}/signing` }))
    // Who runs smoke may do so without that right: that is no fault of the stage.
    .catch(() => ({ LastChangedDate: undefined }));
  return LastChangedDate && Math.floor(LastChangedDate.getTime() / 1000);
}

/**
 * When the newest change happened that the statistics know of in this hour or the last, in epoch seconds; 0 without one.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export async function newestCounted(stage: string, config: StageConfig): Promise<number> {
  const tableName = tableNameOf(stage, config);
  const { recents } = dynamoStorage(dynamoClient(placeOfStage(config)), { tableName, retentionSeconds: 0 });
  const now = Math.floor(Date.now() / 1000);
  for (const hour of [hourOf(now), hourOf(now - 3600)])
    for await (const batches of recents.listHour(hour)) for (const { at } of batches) return at;
  return 0;
}

/**
 * How many messages wait in a queue, as far as SQS knows.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function messagesIn(QueueName: string, config: Pick<StageConfig, "env">): Promise<number> {
  const client = new SQSClient(placeOfStage(config));
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
}

/**
 * Those metrics of a stage that got a value since.
 * @param since epoch seconds
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export async function metricsSince(
  { name: stage, config }: NonNullable<Target["stage"]>,
  names: readonly MetricName[],
  since: number,
): Promise<MetricName[]> {
  const { MetricDataResults = [] } = await new CloudWatchClient(placeOfStage(config)).send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(since / 60) * 60_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: names.map((MetricName, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: METRIC_NAMESPACE,
            MetricName,
            Dimensions: [{ Name: "stage", Value: stage }],
          },
          Period: 60,
          Stat: "SampleCount",
        },
      })),
    }),
  );
  const seen = MetricDataResults.filter(({ Values = [] }) => Values.length > 0).map(({ Id }) => Id);
  return names.filter((_name, index) => seen.includes(`m${index}`));
}
