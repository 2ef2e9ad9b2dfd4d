/**
 * What is believed of AWS, or of the way between a client and the service, and settled by a line of smoke. A row of
 * docs/aws-assumptions.md names those that check it; this is the one place in the code where they stand.
 */
export const ASSUMPTIONS = {
  "api-address": "clients reach the service at the URL that tokens name in iss",
  "signing-keys": "the keys that are published check the tokens that are signed, by secret or by KMS",
  "trailing-slash": "API Gateway takes a path with a slash at its end for the same path",
  "method-not-allowed": "API Gateway answers 405 with Allow where a path lacks the method",
  "gateway-nested": "a deployment of the API has the addresses that stand in a nested stack",
  "gateway-responses": "API Gateway answers its own refusals with our problem documents",
  "gateway-body-limit": "API Gateway refuses a body above 10 MiB with 413, in a form of its own",
  "gateway-cors": "scripts of allowed origins may read the service's and API Gateway's answers",
  "path-parameter":
    "API Gateway hands a path with %23 on, decoded or not, to the route with a name in braces",
  "cookie-lines": "a session that comes in one of several Cookie lines is found",
  "cookie-flags": "Set-Cookie reaches the client whole, each cookie in a line of its own",
  "authorization-header": "API Gateway hands a Bearer token on, and does not take it for a signature",
  "renamed-challenge": "API Gateway hands WWW-Authenticate on, under its own name or a renamed one",
  "source-address": "the network that requests are counted by cannot be forged with X-Forwarded-For",
  "waf-loopback": "no firewall rule stops a redirect to a loopback address",
  "waf-query-length": "no firewall rule stops a query of 2 600 bytes",
  "server-key": "paths below /server are closed to callers without a key",
  "stream-to-queue": "a request's message travels from table to stream to queue to deliverer",
  "desk-signatures":
    "API Gateway lets signed calls through to the desk's acts, and says whose they are by ARN",
  "queues-drain": "no message waits and none is given up",
  "statistics-counted":
    "Lambda takes a window, halves and partial answers of one stream mapping, and names the shard of a batch",
  "metric-lines": "metrics that functions write as log lines become metrics of CloudWatch",
  "ses-sends": "Amazon SES takes the service's messages",
  "ses-receipts": "Amazon SES reports through SNS what happened to a message",
} as const satisfies Readonly<Record<string, string>>;

export type Assumption = keyof typeof ASSUMPTIONS;
