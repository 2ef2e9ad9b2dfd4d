import { type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import { powertoolsObserver } from "../../functions/observability/powertools.ts";
import { linesOf, seriesName, seriesOf } from "../support/metric-lines.ts";
import { nameOf } from "./names.ts";
import { ofType, type Resource, type Synthesized } from "./synthesize.ts";

/** A metric as a template names it. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface MetricJson {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}
/** A part of what an alarm looks at, as a template writes it. */
export interface QueryJson {
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: { readonly Metric: MetricJson; readonly Stat: string; readonly Period: number };
}

/** The metrics that an alarm looks at; `called` turns references of the template into names. */
export function metricsOf(
  alarm: Resource["Properties"],
  called: (value: string) => string = (value) => value,
): WatchedMetric[] {
  const queries = alarm.Metrics as readonly QueryJson[] | undefined;
  const single: MetricJson = alarm;
  const metrics = queries?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [single];
  return metrics.map(({ Namespace = "", MetricName = "", Dimensions = [] }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, called(Value)])),
  }));
}

/** Every series that the functions of a stage can write, from their own lines. */
export function writtenSeries(stage: string, countries: readonly string[]): ReadonlySet<string> {
  const lines = linesOf(() => {
    const { measure } = powertoolsObserver({ stage, logLevel: "INFO" });
    for (const name of Object.keys(METRICS) as MetricName[]) {
      measure(name, 1, { channel: "email" });
      for (const country of countries) measure(name, 1, { channel: "sms", country });
    }
  });
  return new Set(seriesOf(lines).map(({ series }) => series));
}

/** What is wrong with a metric that is watched, if no function writes it. */
export function strayOf(
  { namespace, name, dimensions }: WatchedMetric,
  written: ReadonlySet<string>,
  app: Synthesized,
): string | undefined {
  const series = seriesName(name, Object.entries(dimensions));
  const known = namesOf(app);
  const exists: Readonly<Record<string, () => boolean>> = {
    Latchkey: () => written.has(series),
    "AWS/ApiGateway": () => known.apis.includes(`${dimensions.ApiName ?? ""} ${dimensions.Stage ?? ""}`),
    "AWS/Lambda": () =>
      (dimensions.FunctionName === undefined || known.functions.includes(dimensions.FunctionName)) &&
      (dimensions.Resource === undefined || known.aliases.includes(dimensions.Resource)),
    "AWS/SQS": () => known.queues.includes(dimensions.QueueName ?? ""),
    // Of the account.
    "AWS/SES": () => Object.keys(dimensions).length === 0,
    "AWS/SNS": () => Object.keys(dimensions).length === 0,
  };
  const found = exists[namespace]?.() ?? known.counted.includes(`${namespace} ${series}`);
  return found ? undefined : `${namespace} ${series}`;
}

function namesOf(app: Synthesized) {
  const { data, service } = app;
  const named = (type: string, property: string, template = service) =>
    ofType(template, type).map(({ Properties }) => String(Properties[property]));
  const [stage] = named("AWS::ApiGateway::Stage", "StageName");
  return {
    apis: named("AWS::ApiGateway::RestApi", "Name").map((name) => `${name} ${stage ?? ""}`),
    functions: [data, service].flatMap((template) =>
      named("AWS::Lambda::Function", "FunctionName", template),
    ),
    aliases: ofType(service, "AWS::Lambda::Alias").map(
      ({ Properties: { FunctionName, Name } }) => `${nameOf(FunctionName, service, app)}:${String(Name)}`,
    ),
    queues: named("AWS::SQS::Queue", "QueueName"),
    /** What filters count in logs. */
    counted: ofType(service, "AWS::Logs::MetricFilter").flatMap(({ Properties }) =>
      (Properties.MetricTransformations as readonly Counted[]).map(
        ({ MetricNamespace, MetricName }) => `${MetricNamespace} ${seriesName(MetricName, [])}`,
      ),
    ),
  };
}

interface Counted {
  readonly MetricNamespace: string;
  readonly MetricName: string;
}
