import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { methodsOf } from "./methods.ts";
import { ofType, synthesize } from "./synthesize.ts";

const WEBHOOK = { use: "webhook", url: "https://messages.example.com/send" };

describe("the routes of providers' reports", () => {
  const twilio = { use: "twilio", from: "+14155550199" };
  const routeOf = async (settings: object) => {
    const made = await synthesize("prod", { settings });
    return { made, methods: [...methodsOf(made).keys()].filter((name) => name.includes("/otp/receipts")) };
  };

  it("are there where Twilio carries a channel, with a rate and what it logs in with", async () => {
    const { made, methods } = await routeOf({ channels: { sms: { providers: ["sns", twilio] } } });
    expect(methods.sort()).toEqual(["ANY /otp/receipts/twilio", "POST /otp/receipts/twilio"]);
    const name = "latchkey-prod-receipts";
    const granted = permissionsOf(made, made.service, name).filter((grant) => !grant.startsWith("logs:"));
    const partitions =
      " if dynamodb:LeadingKeys ForAllValues:StringLike message#* or recipient#*" +
      " if dynamodb:LeadingKeys Null false";
    expect(granted.filter((grant) => !grant.startsWith("kms:Decrypt"))).toEqual([
      `dynamodb:GetItem on latchkey-prod${partitions}`,
      `dynamodb:UpdateItem on latchkey-prod${partitions}`,
      "secretsmanager:GetSecretValue on latchkey/prod/providers",
    ]);
    const [stage] = ofType(made.service, "AWS::ApiGateway::Stage");
    expect(stage?.Properties.MethodSettings).toContainEqual(
      expect.objectContaining({
        ResourcePath: "/~1otp~1receipts~1twilio",
        HttpMethod: "POST",
        ThrottlingRateLimit: 50,
      }),
    );
  });

  it("are there for SendGrid and the owner's gateway too, by one function with one role", async () => {
    const { made, methods } = await routeOf({ channels: { email: { providers: ["sendgrid", WEBHOOK] } } });
    const names = ["sendgrid", "webhook"].map((name) => `/otp/receipts/${name}`);
    expect(methods.sort()).toEqual(names.flatMap((name) => [`ANY ${name}`, `POST ${name}`]).sort());
    const granted = permissionsOf(made, made.service, "latchkey-prod-receipts");
    expect(granted.filter((grant) => /secretsmanager|sqs|PutItem|Query/.test(grant))).toEqual([
      "secretsmanager:GetSecretValue on latchkey/prod/providers",
    ]);
  });

  it.each([
    ["carries nothing", {}],
    ["is of a channel that is switched off", { sms: { enabled: false, providers: [twilio] } }],
  ])("are not there, nor their rates and function, where Twilio %s", async (_case, channels) => {
    const { made, methods } = await routeOf({ channels });
    expect(methods).toEqual([]);
    expect(JSON.stringify(made.service)).not.toMatch(/twilio-receipt|otp~1receipts/);
  });
});
