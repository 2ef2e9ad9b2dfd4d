import { describe, expect, it } from "@jest/globals";
import { compareTemplates } from "../../bin/guard/compare-templates.ts";
import type { Template } from "../../bin/guard/template.ts";

type Resources = Readonly<Record<string, object>>;

/** The data stack of a stage, and a service stack that imports what it needs of it. */
const stage = (data: Resources, imported: readonly string[] = [], exported = imported) =>
  new Map<string, Template>([
    [
      "data",
      {
        Resources: data,
        Outputs: Object.fromEntries(
          exported.map((name) => [name, { Value: { Ref: name }, Export: { Name: `data:${name}` } }]),
        ),
      },
    ],
    [
      "service",
      {
        Resources: Object.fromEntries(
          imported.map((name) => [
            `User${name}`,
            {
              Type: "AWS::SQS::Queue",
              Properties: { KmsMasterKeyId: { "Fn::ImportValue": `data:${name}` } },
            },
          ]),
        ),
      },
    ],
  ]);

const table = (properties: object = {}, attributes: object = {}) => ({
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName: "latchkey-prod",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    ...properties,
  },
  DeletionPolicy: "Retain",
  UpdateReplacePolicy: "Retain",
  ...attributes,
});

const ofType = (type: string, Properties: object = {}, DeletionPolicy = "Delete") => ({
  Type: type,
  Properties,
  DeletionPolicy,
});

