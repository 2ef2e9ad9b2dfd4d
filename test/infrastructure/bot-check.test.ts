import { describe, expect, it } from "@jest/globals";
import { functionNamed, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const SECRET = "latchkey/dev/bot-check";
const app = await synthesize("dev", {
  settings: { botCheck: { use: "turnstile", siteKey: "0x4AAAAAAAexample" } },
});
const pow = await synthesize("dev", { settings: { botCheck: { use: "pow" } } });

const secretsOf = ({ data }: typeof app) =>
  ofType(data, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties);
const variablesOf = ({ service }: typeof app, name: string) => {
  const { Properties } = functionNamed(service, name);
  return (Properties.Environment as { Variables: Record<string, unknown> }).Variables;
};

describe("a stage whose bot check is Turnstile", () => {
  it("has a secret for its key, which stays empty until the owner fills it in", () => {
    const [secret] = secretsOf(app).filter(({ Name }) => Name === SECRET);
    expect(secret).toBeDefined();
    expect(secret).not.toHaveProperty("SecretString");
    expect(secret).not.toHaveProperty("GenerateSecretString");
  });

  it("lets the function that opens challenges read it, and no other; and that one no provider's", () => {
    const readers = ofType(app.service, "AWS::Lambda::Function")
      .map(({ Properties }) => String(Properties.FunctionName))
      .filter((name) => permissionsOf(app, app.service, name).some((grant) => grant.endsWith(SECRET)));
    expect(readers).toEqual(["latchkey-dev-request"]);
    expect(permissionsOf(app, app.service, "latchkey-dev-request").join()).not.toContain("providers");
    const { SECRET_ID_BOT_CHECK } = variablesOf(app, "latchkey-dev-request");
    expect(nameOf(SECRET_ID_BOT_CHECK, app.service, app)).toContain(SECRET);
  });
});

describe("a stage whose bot check is a puzzle of its own", () => {
  it("has no such secret, and no function that asks for one", () => {
    expect(secretsOf(pow).map(({ Name }) => Name)).not.toContain(SECRET);
    expect(variablesOf(pow, "latchkey-dev-request")).not.toHaveProperty("SECRET_ID_BOT_CHECK");
  });
});
