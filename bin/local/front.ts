import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import { problem, problemReply } from "../../functions/http/problem.ts";
import { localCaller } from "./desk-caller.ts";
import { json, type Reply, toProxyResult } from "../../functions/http/reply.ts";
import { servedRoutes } from "../../functions/config.ts";
import { BINARY_TYPES, type Route, routes, SERVER_PATH } from "../../functions/routes.ts";
import type { Settings } from "../../functions/settings.ts";

/** What API Gateway takes at most, in bytes; the endpoint's own limit is far below. */
const GATEWAY_LIMIT = 10 * 1024 * 1024;

/** What servers send in `X-Api-Key`; API Gateway makes one that cannot be guessed. */
export const LOCAL_SERVER_KEY = "local-server-key";

export interface FrontOptions {
  readonly routes: readonly Route[];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly corsOrigins: readonly string[];
  /** Of the registered clients, for the routes that are theirs too. */
  readonly clientOrigins?: readonly string[];
  /** Answers what belongs to the local service alone; undefined for anything else. */
  readonly console: (request: ConsoleRequest) => Promise<Reply | undefined>;
}

export interface ConsoleRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** What the settings leave out is not there, as when it is deployed; the providers' reports are, and the owner's acts. */
export function servedHere(settings: Settings): readonly Route[] {
  const known = new Set(servedRoutes(settings));
  return routes.filter(
    (route) => known.has(route) || route.function === "receipts" || route.function.startsWith("desk-"),
  );
}

/** Requests that come before the service is ready wait for it: a server without a listener would never answer them. */
export function doorway(): {
  readonly listener: RequestListener;
  readonly open: (listener: RequestListener) => void;
} {
  const { promise, resolve } = Promise.withResolvers<RequestListener>();
  return {
    listener: (incoming, outgoing) =>
      void promise.then((listener) => {
        listener(incoming, outgoing);
      }),
    open: resolve,
  };
}

/** API Gateway on localhost: turns HTTP into the events that a REST API's proxy integration sends, and answers back. */
export function front(options: FrontOptions): RequestListener {
  return (incoming, outgoing) => {
    serve(options, incoming)
      .catch(() => toProxyResult(problemReply(problem("internal", "Please try again.")), undefined))
      .then((result) => send(outgoing, result))
      .catch(() => outgoing.destroy());
  };
}

async function serve(options: FrontOptions, incoming: IncomingMessage): Promise<APIGatewayProxyResult> {
  const url = URL.parse(`http://localhost${incoming.url ?? "/"}`);
  if (!url) return reply(problemReply(problem("not-found", "There is nothing at this path.")));
  const body = await readBody(incoming);
  const method = incoming.method ?? "GET";
  if (body === undefined) return reply(problemReply(problem("too-large", "Send at most 16 KiB.")));
  const own = await options.console({ method, url, body: body.toString("utf8"), headers: incoming.headers });
  if (own) return reply(own);

  // A trailing slash means the same path.
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, "") : url.pathname;
  const forServer = path.startsWith(`${SERVER_PATH}/`);
  const { here, named } = matching(options.routes, path, forServer);
  if (here.length === 0) return reply(problemReply(problem("not-found", "There is nothing at this path.")));
  const known = here.find((route) => route.method === method);
  // API Gateway answers another method before it asks for the key.
  if (forServer && known && incoming.headers["x-api-key"] !== LOCAL_SERVER_KEY)
    return reply(problemReply(problem("forbidden", "Send the server's API key in the header X-Api-Key.")));
  const methods = here
    .map((route) => route.method)
    .sort()
    .join(", ");
  const { corsOrigins, clientOrigins = [] } = options;
  const allowed = here.some((route) => route.forClients) ? [...corsOrigins, ...clientOrigins] : corsOrigins;
  if (method === "OPTIONS" && !forServer) return preflight(allowed, incoming.headers.origin, methods);
  const endpoint = options.endpoints[known?.handler ?? ""];
  if (!endpoint) {
    const refused = problem("method-not-allowed", `Use ${methods}.`, { headers: { allow: methods } });
    if (!here.some(({ oauth }) => oauth)) return reply(problemReply(refused));
    const body = { error: "invalid_request", error_description: refused.detail };
    return reply(json(refused.status, body, { headers: refused.headers }));
  }
  // In the place of AWS's check of a signature.
  const caller = known?.byIam ? localCaller(incoming) : undefined;
  if (known?.byIam && caller === undefined)
    return reply(
      problemReply(problem("forbidden", "Only this machine may call the desk, and no page of another site.")),
    );
  const event = proxyEvent(incoming, { url, path, body, forServer, caller });
  return endpoint({ ...event, resource: forServer ? path : (known?.path ?? path), pathParameters: named }, {
    awsRequestId: randomUUID(),
  } as Context);
}

