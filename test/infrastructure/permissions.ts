import { nameOf } from "./names.ts";
import type { Resource, Synthesized, TemplateJson } from "./synthesize.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * What a user of the table or its stream has to be allowed, where the owner pays for the table's key: DynamoDB asks
 * that key in the caller's name. Through DynamoDB only: the function itself cannot use the key. By the key's alias alone,
 * and also before the key is there.
 */
export const DECRYPTS_TABLE =
  "kms:Decrypt on arn:aws:kms:eu-central-1:111122223333:key/*" +
  " if kms:ViaService StringEquals dynamodb.eu-central-1.amazonaws.com" +
  " if kms:ResourceAliases ForAnyValue:StringEquals alias/latchkey-prod-table";

/** A function of a template, by its name. */
export function functionNamed(template: TemplateJson, name: string): Resource {
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties.FunctionName === name,
  );
  if (!found) throw new Error(`no function ${name}`);
  return found;
}

/** Everything that a function may do, one line for each action on each resource, with its conditions; sorted. */
export function permissionsOf(app: Synthesized, template: TemplateJson, functionName: string): string[] {
  const { Role } = functionNamed(template, functionName).Properties as {
    readonly Role: { readonly "Fn::GetAtt": readonly string[] };
  };
  const [roleId = ""] = Role["Fn::GetAtt"];
  const role = template.Resources[roleId]?.Properties ?? {};
  // Managed or inline policies would grant behind this function's back.
  if ("ManagedPolicyArns" in role || "Policies" in role) throw new Error(`${roleId} has further policies`);
  return statements(template)
    .filter(({ roles }) => roles.includes(roleId))
    .flatMap(({ statement }) => lines(statement, app, template))
    .sort();
}

/** Every grant of every role of a template. */
export function allGrants(app: Synthesized, template: TemplateJson): string[] {
  return statements(template).flatMap(({ statement }) => lines(statement, app, template));
}

function statements(template: TemplateJson) {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === "AWS::IAM::Policy")
    .flatMap(({ Properties }) => {
      const { Roles, PolicyDocument } = Properties as {
        readonly Roles: readonly { readonly Ref: string }[];
        readonly PolicyDocument: { readonly Statement: readonly Statement[] };
      };
      const roles = Roles.map(({ Ref }) => Ref);
      return PolicyDocument.Statement.map((statement) => ({ roles, statement }));
    });
}

function lines(statement: Statement, app: Synthesized, template: TemplateJson): string[] {
  const { Effect, Action, Resource, Condition = {} } = statement;
  const prefix = Effect === "Allow" ? "" : `${Effect} `;
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => {
      const values = [value].flat().map((one) => nameOf(one, template, app));
      return ` if ${key} ${operator} ${values.join(" or ")}`;
    }),
  );
  return [Action]
    .flat()
    .flatMap((action) =>
      [Resource]
        .flat()
        .map((resource) => `${prefix}${action} on ${nameOf(resource, template, app)}${conditions.join("")}`),
    );
}
