import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
} from "aws-cdk-lib/aws-ses";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

interface ReceiptsProps {
  readonly stage: string;
  /** How long SES tries to deliver an e-mail. */
  readonly trySeconds: number;
  /** The table's key, if the owner pays for one. */
  readonly key?: IKey | undefined;
}

/** The events of an e-mail. Nothing is tracked that a recipient does with it: no opening, no click. */
const EVENTS = [
  EmailSendingEvent.SEND,
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.DELIVERY_DELAY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
];

/**
 * How SES treats the stage's e-mails, and where it reports the status of each: a topic that any number of subscribers
 * may listen to.
 */
export class Receipts extends Construct {
  /** What every e-mail has to name, or it is neither guarded nor reported. */
  readonly configurationSetName: string;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, trySeconds, key }: ReceiptsProps) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: `latchkey-${stage}`,
      reputationMetrics: true,
      // A code in the clear is everybody's code.
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // The service keeps a list of its own, whose entries end and can be lifted. Those of the account's list do neither: SES
      // would go on dropping what is sent to an address that was lifted here. An empty list of reasons overrides the account's.
      disableSuppressionList: true,
      // By default 14 hours, when the code is long over.
      maxDeliveryDuration: Duration.seconds(trySeconds),
    });
    this.configurationSetName = configurationSet.configurationSetName;
    const topicName = `latchkey-${stage}-receipts`;
    // Receipts hold addresses, but no codes. Only a key of the owner's can be opened to SES, at a price for every month,
    // so the table's serves where there is one. Elsewhere there is SNS's own encryption of its disks, and a
    // topic keeps a message no longer than it takes to hand it on.
    if (key) this.openKey(key, topicName);
    this.topic = new Topic(this, "Topic", {
      topicName,
      displayName: `Latchkey (${stage}): what became of each e-mail`,
      enforceSSL: true,
      ...(key && { masterKey: key }),
    });
    // Also allows SES to publish, for this account and this configuration set alone.
    configurationSet.addEventDestination("Destination", {
      configurationSetEventDestinationName: "receipts",
      destination: EventDestination.snsTopic(this.topic),
      events: EVENTS,
    });
  }

  private openKey(key: IKey, topicName: string): void {
    const { account } = Stack.of(this);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("ses.amazonaws.com")],
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        // In a key's policy this means the key itself.
        resources: ["*"],
        conditions: {
          StringEquals: {
            "aws:SourceAccount": account,
            // What SNS encrypts for this topic, and nothing of the table. The ARN is made of names, since a key of the
            // data stack cannot wait for a topic of this one.
            "kms:EncryptionContext:aws:sns:topicArn": Stack.of(this).formatArn({
              service: "sns",
              resource: topicName,
            }),
          },
        },
      }),
    );
  }
}