describe("a thing that cannot be made again", () => {
  it.each([
    ["table", table({}, { DeletionPolicy: "Delete" })],
    ["secret", ofType("AWS::SecretsManager::Secret", { Name: "latchkey/prod/cookie" })],
    ["KMS key", ofType("AWS::KMS::Key", { KeyPolicy: {} })],
    ["e-mail identity", ofType("AWS::SES::EmailIdentity", { EmailIdentity: "example.com" })],
    ["domain", ofType("AWS::ApiGateway::DomainName", { DomainName: "id.example.com" })],
    ["API key", ofType("AWS::ApiGateway::ApiKey", { Name: "latchkey-prod" })],
    ["API", ofType("AWS::ApiGateway::RestApi", { Name: "latchkey-prod" })],
  ])("is not deleted: %s", (what, resource) => {
    expect(compareTemplates(stage({ It: resource }), stage({}))).toEqual([`data: the ${what} It is deleted`]);
  });

  it("does not leave its stack, even where it stays in the account", () => {
    expect(compareTemplates(stage({ Table: table() }), stage({}))).toEqual([
      "data: the table Table leaves its stack",
    ]);
  });

  it("does not come back under another logical id", () => {
    expect(compareTemplates(stage({ Table: table() }), stage({ Other: table() }))).toEqual([
      "data: the table Table leaves its stack",
    ]);
  });

  it.each([
    ["table", "TableName", table(), table({ TableName: "other" })],
    [
      "secret",
      "Name",
      ofType("AWS::SecretsManager::Secret", { Name: "one" }),
      ofType("AWS::SecretsManager::Secret", { Name: "two" }),
    ],
    [
      "KMS key",
      "KeyUsage",
      ofType("AWS::KMS::Key", { KeyUsage: "SIGN_VERIFY" }),
      ofType("AWS::KMS::Key", { KeyUsage: "ENCRYPT_DECRYPT" }),
    ],
    [
      "e-mail identity",
      "EmailIdentity",
      ofType("AWS::SES::EmailIdentity", { EmailIdentity: "example.com" }),
      ofType("AWS::SES::EmailIdentity", { EmailIdentity: "example.org" }),
    ],
    [
      "domain",
      "DomainName",
      ofType("AWS::ApiGateway::DomainName", { DomainName: "id.example.com" }),
      ofType("AWS::ApiGateway::DomainName", { DomainName: "id.example.org" }),
    ],
    [
      "API key",
      "Name",
      ofType("AWS::ApiGateway::ApiKey", { Name: "one" }),
      ofType("AWS::ApiGateway::ApiKey", { Name: "two" }),
    ],
  ])("is not replaced: %s by its %s", (what, property, before, after) => {
    const lines = compareTemplates(stage({ It: before }), stage({ It: after }));
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^data: the ${what} It .*replaced: ${property}$`)),
    ]);
  });

  it("is not taken for another type", () => {
    expect(
      compareTemplates(stage({ Table: table() }), stage({ Table: ofType("AWS::DynamoDB::GlobalTable") })),
    ).toEqual(["data: the table Table is deleted"]);
  });

  it("does not go with its whole stack", () => {
    const after = stage({});
    after.delete("data");
    expect(compareTemplates(stage({ Table: table() }), after)).toEqual([
      "data: the table Table leaves its stack",
    ]);
  });
});

describe("an export", () => {
  const before = stage({ Table: table() }, ["Table"]);

  it("is not closed while the other stack's old template imports it", () => {
    expect(compareTemplates(before, stage({ Table: table() }, [], []))).toEqual([
      "data: the export data:Table is gone, and service imports it",
    ]);
  });

  it("does not get another value while it is imported", () => {
    const after = stage({ Table: table() }, ["Table"]);
    const data = after.get("data")!;
    after.set("data", {
      ...data,
      Outputs: { Table: { Value: { Ref: "Other" }, Export: { Name: "data:Table" } } },
    });
    expect(compareTemplates(before, after)).toEqual([
      "data: the export data:Table has another value, and service imports it",
    ]);
  });

  it("may go when no old template imports it", () => {
    expect(compareTemplates(stage({}, [], ["Table"]), stage({}))).toEqual([]);
  });

  it("may stay while it is imported no more", () => {
    expect(compareTemplates(before, stage({ Table: table() }, [], ["Table"]))).toEqual([]);
  });
});

describe("a harmless change", () => {
  it.each([
    ["nothing", { Table: table() }],
    ["a property that is updated in place", { Table: table({ DeletionProtectionEnabled: true }) }],
    ["a new table", { Table: table(), Second: table({ TableName: "second" }) }],
    ["a new output and tags", { Table: table({ Tags: [{ Key: "team", Value: "id" }] }) }],
  ])("passes: %s", (_, after) => {
    expect(compareTemplates(stage({ Table: table() }), stage(after))).toEqual([]);
  });

  it("may replace and delete what can be made again", () => {
    const before = stage({
      Queue: ofType("AWS::SQS::Queue", { QueueName: "one" }),
      Role: ofType("AWS::IAM::Role"),
    });
    const after = stage({ Queue: ofType("AWS::SQS::Queue", { QueueName: "two" }) });
    expect(compareTemplates(before, after)).toEqual([]);
  });
});

describe("a function that moves to another stack under its name", () => {
  const named = (FunctionName: unknown) => ({ Fn: ofType("AWS::Lambda::Function", { FunctionName }) });
  const stacks = (outer: Resources, inner: Resources) =>
    new Map<string, Template>([
      ["service", { Resources: outer }],
      ["service.oidc.nested", { Resources: inner }],
    ]);

  it("would be made where its name is still taken, in both directions", () => {
    const [outside, inside] = [
      stacks(named("latchkey-prod-apps"), {}),
      stacks({}, named("latchkey-prod-apps")),
    ];
    const line = (from: string, to: string) =>
      `${from}: the function latchkey-prod-apps moves to ${to}, while its name is taken here`;
    expect(compareTemplates(outside, inside)).toEqual([line("service", "service.oidc.nested")]);
    expect(compareTemplates(inside, outside)).toEqual([line("service.oidc.nested", "service")]);
  });

  it("is not one that stays, nor one with a new name", () => {
    const before = stacks(named("latchkey-prod-apps"), named("latchkey-prod-tokens"));
    expect(compareTemplates(before, before)).toEqual([]);
    expect(compareTemplates(before, stacks({}, named("latchkey-prod-tokens")))).toEqual([]);
  });
});
