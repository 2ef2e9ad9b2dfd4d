import { CfnOutput, CrossStackReferences, ReferenceStrength, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { servedRoutes } from "../functions/config.ts";
import { callsApps } from "../functions/settings.ts";
import { Alarms } from "./constructs/alarms.ts";
import { Budgets } from "./constructs/budgets.ts";
import { Api } from "./constructs/api.ts";
import { Dashboard } from "./constructs/dashboard.ts";
import { Deliverers } from "./constructs/delivery.ts";
import type { FunctionStage } from "./constructs/function.ts";
import { Functions } from "./constructs/functions.ts";
import { EventCalls } from "./constructs/events.ts";
import { OutboundCalls, outboundQueue } from "./constructs/outbound.ts";
import { SavedQueries } from "./constructs/saved-queries.ts";
import { StreamConsumers } from "./constructs/stream.ts";
import type { DataStack } from "./data-stack.ts";

interface ServiceStackProps extends StackProps, FunctionStage {
  readonly data: DataStack;
}

/** What may be replaced: the API, the functions behind it and behind the table's stream, and the queues. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    // An export that this stack imports cannot leave the data stack, which is deployed first: a change of settings would
    // stop at "export in use". A weak reference is read when this stack is deployed, and holds nothing.
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK);
    this.addStackDependency(props.data, "It reads what the data stack says of itself.");
    const { stage, config, code } = props;
    const { table, keys, domain, serverKey } = props.data;

    const alarms = new Alarms(this, "Alarms", { stage, config });
    const api = new Api(this, "Api", { stage, config, domain, serverKey });
    const outbound = callsApps(config.settings) ? outboundQueue(this, stage) : undefined;
    const functions = new Functions(this, "Functions", {
      stage,
      config,
      code,
      table,
      outbound,
      publicUrl: api.publicUrl,
      secretArns: keys.secretArns,
      signingKeyArns: keys.signingKeyArns,
      providersArn: keys.providersArn,
      botCheckArn: keys.botCheckArn,
      webhooksArn: keys.webhooksArn,
    });
    const routes = servedRoutes(config.settings);
    functions.answer(routes);
    api.addRoutes(routes, functions);
    new StreamConsumers(this, "Stream", { stage, settings: config.settings, functions, table });
    if (outbound) new OutboundCalls(this, "OutboundCalls", { queue: outbound, functions });
    const { bus } = config.settings.events;
    if (functions.events)
      new EventCalls(this, "EventCalls", { stage, queue: functions.events, functions, bus });
    const delivery = new Deliverers(this, "Delivery", { stage, config, code, functions, table });

    alarms.inWing("money", functions.besideBooks);
    if (config.settings.desk) alarms.inWing("desk", functions.besideDesk);
    alarms.throttleAlarm(api.accessLogs);
    if (delivery.smsAccountRefusals) alarms.refusalAlarm(delivery.smsAccountRefusals);
    for (const alarm of functions.failing) alarms.tellOf(alarm);
    const dashboard = new Dashboard(this, "Dashboard", { stage, config, alarms: alarms.all });

    new SavedQueries(functions.besideBooks, "SavedQueries", {
      stage,
      accessLogs: api.accessLogs,
      service: this,
    });
    if (config.budgets) new Budgets(this, "Budgets", { stage, budgets: config.budgets });
    if (alarms.topicArn !== undefined)
      new CfnOutput(this, "AlarmTopicArn", {
        value: alarms.topicArn,
        description: "Where alarms are published: subscribe a chat or a pager to it",
      });

    new CfnOutput(this, "ApiUrl", { value: api.publicUrl, description: "Where clients reach the service" });
    new CfnOutput(this, "DashboardUrl", {
      value: dashboard.url,
      description: "What the service does, in graphs that say what they mean",
    });
  }
}
