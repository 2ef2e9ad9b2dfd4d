import { describe, expect, it } from "@jest/globals";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

interface Statement {
  readonly Effect: string;
}

const SOURCE = /:sms-voice:eu-central-1:111122223333:configuration-set\/latchkey-prod$/;

describe("the receipts of End User Messaging", () => {
  const HEX = "0".repeat(32);
  const providers = [{ use: "aws-sms", originationIdentity: `phone-${HEX}` }];

  it("come through a topic that this account's configuration set alone publishes to", async () => {
    const made = await synthesize("prod", { settings: { channels: { sms: { providers } } } });
    const [set, ...others] = ofType(made.service, "AWS::SMSVOICE::ConfigurationSet");
    expect(others).toEqual([]);
    const destinations = set?.Properties.EventDestinations as readonly {
      readonly Enabled: boolean;
      readonly MatchingEventTypes: readonly string[];
      readonly SnsDestination: { readonly TopicArn: unknown };
    }[];
    expect(set?.Properties.ConfigurationSetName).toBe("latchkey-prod");
    expect(destinations).toHaveLength(1);
    expect(destinations[0]?.Enabled).toBe(true);
    expect(destinations[0]?.MatchingEventTypes).toEqual(
      expect.arrayContaining(["TEXT_DELIVERED", "TEXT_BLOCKED", "TEXT_TTL_EXPIRED"]),
    );
    const topic = "latchkey-prod-messaging-receipts";
    expect(nameOf(destinations[0]?.SnsDestination.TopicArn, made.service, made)).toBe(topic);
    const policies = ofType(made.service, "AWS::SNS::TopicPolicy").map(({ Properties }) => Properties);
    const [policy] = policies.filter(({ Topics }) =>
      (Topics as readonly unknown[]).some((one) => nameOf(one, made.service, made) === topic),
    );
    const { Statement } = policy?.PolicyDocument as { readonly Statement: readonly Statement[] };
    expect(Statement.filter(({ Effect }) => Effect === "Allow")).toMatchObject([
      {
        Action: "sns:Publish",
        Principal: { Service: "sms-voice.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: {
            "aws:SourceArn": expect.stringMatching(SOURCE),
          },
        },
      },
    ]);
    // The topic refuses the set that is made before its policy.
    const [policyId] = Object.entries(made.service.Resources)
      .filter(([, { Properties }]) => Properties === policy)
      .map(([id]) => id);
    expect(set).toMatchObject({ DependsOn: expect.arrayContaining([policyId]) });
    const read = ofType(made.service, "AWS::SNS::Subscription").map(({ Properties }) =>
      nameOf(Properties.TopicArn, made.service, made),
    );
    expect(read).toContain(topic);
  });

  it("name the configuration set to the function that sends SMS alone; a stage without has none", async () => {
    const made = await synthesize("dev", { settings: { channels: { sms: { providers } } } });
    const namers = ofType(made.service, "AWS::Lambda::Function").filter(({ Properties }) =>
      JSON.stringify(Properties.Environment ?? {}).includes("MESSAGING_CONFIGURATION_SET"),
    );
    expect(namers.map(({ Properties }) => Properties.FunctionName)).toEqual([
      "latchkey-dev-deliver-code-sms",
    ]);
    const { Variables } = namers[0]?.Properties.Environment as { Variables: Record<string, unknown> };
    expect(Variables.MESSAGING_CONFIGURATION_SET).toHaveProperty("Ref");
    const { service } = await synthesize("dev");
    expect(ofType(service, "AWS::SMSVOICE::ConfigurationSet")).toEqual([]);
  });
});
