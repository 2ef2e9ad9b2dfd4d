import type { Resource, Synthesized, TemplateJson } from "./synthesize.ts";

/** What an owner calls a thing: its physical name where it has one. */
const NAMES = [
  "TableName",
  "Name",
  "FunctionName",
  "QueueName",
  "TopicName",
  "AlarmName",
  "ConfigurationSetName",
];

/** A table's ARN that is spelled out says its name at the end. */
const TABLE_ARN = /^arn:aws:dynamodb:[\w-]+:\d{12}:table\//;

/** Says in words what a value of a template stands for, references to the other stack included. */
export function nameOf(value: unknown, template: TemplateJson, { data }: Synthesized): string {
  if (typeof value !== "object" || value === null) return String(value).replace(TABLE_ARN, "");
  const [[intrinsic, argument] = ["", undefined]] = Object.entries(value);
  switch (intrinsic) {
    case "Ref":
      return logicalName(String(argument), template);
    case "Fn::GetAtt": {
      const [id = "", attribute = ""] = argument as string[];
      return `${logicalName(id, template)}${attribute === "Arn" ? "" : `.${attribute}`}`;
    }
    case "Fn::Join": {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => nameOf(part, template, { data } as Synthesized)).join(separator);
    }
    case "Fn::ImportValue": {
      const output = Object.values(data.Outputs ?? {}).find(
        ({ Export }) => (Export?.Name ?? "") === argument,
      );
      return nameOf(output?.Value, data, { data } as Synthesized);
    }
    case "Fn::GetStackOutput": {
      const { OutputName } = argument as { readonly OutputName: string };
      return nameOf(data.Outputs?.[OutputName]?.Value, data, { data } as Synthesized);
    }
    case "Fn::Select": {
      // Of a name in an ARN's place, every part is the name, without the alias behind it.
      const [index, { "Fn::Split": split = [":", ""] }] = argument as [
        number,
        { "Fn::Split"?: [string, unknown] },
      ];
      const parts = nameOf(split[1], template, { data } as Synthesized).split(split[0]);
      return parts[index] ?? parts[0] ?? "";
    }
    default:
      return JSON.stringify(value);
  }
}

const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::Region": "eu-central-1",
  "AWS::URLSuffix": "amazonaws.com",
};

function logicalName(id: string, { Resources }: TemplateJson): string {
  if (id in PSEUDO) return PSEUDO[id] ?? "";
  const { Type = "", Properties = {} }: Partial<Resource> = Resources[id] ?? {};
  if (Type === "AWS::Logs::LogGroup") return "its log group";
  if (Type === "AWS::Lambda::Alias") {
    const { Ref = "" } = Properties.FunctionName as { readonly Ref?: string };
    return `${logicalName(Ref, { Resources } as TemplateJson)}:${String(Properties.Name)}`;
  }
  if (Type === "AWS::KMS::Key") {
    const alias = Object.values(Resources).find(
      (other) =>
        other.Type === "AWS::KMS::Alias" && JSON.stringify(other.Properties.TargetKeyId).includes(`"${id}"`),
    );
    return (alias?.Properties.AliasName as string | undefined) ?? id;
  }
  const name = NAMES.map((property) => Properties[property]).find((found) => typeof found === "string");
  return name ?? id;
}
