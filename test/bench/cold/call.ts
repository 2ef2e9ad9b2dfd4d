import { randomBytes } from "node:crypto";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { type HandlerName, routes } from "../../../functions/routes.ts";

/** Makes a call of a route. */
export type MakeCall = typeof call;

/** What API Gateway sends for a client of the API. */
export function call(handler: HandlerName, body?: object, headers: object = {}): APIGatewayProxyEvent {
  const route = routes.find((one) => one.handler === handler);
  if (!route) throw new Error(`${handler} has no route`);
  const sourceIp = `198.51.${randomBytes(1)[0] ?? 0}.${randomBytes(1)[0] ?? 0}`;
  const own = { accept: "application/json", ...(body && { "content-type": "application/json" }) };
  return {
    resource: route.path,
    path: route.path,
    httpMethod: route.method,
    headers: { ...own, ...headers },
    multiValueHeaders: {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: body ? JSON.stringify(body) : null,
    isBase64Encoded: false,
    requestContext: {
      httpMethod: route.method,
      path: route.path,
      requestId: "cold",
      identity: { sourceIp, userAgent: "bench" },
    } as unknown as APIGatewayProxyEvent["requestContext"],
  };
}
