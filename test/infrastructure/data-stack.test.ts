import { describe, expect, it } from "@jest/globals";
import { WINGS } from "../../functions/routes.ts";
import { cdkJson } from "./cdk-json.ts";
import { allGrants, permissionsOf } from "./permissions.ts";
import { nameOf } from "./names.ts";
import { ofType, synthesize } from "./synthesize.ts";

const prod = await synthesize("prod", {}, { validate: true });
const dev = await synthesize("dev", {}, { validate: true });

describe("the table", () => {
  const [table, ...others] = ofType(prod.data, "AWS::DynamoDB::Table");

  it("is the only one", () => {
    expect(others).toEqual([]);
  });

  it("is keyed, streamed, expired, recoverable and paid for by use", () => {
    expect(table?.Properties).toMatchObject({
      TableName: "latchkey-prod",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "customerId", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "customers",
          KeySchema: [
            { AttributeName: "sk", KeyType: "HASH" },
            { AttributeName: "customerId", KeyType: "RANGE" },
          ],
          Projection: {
            ProjectionType: "INCLUDE",
            NonKeyAttributes: ["status", "name", "locale", "address", "note", "blockedAt"],
          },
        },
      ],
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
  });
});

describe("a table that is encrypted with a customer's key", () => {
  const [table] = ofType(prod.data, "AWS::DynamoDB::Table");
  const [key, ...others] = ofType(prod.data, "AWS::KMS::Key");

  it("names that key, the only one of its stack", () => {
    const { KMSMasterKeyId, ...specification } = table?.Properties.SSESpecification as {
      readonly KMSMasterKeyId: unknown;
    };
    expect(specification).toEqual({ SSEEnabled: true, SSEType: "KMS" });
    expect(nameOf(KMSMasterKeyId, prod.data, prod)).toBe("alias/latchkey-prod-table");
    expect(others).toEqual([]);
  });

  it("has it renewed every year, and says in the console what it is for", () => {
    expect(key?.Properties).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 365 });
    expect(key?.Properties.Description).toContain("Latchkey (prod)");
  });

  it("keeps it for as long as the table", () => {
    expect(key).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
  });

  it("has it decrypt in the name of the caller that asks the database, and of no other", () => {
    const statements = ofType(prod.service, "AWS::IAM::Policy")
      .flatMap(
        ({ Properties }) =>
          (Properties.PolicyDocument as { readonly Statement: readonly Record<string, unknown>[] }).Statement,
      )
      .filter(({ Action }) => JSON.stringify(Action).includes("kms:"));
    expect(statements.length).toBeGreaterThan(0);
    for (const { Action, Condition } of statements) {
      expect(Action).toBe("kms:Decrypt");
      const { StringEquals, ...further } = Condition as {
        readonly StringEquals: Readonly<Record<string, unknown>>;
      };
      expect(Object.keys(StringEquals)).toEqual(["kms:ViaService"]);
      expect(further).toEqual({
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/latchkey-prod-table" },
      });
      expect(nameOf(StringEquals["kms:ViaService"], prod.service, prod)).toBe(
        "dynamodb.eu-central-1.amazonaws.com",
      );
    }
  });
});

describe("a table that is encrypted with a key of AWS's", () => {
  it("costs no key", () => {
    expect(ofType(dev.data, "AWS::KMS::Key")).toEqual([]);
    // DynamoDB's word for it: nothing is ever stored in plain.
    expect(ofType(dev.data, "AWS::DynamoDB::Table")[0]?.Properties.SSESpecification).toEqual({
      SSEEnabled: false,
    });
    expect(allGrants(dev, dev.service).filter((grant) => /^kms:(?!Decrypt)/.test(grant))).toEqual([]);
  });

  it("has functions that may read it on while it is encrypted anew, in both directions", async () => {
    const owner = await synthesize("dev", { tableEncryption: "customer-managed" });
    const decrypts = (app: typeof dev) =>
      allGrants(app, app.service)
        .filter((grant) => grant.startsWith("kms:"))
        .sort();
    expect(decrypts(dev)).not.toEqual([]);
    expect(decrypts(dev)).toEqual(decrypts(owner));
    const [alias] = ofType(owner.data, "AWS::KMS::Alias");
    expect(decrypts(dev).every((grant) => grant.endsWith(` ${String(alias?.Properties.AliasName)}`))).toBe(
      true,
    );
  });
});

