import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IAlarm,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { type ITopic, Subscription, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { StageConfig } from "../stage-config.ts";
import {
  type AlarmName,
  type AlarmRow,
  type AlarmWing,
  ALARMS,
  alarmText,
  type Watched,
} from "./alarm-list.ts";
import { stageMetrics } from "./metrics.ts";

interface AlarmsProps {
  readonly stage: string;
  readonly config: StageConfig;
}

/**
 * Tells the stage's `alarmEmail` when something is wrong. Alarms cost money while nothing happens, and one that no
 * operator hears is worth none: a stage without an address has no alarms.
 */
export class Alarms extends Construct {
  private readonly stage: string;
  private readonly watched: Watched;
  private readonly topic: ITopic | undefined;
  private readonly made = new Map<string, Alarm>();

  constructor(scope: Construct, id: string, { stage, config }: AlarmsProps) {
    super(scope, id);
    this.stage = stage;
    this.watched = { config, metrics: stageMetrics(stage) };
    this.topic = config.alarmEmail === undefined ? undefined : this.topicFor(config.alarmEmail);
    for (const row of ALARMS) this.add(row, this.watched, (id) => wingOf(row, id) === undefined);
  }

  /** Where alarms are published; none without `alarmEmail`. */
  get topicArn(): string | undefined {
    return this.topic?.topicArn;
  }

  /** All that have been made so far, here and elsewhere. */
  get all(): readonly IAlarm[] {
    return [...this.made.values()];
  }

  /** Those that say that the API does worse than before, by which a new version is taken back. */
  get ofApi(): readonly IAlarm[] {
    return this.named("api-errors", "api-latency");
  }

  /**
   * Watches what API Gateway turns away, of which it keeps no metric of its own.
   * @param accessLogs the API's access logs: JSON in which `errorType` is `$context.error.responseType`
   */
  throttleAlarm(accessLogs: ILogGroup): void {
    if (!this.topic) return;
    const filter = new MetricFilter(this, "Throttled", {
      logGroup: accessLogs,
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue("$.errorType", "=", "THROTTLED"),
        FilterPattern.stringValue("$.errorType", "=", "QUOTA_EXCEEDED"),
      ),
      metricNamespace: `Latchkey/${this.stage}`,
      metricName: "ThrottledRequests",
    });
    const throttledRequests = filter.metric({ statistic: "Sum", period: Duration.minutes(5) });
    this.add(rowOf("api-throttled"), { ...this.watched, throttledRequests });
  }

  /** Watches what AWS refused of the account's settings for SMS. @param smsAccountRefusals by the day */
  refusalAlarm(smsAccountRefusals: IMetric): void {
    this.add(rowOf("sms-account-refused"), { ...this.watched, smsAccountRefusals });
  }

  /** Tells of an alarm that is made elsewhere, and counts it among {@link all}. */
  tellOf(alarm: Alarm): void {
    if (!this.topic) return;
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.made.set(alarm.node.id, alarm);
  }

  /** Makes the alarms of a wing, which have no room in the service stack. @param scope the wing's nested stack */
  inWing(wing: AlarmWing, scope: Construct): void {
    for (const row of ALARMS) this.add(row, this.watched, (id) => wingOf(row, id) === wing, scope);
  }

  private named(...names: readonly AlarmName[]): readonly IAlarm[] {
    return names.flatMap((name) => this.made.get(name) ?? []);
  }

  private add(
    row: AlarmRow,
    watched: Watched,
    wanted: (id: string) => boolean = () => true,
    scope: Construct = this,
  ): void {
    if (!this.topic) return;
    const { name, threshold, periods = 1 } = row;
    for (const [suffix, metric] of Object.entries(row.watch(watched))) {
      const id = suffix === "" ? name : `${name}-${suffix}`;
      if (!metric || !wanted(id) || this.made.has(id)) continue;
      const alarm = new Alarm(scope, id, {
        alarmName: `latchkey-${this.stage}-${id}`,
        alarmDescription: alarmText(row),
        metric,
        threshold: typeof threshold === "number" ? threshold : threshold(watched.config),
        comparisonOperator: row.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: periods,
        // Nothing happens at night, and that is no news.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(this.topic));
      this.made.set(id, alarm);
    }
  }

  private topicFor(endpoint: string): Topic {
    // Not encrypted with AWS's own key, which would lock CloudWatch out; an alarm's text tells nothing about anybody.
    const topic = new Topic(this, "Topic", {
      topicName: `latchkey-${this.stage}-alarms`,
      displayName: `Latchkey ${this.stage}`,
      enforceSSL: true,
    });
    // A topic with a policy loses the default one, by which the account's alarms were allowed to publish.
    const alarms = { service: "cloudwatch", resource: "alarm", resourceName: `latchkey-${this.stage}-*` };
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: {
            "aws:SourceArn": Stack.of(this).formatArn({
              ...alarms,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    new Subscription(this, "Email", { topic, protocol: SubscriptionProtocol.EMAIL, endpoint });
    return topic;
  }
}

/** The wing in whose stack an alarm stands: the service stack has no room for those of what only some stages have. */
function wingOf({ name, wing }: AlarmRow, id: string): AlarmWing | undefined {
  return id === `${name}-push` ? "money" : wing;
}

function rowOf(name: AlarmName): AlarmRow {
  const row = ALARMS.find((one) => one.name === name);
  if (!row) throw new Error(`There is no alarm ${name}.`);
  return row;
}
