import { type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import { powertoolsObserver } from "../../functions/observability/powertools.ts";
import { linesOf, seriesName, seriesOf } from "../support/metric-lines.ts";
import { ofType, type TemplateJson } from "./synthesize.ts";

/** A metric as a template names it. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
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

/** What is wrong with a metric that somebody watches, if nobody writes it. */
export function strayOf(
  { namespace, name, dimensions }: WatchedMetric,
  written: ReadonlySet<string>,
  service: TemplateJson,
): string | undefined {
  const series = seriesName(name, Object.entries(dimensions));
  const known = namesOf(service);
  const exists: Readonly<Record<string, () => boolean>> = {
    Latchkey: () => written.has(series),
    "AWS/ApiGateway": () => known.apis.includes(`${dimensions.ApiName ?? ""} ${dimensions.Stage ?? ""}`),
    "AWS/Lambda": () =>
      dimensions.FunctionName === undefined || known.functions.includes(dimensions.FunctionName),
    "AWS/SQS": () => known.queues.includes(dimensions.QueueName ?? ""),
    // Of the account.
    "AWS/SES": () => Object.keys(dimensions).length === 0,
    "AWS/SNS": () => Object.keys(dimensions).length === 0,
  };
  return exists[namespace]?.() === true ? undefined : `${namespace} ${series}`;
}

function namesOf(service: TemplateJson) {
  const named = (type: string, property: string) =>
    ofType(service, type).map(({ Properties }) => String(Properties[property]));
  const [stage] = named("AWS::ApiGateway::Stage", "StageName");
  return {
    apis: named("AWS::ApiGateway::RestApi", "Name").map((name) => `${name} ${stage ?? ""}`),
    functions: named("AWS::Lambda::Function", "FunctionName"),
    queues: named("AWS::SQS::Queue", "QueueName"),
  };
}
