import type { AccountOptions } from "../../bin/preflight/account.ts";
import { startServer } from "../support/start-server.ts";

/** What a service answers to one action: fields as its protocol writes them, or the name of an error. */
export type ActionAnswer =
  { readonly json: object } | { readonly xml: string } | { readonly error: string; readonly status?: number };

/** An AWS account that answers as it was told, in each service's own protocol. */
export interface AccountEndpoint {
  readonly options: AccountOptions;
  /** By the names of actions; one that is not named is denied. */
  answers: Readonly<Record<string, ActionAnswer>>;
  /** The actions that were asked for. */
  readonly asked: string[];
}

const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\/2016-08-19\/account-settings/, "GetAccountSettings"],
  [/^\/2015-03-31\/functions\/[\w-]+\/configuration/, "GetFunctionConfiguration"],
  [/^\/v2\/email\/account/, "GetAccount"],
  [/^\/v2\/email\/identities\//, "GetEmailIdentity"],
  [/^\/2013-04-01\/hostedzonesbyname/, "ListHostedZonesByName"],
];

export async function startAccountEndpoint(): Promise<AccountEndpoint> {
  const { url } = await startServer("the AWS account", (incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const target = incoming.headers["x-amz-target"]?.toString().split(".").at(-1);
      const form = new URLSearchParams(body);
      const byPath = PATHS.find(([path]) => path.test(incoming.url ?? ""))?.[1];
      const action = target ?? byPath ?? form.get("Action") ?? "";
      // One stack or identity is there and another is not: what is asked for is a part of the question.
      const identity = /^\/v2\/email\/identities\/([^/?]+)/.exec(incoming.url ?? "")?.[1] ?? "";
      const named = `${action} ${form.get("StackName") ?? decodeURIComponent(identity)}`.trim();
      account.asked.push(action);
      const answer = account.answers[named] ??
        account.answers[action] ?? { error: "AccessDenied", status: 403 };
      const inXml = target === undefined && (byPath === undefined || byPath === "ListHostedZonesByName");
      const [status, text] = written(answer, inXml, action);
      outgoing.writeHead(status, {
        "content-type": inXml ? "text/xml" : "application/x-amz-json-1.1",
        ...("error" in answer && { "x-amzn-errortype": answer.error }),
      });
      outgoing.end(text);
    })();
  });
  const account: AccountEndpoint = {
    options: {
      endpoint: url,
      region: "eu-central-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
    answers: {},
    asked: [],
  };
  return account;
}

function written(answer: ActionAnswer, inXml: boolean, action: string): [number, string] {
  if ("json" in answer) return [200, JSON.stringify(answer.json)];
  if ("xml" in answer) return [200, answer.xml.replaceAll("ACTION", action)];
  const { error, status = 400 } = answer;
  return [
    status,
    inXml
      ? `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>no</Message></Error></ErrorResponse>`
      : JSON.stringify({ __type: error, message: "no" }),
  ];
}

/** The answer of a service that speaks the query protocol. */
export function inQuery(content: string): ActionAnswer {
  return { xml: `<ACTIONResponse><ACTIONResult>${content}</ACTIONResult></ACTIONResponse>` };
}

export function stackIn(status: string): ActionAnswer {
  const member = `<StackName>a</StackName><CreationTime>2026-11-26T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus>`;
  return inQuery(`<Stacks><member>${member}</member></Stacks>`);
}

export function zones(...names: readonly string[]): ActionAnswer {
  const each = names.map(
    (name) =>
      `<HostedZone><Id>/hostedzone/Z</Id><Name>${name}</Name><CallerReference>a</CallerReference></HostedZone>`,
  );
  return {
    xml: `<ListHostedZonesByNameResponse><HostedZones>${each.join("")}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>1</MaxItems></ListHostedZonesByNameResponse>`,
  };
}
