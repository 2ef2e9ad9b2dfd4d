import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Channel } from "../../functions/domain/channel.ts";
import {
  DIMENSION_SETS,
  METRIC_NAMESPACE,
  type MetricName,
  METRICS,
} from "../../functions/observability/metric-names.ts";
import { consumers, type ConsumerName, type FunctionName } from "../../functions/routes.ts";
import { functionNameOf } from "../function-names.ts";

/** The functions that follow the table's stream. */
export const STREAM_HANDLERS = consumers
  .filter(({ source }) => source === "stream")
  .map(({ handler }) => handler);

/** A statistic as CloudWatch writes it: `Sum`, `Maximum`, `p99`. */
type Statistic = "Sum" | "Average" | "Maximum" | `p${number}`;

interface Options {
  readonly statistic: Statistic;
  /** @default 5 */
  readonly minutes?: number;
  readonly label?: string;
}

/** What splits a metric of the service: nothing, a channel, or a country of text messages. */
interface Split {
  readonly channel?: Channel;
  readonly country?: string;
}

/**
 * The metrics of one stage, by the names of what they are about rather than by the constructs: so alarms can be there
 * before the functions that are taken back when one goes off. A test holds the names against the templates.
 */
export interface StageMetrics {
  /** A metric that the functions write. */
  own(name: MetricName, options: Options & Split): Metric;
  api(name: "Count" | "4XXError" | "5XXError" | "Latency", options: Options): Metric;
  /** Of one of the stage's functions, in whichever stack it is: named, so that no stack has to wait for the other. */
  function(
    name: "IteratorAge" | "Errors",
    handler: ConsumerName | FunctionName | "rotate-secrets",
    options: Options,
  ): Metric;
  queue(name: "ApproximateNumberOfMessagesVisible", queue: string, options: Options): Metric;
}

export function stageMetrics(stage: string): StageMetrics {
  return {
    own(name, { channel, country, ...options }) {
      const dimensions = {
        stage,
        ...(channel && { channel }),
        ...(country !== undefined && { country }),
      };
      const wanted = Object.keys(dimensions).join();
      if (!DIMENSION_SETS[METRICS[name].by].some((set) => set.join() === wanted))
        throw new Error(`The metric ${name} is not kept by ${wanted}.`);
      return metric(METRIC_NAMESPACE, name, dimensions, options);
    },
    api: (name, options) =>
      metric("AWS/ApiGateway", name, { ApiName: `latchkey-${stage}`, Stage: stage }, options),
    function: (name, handler, options) =>
      metric("AWS/Lambda", name, { FunctionName: functionNameOf(stage, handler) }, options),
    queue: (name, queue, options) =>
      metric("AWS/SQS", name, { QueueName: `latchkey-${stage}-${queue}` }, options),
  };
}

/** A metric of the whole account in this region, which knows nothing of stages. */
export function accountMetric(
  namespace: "AWS/SES" | "AWS/SNS" | "AWS/Lambda",
  name: string,
  options: Options,
) {
  return metric(namespace, name, undefined, options);
}

/** How many of the codes that were asked for have been entered, in percent; no value where `least` are not asked for. */
export function conversion(
  metrics: StageMetrics,
  split: Split,
  { minutes, label = "", least = 1 }: { minutes: number; label?: string; least?: number },
): MathExpression {
  const options = { statistic: "Sum", minutes, ...split } as const;
  const id = [split.channel ?? "all", split.country ?? "all"].join("_").toLowerCase();
  const requests = metrics.own("Requests", options);
  const approvals = metrics.own("Approvals", options);
  return math(
    // Where no user succeeds, nothing is written that could be zero.
    `IF(requests_${id} >= ${least}, 100 * FILL(approvals_${id}, 0) / requests_${id})`,
    { [`requests_${id}`]: requests, [`approvals_${id}`]: approvals },
    minutes,
    label,
  );
}

export function math(
  expression: string,
  usingMetrics: Record<string, IMetric>,
  minutes: number,
  label = "",
): MathExpression {
  return new MathExpression({ expression, usingMetrics, label, period: Duration.minutes(minutes) });
}

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Record<string, string> | undefined,
  { statistic, minutes = 5, label }: Options,
): Metric {
  return new Metric({
    ...{ namespace, metricName, statistic, period: Duration.minutes(minutes) },
    ...(dimensionsMap && { dimensionsMap }),
    ...(label !== undefined && { label }),
  });
}
