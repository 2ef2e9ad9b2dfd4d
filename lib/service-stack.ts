import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { servedRoutes } from "../functions/config.ts";
import { enabledChannels } from "../functions/settings.ts";
import { Alarms } from "./constructs/alarms.ts";
import { Api } from "./constructs/api.ts";
import { Dashboard } from "./constructs/dashboard.ts";
import { Deliverers } from "./constructs/delivery.ts";
import type { FunctionStage } from "./constructs/function.ts";
import { Functions } from "./constructs/functions.ts";
import { ChannelQueues } from "./constructs/queues.ts";
import { StreamConsumers } from "./constructs/stream.ts";
import type { DataStack } from "./data-stack.ts";

interface ServiceStackProps extends StackProps, FunctionStage {
  readonly data: DataStack;
}

/** What may be replaced: the API, the functions behind it and behind the table's stream, and the queues. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { stage, config, code } = props;
    const { table, keys } = props.data;
    const { ttlSeconds } = config.settings.passcode;

    const alarms = new Alarms(this, "Alarms", { stage, config });
    const api = new Api(this, "Api", { stage, config });
    const channels = enabledChannels(config.settings);
    const { of: queues } = new ChannelQueues(this, "Queues", { stage, channels, ttlSeconds });
    const functions = new Functions(this, "Functions", {
      stage,
      config,
      code,
      table,
      queues,
      publicUrl: api.publicUrl,
      secretArns: keys.secretArns,
      signingKeyArns: keys.signingKeyArns,
      providersArn: keys.providersArn,
    });
    api.addRoutes(servedRoutes(config.settings), (route) => functions.of(route));
    new StreamConsumers(this, "Stream", { stage, functions, table });
    new Deliverers(this, "Delivery", { stage, config, code, functions, queues, table });

    alarms.throttleAlarm(api.accessLogs);
    for (const alarm of functions.canary?.alarms ?? []) alarms.tellOf(alarm);
    const dashboard = new Dashboard(this, "Dashboard", { stage, config, alarms: alarms.all });

    new CfnOutput(this, "ApiUrl", { value: api.publicUrl, description: "Where clients reach the service" });
    new CfnOutput(this, "DashboardUrl", {
      value: dashboard.url,
      description: "What the service does, in graphs that say what they mean",
    });
    if (api.domainTarget !== undefined)
      new CfnOutput(this, "DomainTarget", {
        value: api.domainTarget,
        description: "What the domain's DNS record (CNAME or alias) has to point to",
      });
    if (api.serverKeyId !== undefined)
      new CfnOutput(this, "ServerKeyId", {
        value: api.serverKeyId,
        description: "The servers' key: aws apigateway get-api-key --include-value --api-key ID",
      });
  }
}