describe("a stage that keeps its data", () => {
  it("protects the table, and leaves it behind when the stack goes", () => {
    const [table] = ofType(prod.data, "AWS::DynamoDB::Table");
    expect(table).toMatchObject({
      Properties: { DeletionProtectionEnabled: true },
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
    });
  });

  it("leaves the secrets behind when the stack goes", () => {
    for (const secret of ofType(prod.data, "AWS::SecretsManager::Secret"))
      expect(secret).toMatchObject({ DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" });
  });
});

describe("a stage that removes its data", () => {
  it("takes table, secrets and logs along, and nothing that other stages use", () => {
    const [table] = ofType(dev.data, "AWS::DynamoDB::Table");
    expect(table?.Properties.DeletionProtectionEnabled).toBe(false);
    const kept = [...dev.templates.values()]
      .flatMap(({ Resources }) => Object.values(Resources))
      .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith("Retain"))
      .map(({ Type }) => Type);
    // How API Gateway writes logs in this account, and the sender's identity: other stages need them too.
    expect(kept.sort()).toEqual(["AWS::ApiGateway::Account", "AWS::IAM::Role", "AWS::SES::EmailIdentity"]);
    expect(ofType(dev.data, "AWS::SES::EmailIdentity")).toMatchObject([
      { DeletionPolicy: "RetainExceptOnCreate", UpdateReplacePolicy: "Retain" },
    ]);
  });
});

describe("the secrets", () => {
  it("are made empty, each with a name and a description", () => {
    const secrets = ofType(prod.data, "AWS::SecretsManager::Secret").map(({ Properties }) => Properties);
    expect(secrets.map(({ Name }) => Name).sort()).toEqual(
      ["cookie", "factor", "form", "passcode", "recipient", "signing", "verifying"].map(
        (name) => `latchkey/prod/${name}`,
      ),
    );
    for (const properties of secrets) expect(Object.keys(properties).sort()).toEqual(["Description", "Name"]);
  });

  it("are filled by a function that may touch nothing else", () => {
    const secrets = ["cookie", "factor", "form", "passcode", "recipient", "signing", "verifying"];
    expect(permissionsOf(prod, prod.data, "latchkey-prod-fill-secrets")).toEqual([
      "logs:CreateLogStream on its log group",
      "logs:PutLogEvents on its log group",
      ...secrets.map((name) => `secretsmanager:GetSecretValue on latchkey/prod/${name}`),
      ...secrets.map((name) => `secretsmanager:PutSecretValue on latchkey/prod/${name}`),
    ]);
  });

  it("have no value in any template", () => {
    for (const template of [...prod.templates.values(), ...dev.templates.values()])
      expect(JSON.stringify(template)).not.toMatch(/SecretString|resolve:secretsmanager|PRIVATE KEY|"d":/);
  });
});

describe("each deployed stage of cdk.json", () => {
  it.each(Object.keys(cdkJson.context.stages).filter((stage) => stage !== "local"))(
    "has two stacks, and a nested one for each wing: %s",
    (stage) => {
      const { templates } = stage === "dev" ? dev : prod;
      const names = [...templates.keys()];
      const service = `latchkey-${stage}-service`;
      expect(names.slice(0, 2)).toEqual([`latchkey-${stage}-data`, service]);
      expect(names.slice(2).map((name) => name.split("/")[0])).toEqual(
        // Codes are said in calls, second factors asked for, events told, and admins served, where the owner wants it.
        Object.keys(WINGS)
          .filter((wing) => !["voice", "factors", "events", "desk"].includes(wing))
          .map(() => service),
      );
      for (const { Description } of templates.values()) expect(Description).toContain(`Latchkey (${stage})`);
    },
  );

  it("prints the table's name and the API's URL", () => {
    expect(prod.data.Outputs?.TableName).toBeDefined();
    expect(prod.service.Outputs?.ApiUrl).toBeDefined();
  });
});
