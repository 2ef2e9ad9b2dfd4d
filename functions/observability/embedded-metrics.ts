import { DIMENSION_SETS, METRIC_NAMESPACE, METRICS } from "./metric-names.ts";
import type { MetricSubject, Observer } from "./port.ts";

/**
 * Metrics in CloudWatch's embedded format: a line of the function's log for each value, so a metric costs a function
 * no call and no permission. Powertools' metrics warn, in the log, of every dimension that two sets share, as ours do.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(stage: string): Observer["measure"] {
  return (metric, value, { channel, country }: Partial<MetricSubject> = {}) => {
    const { unit, by } = METRICS[metric];
    const known = { stage, channel, country };
    const sets = DIMENSION_SETS[by].filter((names) => names.every((name) => known[name] !== undefined));
    const metrics = {
      Namespace: METRIC_NAMESPACE,
      Dimensions: sets,
      Metrics: [{ Name: metric, Unit: unit }],
    };
    const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [metrics] };
    const named = sets.at(-1)?.map((name) => [name, known[name]]) ?? [];
    // Lambda puts words before what console.log writes; CloudWatch wants JSON alone.
    process.stdout.write(`${JSON.stringify({ _aws, ...Object.fromEntries(named), [metric]: value })}\n`);
  };
}
