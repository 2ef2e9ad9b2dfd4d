import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnConfigurationSet } from "aws-cdk-lib/aws-smsvoice";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { MESSAGING_EVENTS } from "../../functions/domain/messaging-events.ts";

/**
 * How AWS End User Messaging treats the stage's messages to phone numbers, and where it reports the status of each.
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-sns-creating-role.html
 */
export class MessagingReceipts extends Construct {
  /** What every message has to name, or it is not reported. */
  readonly configurationSetName: string;
  /** As a policy names it. */
  readonly configurationSetArn: string;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    const setName = `latchkey-${stage}`;
    // The subscription of the same function is called by this id: the topic of e-mails has another one.
    this.topic = new Topic(this, "MessagingTopic", {
      topicName: `latchkey-${stage}-messaging-receipts`,
      displayName: `Latchkey (${stage}): what happened to each message to a phone number`,
      enforceSSL: true,
    });
    const arn = (resourceName: string) =>
      Stack.of(this).formatArn({ service: "sms-voice", resource: "configuration-set", resourceName });
    const { policyDependable } = this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [
          new ServicePrincipal("sms-voice.amazonaws.com", {
            conditions: {
              StringEquals: { "aws:SourceAccount": Stack.of(this).account },
              // Made of its name: the set itself waits for this policy.
              ArnLike: { "aws:SourceArn": arn(setName) },
            },
          }),
        ],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
      }),
    );
    const set = new CfnConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: setName,
      eventDestinations: [
        {
          eventDestinationName: "receipts",
          enabled: true,
          matchingEventTypes: [...MESSAGING_EVENTS],
          snsDestination: { topicArn: this.topic.topicArn },
        },
      ],
    });
    if (policyDependable) set.node.addDependency(policyDependable);
    this.configurationSetName = set.ref;
    this.configurationSetArn = arn(set.ref);
  }
}
