import { Duration } from "aws-cdk-lib";
import { GraphWidget, type GraphWidgetProps, MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import { METRIC_NAMESPACE, type MetricName, METRICS } from "../../functions/observability/metric-names.ts";

/** The axis of a share. */
export const PERCENT = { min: 0, max: 100, label: "%", showUnits: false };

/** A graph of the dashboard, four of which fit beside each other. */
export function graph(props: GraphWidgetProps): GraphWidget {
  return new GraphWidget({ width: 6, height: 6, leftYAxis: { min: 0, showUnits: false }, ...props });
}

/** What metrics mean, in their own words. */
export function explain(...names: readonly MetricName[]): string {
  return names.map((name) => `**${name}**: ${METRICS[name].meaning}.`).join(" ");
}

/** A metric for each country of text messages that there was, which CloudWatch looks up when the graph is drawn. */
export function byCountry(stage: string, name: MetricName): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{${METRIC_NAMESPACE},channel,country,stage} MetricName="${name}" stage="${stage}" channel="sms"', 'Sum', 3600)`,
    label: "${PROP('Dim.country')}",
    period: Duration.hours(1),
  });
}
