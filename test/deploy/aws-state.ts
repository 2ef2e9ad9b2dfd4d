import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { localClient } from "../../bin/local/database.ts";
import { type Moto, REGION } from "./moto.ts";

/** What an account holds: the names of things, as the services themselves list them. */
export interface AwsState {
  readonly tables: readonly string[];
  readonly queues: readonly string[];
  readonly functions: readonly string[];
  readonly roles: readonly string[];
  readonly apis: readonly string[];
  readonly logGroups: readonly string[];
}

export async function readState({ endpoint }: Moto): Promise<AwsState> {
  const credentials = { accessKeyId: "moto", secretAccessKey: "moto" };
  const database = localClient(endpoint);
  const sqs = new SQSClient({ endpoint, region: REGION, credentials });
  const [tables, queues, functions, roles, apis, logGroups] = await Promise.all([
    database.send(new ListTablesCommand({})).then(({ TableNames = [] }) => TableNames),
    sqs.send(new ListQueuesCommand({})).then(({ QueueUrls = [] }) => QueueUrls),
    ask(endpoint, "lambda", "/2015-03-31/functions/?MaxItems=200"),
    ask(endpoint, "iam", "/?Action=ListRoles&Version=2010-05-08&MaxItems=500"),
    ask(endpoint, "apigateway", "/restapis"),
    ask(endpoint, "logs", "/", { "x-amz-target": "Logs_20140328.DescribeLogGroups" }),
  ]);
  database.destroy();
  sqs.destroy();
  return {
    tables,
    queues: queues.map((url) => url.slice(url.lastIndexOf("/") + 1)),
    functions: matches(functions, /"FunctionName": ?"([^"]+)"/g),
    roles: matches(roles, /<RoleName>([^<]+)</g),
    apis: matches(apis, /"name": ?"([^"]+)"/g),
    logGroups: matches(logGroups, /"logGroupName": ?"([^"]+)"/g),
  };
}

/** The logical ids of what a stack has made, and what it calls them. */
export async function stackResources(
  { endpoint }: Moto,
  stack: string,
): Promise<ReadonlyMap<string, string>> {
  const path = `/?Action=ListStackResources&Version=2010-05-15&StackName=${stack}`;
  const xml = await ask(endpoint, "cloudformation", path);
  // One by one: some have no name in the account.
  const members = matches(xml, /<member>([^]*?)<\/member>/g);
  return new Map(
    members.map((member) => [
      matches(member, /<LogicalResourceId>([^<]+)</g)[0] ?? "",
      matches(member, /<PhysicalResourceId>([^<]*)</g)[0] ?? "",
    ]),
  );
}

/** The paths of an API, as API Gateway itself lists them. @param name of the API */
export async function pathsOf({ endpoint }: Moto, name: string): Promise<readonly string[]> {
  const { item: apis } = JSON.parse(await ask(endpoint, "apigateway", "/restapis")) as Listed<"name">;
  const { id } = apis.find((api) => api.name === name) ?? {};
  const resources = await ask(endpoint, "apigateway", `/restapis/${id}/resources?limit=500`);
  return (JSON.parse(resources) as Listed<"path">).item.map(({ path }) => path);
}

interface Listed<Name extends string> {
  readonly item: readonly ({ readonly id: string } & Readonly<Record<Name, string>>)[];
}

/** A call to a service that this project has no client of; moto looks at no signature. */
async function ask(
  endpoint: string,
  service: string,
  path: string,
  target?: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await fetch(endpoint + path, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=moto/20300101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...(target && { ...target, "content-type": "application/x-amz-json-1.1" }),
    },
    ...(target && { method: "POST", body: "{}" }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${text}`);
  return text;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = ""]) => found);
}
