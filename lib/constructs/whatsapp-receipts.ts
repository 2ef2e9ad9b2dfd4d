import { CfnOutput, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { servicePrincipal } from "./service-principal.ts";

/**
 * Where AWS End User Messaging Social reports the status of WhatsApp messages. AWS offers no resource for the other end:
 * the owner names this topic as the event destination of the WhatsApp Business Account.
 * @see https://docs.aws.amazon.com/social-messaging/latest/userguide/managing-event-destinations.html
 */
export class WhatsappReceipts extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    // The subscription of the same function is called by this id: the topic of e-mails has another one.
    this.topic = new Topic(this, "WhatsappTopic", {
      topicName: `latchkey-${stage}-whatsapp-receipts`,
      displayName: `Latchkey (${stage}): what became of each WhatsApp message`,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [servicePrincipal(this, "social-messaging.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    new CfnOutput(Stack.of(this), "WhatsappReceiptsTopicArn", {
      value: this.topic.topicArn,
      description: "Name it as the event destination of the WhatsApp Business Account.",
    });
  }
}
