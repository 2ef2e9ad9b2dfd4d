import { describe, expect, it } from "@jest/globals";
import { permissionsOf } from "./permissions.ts";
import { methodsOf } from "./methods.ts";
import { ofType, synthesize } from "./synthesize.ts";

describe("the route of Twilio's callbacks", () => {
  const twilio = { use: "twilio", from: "+14155550199" };
  const routeOf = async (settings: object) => {
    const made = await synthesize("prod", { settings });
    return { made, methods: [...methodsOf(made).keys()].filter((name) => name.includes("/otp/receipts")) };
  };

  it("is there where Twilio carries a channel, with a rate and what it logs in with", async () => {
    const { made, methods } = await routeOf({ channels: { sms: { providers: ["sns", twilio] } } });
    expect(methods.sort()).toEqual(["ANY /otp/receipts/twilio", "POST /otp/receipts/twilio"]);
    const name = "latchkey-prod-record-twilio-receipt";
    const granted = permissionsOf(made, made.service, name).filter((grant) => !grant.startsWith("logs:"));
    expect(granted.filter((grant) => !grant.startsWith("kms:Decrypt"))).toEqual([
      "dynamodb:GetItem on latchkey-prod",
      "dynamodb:UpdateItem on latchkey-prod",
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

  it.each([
    ["carries nothing", {}],
    ["is of a channel that is switched off", { sms: { enabled: false, providers: [twilio] } }],
  ])("is not there, nor its rate and function, where Twilio %s", async (_case, channels) => {
    const { made, methods } = await routeOf({ channels });
    expect(methods).toEqual([]);
    expect(JSON.stringify(made.service)).not.toMatch(/twilio-receipt|otp~1receipts/);
  });
});
