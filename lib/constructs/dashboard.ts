import { Aws, Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  type IMetric,
  type IWidget,
  MathExpression,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { METRIC_NAMESPACE, type MetricName, METRICS } from "../../functions/observability/metric-names.ts";
import type { StageConfig } from "../stage-config.ts";
import { accountMetric, CHANNELS, conversion, stageMetrics, STREAM_HANDLERS } from "./metrics.ts";

interface DashboardProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly alarms: readonly IAlarm[];
}

/** The countries whose conversion is drawn; CloudWatch asks no price for up to 50 metrics on a dashboard. */
const MOST_COUNTRIES = 8;

const WIDTH = 24;
const PERCENT = { min: 0, max: 100, label: "%", showUnits: false };

/** What the service does, on one page: how many people get in, why others do not, and what it costs. */
export class Dashboard extends Construct {
  /** Where to see it. */
  readonly url: string;
  private readonly stage: string;
  private readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, { stage, config, alarms }: DashboardProps) {
    super(scope, id);
    this.stage = stage;
    const dashboardName = `latchkey-${stage}`;
    this.dashboard = new CloudWatchDashboard(this, "Dashboard", {
      dashboardName,
      defaultInterval: Duration.days(1),
    });
    this.url = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;

    if (alarms.length > 0)
      this.dashboard.addWidgets(
        new AlarmStatusWidget({ title: "Alarms", width: WIDTH, height: 4, alarms: [...alarms] }),
      );
    this.addSignIns();
    this.addCountries(config.settings.channels.sms.countries);
    this.addTrouble();
    this.addDelivery();
    this.addApi();
    this.addMachinery();
    this.addMoney(config);
  }

  private addSignIns(): void {
    const metrics = stageMetrics(this.stage);
    const counts = ["Requests", "Sends", "Approvals"] as const;
    this.addSection(
      "Sign-ins",
      [
        explain(...counts),
        "**Conversion**: approvals in percent of requests. 70 to 90 is usual. If it falls, codes do not arrive, or somebody asks for codes that nobody wants.",
      ],
      ...CHANNELS.map((channel) =>
        graph({
          title: channel === "email" ? "By e-mail" : "By text message",
          left: counts.map((name) => metrics.own(name, { statistic: "Sum", channel, label: name })),
        }),
      ),
      graph({
        title: "Conversion by channel",
        left: CHANNELS.map((channel) => conversion(metrics, { channel }, { minutes: 60, label: channel })),
        leftYAxis: PERCENT,
      }),
    );
  }

  private addCountries(countries: readonly string[]): void {
    const metrics = stageMetrics(this.stage);
    const drawn = countries.slice(0, MOST_COUNTRIES);
    this.addSection(
      "Text messages by country",
      [
        "Of the numbers' countries. A country that grows while its conversion is low is most likely fraud: somebody earns from each text that is sent there. Take it off `channels.sms.countries`.",
        countries.length > drawn.length
          ? `The conversion is drawn for the first ${MOST_COUNTRIES} of the configured countries, the other graphs for all.`
          : "",
      ],
      graph({ title: "Requests by country", left: [this.byCountry("Requests")] }),
      graph({ title: "Sends by country", left: [this.byCountry("Sends")] }),
      graph({ title: "Approvals by country", left: [this.byCountry("Approvals")] }),
      graph({
        title: "Conversion by country",
        left: drawn.map((country) =>
          conversion(metrics, { channel: "sms", country }, { minutes: 60, label: country }),
        ),
        leftYAxis: PERCENT,
      }),
    );
  }

  private addTrouble(): void {
    const metrics = stageMetrics(this.stage);
    const byChannel = (name: MetricName) =>
      CHANNELS.map((channel) => metrics.own(name, { statistic: "Sum", channel, label: channel }));
    this.addSection(
      "Wrong codes",
      [
        explain("WrongCodes", "Locks"),
        "People mistype a few in a hundred. Many wrong codes and locks at once: somebody is guessing. Each recipient has its own budget, so guessing does not pay, but its owner may have to wait.",
      ],
      graph({ title: "Wrong codes by channel", left: byChannel("WrongCodes") }),
      graph({ title: "Wrong codes by country", left: [this.byCountry("WrongCodes")] }),
      graph({ title: "Locks by channel", left: byChannel("Locks") }),
    );
  }

  private addDelivery(): void {
    const metrics = stageMetrics(this.stage);
    this.addSection(
      "Delivery",
      [
        explain("DeliveryAge", "FailedSends"),
        "**Dead letters**: orders that nobody could deliver before the code expired, and records of the stream that nobody could handle. It is zero when all is well.",
      ],
      graph({
        title: "Delivery age",
        left: CHANNELS.flatMap((channel) =>
          (["p50", "p95"] as const).map((statistic) =>
            metrics.own("DeliveryAge", { statistic, channel, label: `${channel} ${statistic}` }),
          ),
        ),
      }),
      graph({
        title: "Refused by the provider",
        left: CHANNELS.map((channel) =>
          metrics.own("FailedSends", { statistic: "Sum", channel, label: channel }),
        ),
      }),
      graph({
        title: "Dead letters",
        left: [
          ...CHANNELS.map((channel) => `${channel}-undelivered`),
          ...STREAM_HANDLERS.map((handler) => `${handler}-failed`),
        ].map((queue) =>
          metrics.queue("ApproximateNumberOfMessagesVisible", queue, { statistic: "Maximum", label: queue }),
        ),
      }),
    );
  }

  private addApi(): void {
    const metrics = stageMetrics(this.stage);
    this.addSection(
      "The API",
      [
        "**Latency**: as API Gateway sees it, cold starts included, and as the functions see it. **Answers**: 5xx are ours to mend; 4xx are wrong codes, limits and mistakes of clients.",
        explain("Errors"),
      ],
      graph({
        title: "Latency",
        left: [
          metrics.api("Latency", { statistic: "p50", label: "API p50" }),
          metrics.api("Latency", { statistic: "p99", label: "API p99" }),
          metrics.own("Latency", { statistic: "p99", label: "functions p99" }),
        ],
      }),
      graph({
        title: "Answers",
        left: [
          metrics.api("Count", { statistic: "Sum", label: "all" }),
          metrics.api("4XXError", { statistic: "Sum", label: "4xx" }),
        ],
      }),
      graph({
        title: "Errors",
        left: [
          metrics.api("5XXError", { statistic: "Sum", label: "5xx" }),
          metrics.own("Errors", { statistic: "Sum", label: "faults" }),
        ],
      }),
    );
  }

  private addMachinery(): void {
    const metrics = stageMetrics(this.stage);
    this.addSection(
      "Behind it",
      [
        "**Behind the stream**: how old the records are that a consumer gets. A minute means that codes wait for a minute. **Throttled**: calls for which there was no room, of all functions of the account in this region, which share a limit.",
      ],
      graph({
        title: "Behind the stream",
        left: STREAM_HANDLERS.map((handler) =>
          metrics.stream("IteratorAge", handler, { statistic: "Maximum", label: handler }),
        ),
      }),
      graph({
        title: "Throttled",
        left: [accountMetric("AWS/Lambda", "Throttles", { statistic: "Sum", label: "functions" })],
      }),
    );
  }

  private addMoney({ smsAccount }: StageConfig): void {
    const spent = { statistic: "Maximum", minutes: 60, label: "this month in USD" } as const;
    const rate = (name: string, label: string) =>
      accountMetric("AWS/SES", name, { statistic: "Average", minutes: 60, label });
    this.addSection(
      "Money and reputation",
      [
        "Both are of the whole account in this region. **Spend**: what texts have cost since the month began; at the ceiling SNS sends none. **Reputation**: shares of e-mails that bounced or were called spam; from 0.05 and 0.001 on, SES reviews the account.",
      ],
      graph({
        title: "Spend on texts",
        left: [accountMetric("AWS/SNS", "SMSMonthToDateSpentUSD", spent)],
        leftAnnotations: smsAccount ? [{ value: smsAccount.monthlySpendUsd, label: "ceiling" }] : [],
      }),
      graph({
        title: "Reputation of e-mail",
        left: [rate("Reputation.BounceRate", "bounced"), rate("Reputation.ComplaintRate", "called spam")],
      }),
    );
  }

  /** A metric for every country that there was, which CloudWatch looks up when the graph is drawn. */
  private byCountry(name: MetricName): IMetric {
    return new MathExpression({
      expression: `SEARCH('{${METRIC_NAMESPACE},channel,country,stage} MetricName="${name}" stage="${this.stage}" channel="sms"', 'Sum', 3600)`,
      label: "${PROP('Dim.country')}",
      period: Duration.hours(1),
    });
  }

  private addSection(title: string, texts: readonly string[], ...graphs: readonly IWidget[]): void {
    const markdown = [`## ${title}`, ...texts.filter((text) => text !== "")].join("\n\n");
    this.dashboard.addWidgets(new TextWidget({ markdown, width: WIDTH, height: 4 }));
    this.dashboard.addWidgets(...graphs);
  }
}

function graph(props: GraphWidgetProps): GraphWidget {
  return new GraphWidget({ width: 6, height: 6, leftYAxis: { min: 0, showUnits: false }, ...props });
}

/** The metrics' own words. */
function explain(...names: readonly MetricName[]): string {
  return names.map((name) => `**${name}**: ${METRICS[name].meaning}.`).join(" ");
}
