import { Aws, Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  type IAlarm,
  type IWidget,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { type Channel, traitsOf } from "../../functions/domain/channel.ts";
import type { MetricName } from "../../functions/observability/metric-names.ts";
import {
  callsApps,
  callsWebhooks,
  enabledChannels,
  type Settings,
  tellsEvents,
} from "../../functions/settings.ts";
import { readsReceipts } from "../sends-through.ts";
import type { StageConfig } from "../stage-config.ts";
import { RECEIPTS_FAILED } from "./receipts-failed.ts";
import { EVENTS_FAILED } from "./events-failed.ts";
import { OUTBOUND_FAILED } from "./outbound-failed.ts";
import { byCountry, explain, graph, PERCENT } from "./graphs.ts";
import { accountMetric, conversion, type StageMetrics, stageMetrics, STREAM_HANDLERS } from "./metrics.ts";

interface DashboardProps {
  readonly stage: string;
  readonly config: StageConfig;
  readonly alarms: readonly IAlarm[];
}

/** The countries whose conversion is drawn; CloudWatch asks no price for up to 50 metrics on a dashboard. */
const MOST_COUNTRIES = 5;

const WIDTH = 24;

/** What the service does, on one page: how many people get in, why others do not, and what it costs. */
export class Dashboard extends Construct {
  /** Where to see it. */
  readonly url: string;
  private readonly stage: string;
  private readonly metrics: StageMetrics;
  private readonly channels: readonly Channel[];
  private readonly readsReceipts: boolean;
  private readonly callsApps: boolean;
  private readonly tellsEvents: boolean;
  private readonly callsWebhooks: boolean;
  private readonly dashboard: CloudWatchDashboard;

  constructor(scope: Construct, id: string, { stage, config, alarms }: DashboardProps) {
    super(scope, id);
    this.stage = stage;
    this.metrics = stageMetrics(stage);
    this.channels = enabledChannels(config.settings);
    this.readsReceipts = readsReceipts(config);
    this.callsApps = callsApps(config.settings);
    this.tellsEvents = tellsEvents(config.settings);
    this.callsWebhooks = callsWebhooks(config.settings);
    const dashboardName = `latchkey-${stage}`;
    this.dashboard = new CloudWatchDashboard(this, "Dashboard", {
      dashboardName,
      defaultInterval: Duration.days(1),
    });
    this.url = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${dashboardName}`;

    if (alarms.length > 0)
      this.dashboard.addWidgets(
        new AlarmStatusWidget({ title: "Alarms", width: WIDTH, height: 6, alarms: [...alarms] }),
      );
    this.addSignIns();
    this.addCountries(config.settings.channels.sms.countries);
    this.addTrouble();
    this.addDelivery();
    this.addDesk(config.settings);
    this.addApi();
    this.addMachinery();
    this.addMoney(config);
  }

  private addSignIns(): void {
    const counts = ["Requests", "Sends", "Approvals"] as const;
    this.addSection(
      "Sign-ins",
      [
        explain(...counts),
        "**Conversion**: approvals in percent of requests. 70 to 90 is usual. If it falls, codes do not arrive, or somebody asks for codes that nobody wants.",
      ],
      ...this.channels.map((channel) =>
        graph({
          title: traitsOf(channel).title,
          left: counts.map((name) => this.metrics.own(name, { statistic: "Sum", channel, label: name })),
        }),
      ),
      graph({
        title: "Conversion by channel",
        left: this.channels.map((channel) =>
          conversion(this.metrics, { channel }, { minutes: 60, label: channel }),
        ),
        leftYAxis: PERCENT,
      }),
    );
  }

  private addCountries(countries: readonly string[]): void {
    const drawn = countries.slice(0, MOST_COUNTRIES);
    this.addSection(
      "Text messages by country",
      [
        "Of the numbers' countries. A country that grows while its conversion is low is most likely fraud: somebody earns from each text that is sent there. Take it off `channels.sms.countries`.",
        countries.length > drawn.length
          ? `The conversion is drawn for the first ${MOST_COUNTRIES} of the configured countries, the other graphs for all.`
          : "",
      ],
      graph({ title: "Requests by country", left: [byCountry(this.stage, "Requests")] }),
      graph({ title: "Sends by country", left: [byCountry(this.stage, "Sends")] }),
      graph({ title: "Approvals by country", left: [byCountry(this.stage, "Approvals")] }),
      graph({
        title: "Conversion by country",
        left: drawn.map((country) =>
          conversion(this.metrics, { channel: "sms", country }, { minutes: 60, label: country }),
        ),
        leftYAxis: PERCENT,
      }),
    );
  }

  private addTrouble(): void {
    const byChannel = (name: MetricName) =>
      this.channels.map((channel) => this.metrics.own(name, { statistic: "Sum", channel, label: channel }));
    this.addSection(
      "Wrong codes",
      [
        explain("WrongCodes", "Locks", "StrongCodes", "NetworkRefusals"),
        "People mistype a few in a hundred. Many wrong codes and locks at once: an attacker is guessing. Each recipient and each network has its own budget, so guessing does not pay; codes become longer by it.",
      ],
      graph({ title: "Wrong codes by channel", left: byChannel("WrongCodes") }),
      graph({ title: "Wrong codes by country", left: [byCountry(this.stage, "WrongCodes")] }),
      graph({ title: "Locks by channel", left: byChannel("Locks") }),
      graph({
        title: "Long codes, and networks refused",
        left: [
          this.metrics.own("StrongCodes", { statistic: "Sum", label: "long codes" }),
          this.metrics.own("NetworkRefusals", { statistic: "Sum", label: "sends refused" }),
        ],
      }),
    );
  }

  private addDelivery(): void {
    this.addSection(
      "Delivery",
      [
        explain(
          "DeliveryAge",
          "FailedSends",
          "AccountFaults",
          "RefusedLogouts",
          ...(this.callsWebhooks ? (["GoneReceivers"] as const) : []),
          "LateSends",
          "SpentPercent",
          "Stops",
          "LiveMisfits",
        ),
        "**Dead letters**: orders that nobody could deliver before the code expired, and records of the stream that nobody could handle. It is zero when all is well.",
      ],
      graph({
        title: "Delivery age",
        left: this.channels.flatMap((channel) =>
          (["p50", "p95"] as const).map((statistic) =>
            this.metrics.own("DeliveryAge", { statistic, channel, label: `${channel} ${statistic}` }),
          ),
        ),
      }),
      graph({
        title: "Refused by the provider",
        left: [
          ...this.channels.map((channel) =>
            this.metrics.own("FailedSends", { statistic: "Sum", channel, label: channel }),
          ),
          this.metrics.own("AccountFaults", { statistic: "Sum", label: "for your account's sake" }),
        ],
      }),
      graph({
        title: "Sign-outs that apps refuse",
        left: [this.metrics.own("RefusedLogouts", { statistic: "Sum", label: "all apps" })],
      }),
      ...(this.callsWebhooks
        ? [
            graph({
              title: "Receivers of events that are gone",
              left: [this.metrics.own("GoneReceivers", { statistic: "Sum", label: "all receivers" })],
            }),
          ]
        : []),
      graph({
        title: "Used of the day's ceiling",
        left: [
          this.metrics.own("SpentPercent", { statistic: "Maximum", label: "percent" }),
          this.metrics.own("Stops", { statistic: "Sum", label: "stops" }),
        ],
      }),
      graph({
        title: "Live changes that do not fit",
        left: [this.metrics.own("LiveMisfits", { statistic: "Maximum", label: "changes" })],
      }),
      graph({
        title: "Given up as too late",
        left: [this.metrics.own("LateSends", { statistic: "Sum", label: "all channels" })],
      }),
      graph({
        title: "Dead letters",
        left: [
          ...this.channels.map((channel) => `${channel}-undelivered`),
          ...STREAM_HANDLERS.map((handler) => `${handler}-failed`),
          ...(this.readsReceipts ? [RECEIPTS_FAILED] : []),
          ...(this.callsApps ? [OUTBOUND_FAILED] : []),
          ...(this.tellsEvents ? [EVENTS_FAILED] : []),
        ].map((queue) =>
          this.metrics.queue("ApproximateNumberOfMessagesVisible", queue, {
            statistic: "Maximum",
            label: queue,
          }),
        ),
      }),
    );
  }

  private addDesk({ desk }: Settings): void {
    if (!desk) return;
    this.addSection(
      "The desk",
      [explain("DeskWrongCodes", "DeskWrongFactors", "DeskRefusals", "BrokenActs")],
      graph({
        title: "Wrong codes and factors of admins",
        left: [
          this.metrics.own("DeskWrongCodes", { statistic: "Sum", label: "codes" }),
          this.metrics.own("DeskWrongFactors", { statistic: "Sum", label: "factors" }),
        ],
      }),
      graph({
        title: "Acts refused, and broken off",
        left: [
          this.metrics.own("DeskRefusals", { statistic: "Sum", label: "refused" }),
          this.metrics.own("BrokenActs", { statistic: "Sum", label: "broken off" }),
        ],
      }),
    );
  }

  private addApi(): void {
    this.addSection(
      "The API",
      [
        "**Latency**: as API Gateway sees it, cold starts included, and as the functions see it. **Answers**: 5xx are ours to mend; 4xx are wrong codes, limits and mistakes of clients.",
        explain("Errors"),
      ],
      graph({
        title: "Latency",
        left: [
          this.metrics.api("Latency", { statistic: "p50", label: "API p50" }),
          this.metrics.api("Latency", { statistic: "p99", label: "API p99" }),
          this.metrics.own("Latency", { statistic: "p99", label: "functions p99" }),
        ],
      }),
      graph({
        title: "Answers",
        left: [
          this.metrics.api("Count", { statistic: "Sum", label: "all" }),
          this.metrics.api("4XXError", { statistic: "Sum", label: "4xx" }),
        ],
      }),
      graph({
        title: "Errors",
        left: [
          this.metrics.api("5XXError", { statistic: "Sum", label: "5xx" }),
          this.metrics.own("Errors", { statistic: "Sum", label: "faults" }),
        ],
      }),
    );
  }

  private addMachinery(): void {
    this.addSection(
      "Behind it",
      [
        "**Behind the stream**: how old the records are that a consumer gets. A minute of `dispatch` means that codes wait for a minute; `bookkeep` waits for one by itself. **Throttled**: calls for which there was no room, of all functions of the account in this region, which share a limit.",
      ],
      graph({
        title: "Behind the stream",
        left: STREAM_HANDLERS.map((handler) =>
          this.metrics.function("IteratorAge", handler, { statistic: "Maximum", label: handler }),
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

  private addSection(title: string, texts: readonly string[], ...graphs: readonly IWidget[]): void {
    const markdown = [`## ${title}`, ...texts.filter((text) => text !== "")].join("\n\n");
    this.dashboard.addWidgets(new TextWidget({ markdown, width: WIDTH, height: 4 }));
    this.dashboard.addWidgets(...graphs);
  }
}