/** The routes of an address: those of its very path, or else of one with a name in braces for its last part. */
function matching(routes: readonly Route[], path: string, forServer: boolean) {
  const exact = routes.filter((route) =>
    forServer ? route.forServers && SERVER_PATH + route.path === path : route.path === path,
  );
  if (exact.length > 0) return { here: exact, named: null };
  const [, head = "", last = ""] = /^(.*\/)([^/]+)$/.exec(path) ?? [];
  const here = routes.filter(
    (route) => /^\{\w+\}$/.test(route.path.slice(head.length)) && route.path.startsWith(head),
  );
  const name = here[0]?.path.slice(head.length + 1, -1);
  return { here, named: name === undefined ? null : { [name]: decoded(last) } };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Asked {
  readonly url: URL;
  readonly path: string;
  readonly body: Buffer;
  readonly forServer: boolean;
  /** The ARN of who calls, where IAM opens the address. */
  readonly caller: string | undefined;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html for the shape */
export function proxyEvent(
  incoming: IncomingMessage,
  { url, path, body, forServer, caller }: Asked,
): APIGatewayProxyEvent {
  // As at API Gateway: every value of a header, and beside it the last one alone.
  const multiValueHeaders = incoming.headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(multiValueHeaders).map(([name, values]) => [name, values?.at(-1)]),
  );
  const httpMethod = incoming.method ?? "GET";
  const type = incoming.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const isBinary = body.length > 0 && BINARY_TYPES.includes(type);
  const requestContext = {
    httpMethod,
    path,
    protocol: "HTTP/1.1",
    stage: "local",
    requestId: randomUUID(),
    domainName: incoming.headers.host ?? "localhost",
    identity: {
      sourceIp: incoming.socket.remoteAddress ?? "127.0.0.1",
      apiKeyId: forServer ? "local" : null,
      userArn: caller ?? null,
      userAgent: incoming.headers["user-agent"] ?? null,
    },
  };
  return {
    resource: path,
    path,
    httpMethod,
    headers,
    multiValueHeaders,
    queryStringParameters: url.search === "" ? null : Object.fromEntries(url.searchParams),
    multiValueQueryStringParameters:
      url.search === ""
        ? null
        : Object.fromEntries(
            [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]),
          ),
    pathParameters: null,
    stageVariables: null,
    body: body.length === 0 ? null : body.toString(isBinary ? "base64" : "utf8"),
    isBase64Encoded: isBinary,
    requestContext: requestContext as unknown as APIGatewayProxyEvent["requestContext"],
  };
}

/** @returns undefined when it is too large; the rest is read and thrown away, so that the answer reaches the client */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= GATEWAY_LIMIT) chunks.push(chunk);
  }
  return length > GATEWAY_LIMIT ? undefined : Buffer.concat(chunks);
}

function preflight(
  allowed: readonly string[],
  origin: string | undefined,
  methods: string,
): APIGatewayProxyResult {
  const known = origin !== undefined && allowed.includes(origin);
  return toProxyResult(
    {
      status: 204,
      ...(known && {
        headers: {
          "access-control-allow-methods": methods,
          "access-control-allow-headers": "authorization, content-type, idempotency-key",
          "access-control-max-age": "600",
        },
      }),
    },
    known ? origin : undefined,
  );
}

function reply(own: Reply): APIGatewayProxyResult {
  return toProxyResult(own, undefined);
}

function send(
  outgoing: ServerResponse,
  { statusCode, headers = {}, multiValueHeaders = {}, body }: APIGatewayProxyResult,
): void {
  const bytes = Buffer.from(body);
  outgoing.writeHead(statusCode, {
    ...headers,
    ...(multiValueHeaders as Record<string, string[]>),
    ...(statusCode !== 204 && { "content-length": bytes.length }),
  });
  outgoing.end(bytes);
}
