import { ANSWERS } from "./answers.ts";
import { HEADERS, PARAMETERS } from "./headers.ts";
import { TAGS } from "./operation.ts";
import { paths } from "./paths.ts";
import { problemExamples, PROBLEM_NAMES, problemSchema, problemSchemaName } from "./problems.ts";
import { REQUESTS } from "./requests.ts";
import { jsonSchema, type Json } from "./schema.ts";

const DESCRIPTION = `**Bodies** are JSON in UTF-8, at most 16 KiB. A field that is not documented is refused, so that a misspelt one is noticed. Forms are for the service's own pages. A trailing slash of a path means the same.

**Problems** are \`application/problem+json\` (RFC 9457). Decide by \`type\`, which is stable; \`detail\` is written for the person in front of the screen. Apps (OpenID Connect) get the errors of OAuth instead.

**Times** are ISO 8601 in UTC, with whole seconds beside them (\`expiresIn\`, \`resendIn\`) for countdowns.

**Limits** are answered 429 with \`Retry-After\`, \`RateLimit\` and \`RateLimit-Policy\`; \`limit\` names the one that lasts longest.

**Repeating.** Every request may be repeated after a 5xx or a lost answer. A request for a code happens once if it has an \`Idempotency-Key\`.

Answers and problems may get members that are not here yet: ignore what you do not know.`;

const SECURITY_SCHEMES = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description: "The session token, or an access token of the session.",
  },
  sessionCookie: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-session",
    description:
      "Set by an approval, for the service's own pages. On localhost it is `latchkey-session`. A bearer wins over it.",
  },
  appToken: {
    type: "http",
    scheme: "bearer",
    description: "The access token that an app was given by `POST /otp/token`.",
  },
  clientSecret: {
    type: "http",
    scheme: "basic",
    description: "The `client_id` and the secret of an app that has one; each is form-encoded first.",
  },
  awsSignature: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description:
      "Signature Version 4 of AWS, for the service `execute-api`, with the credentials of a user or role that `desk.admins` names.",
    "x-amazon-apigateway-authtype": "awsSigv4",
  },
  serverKey: {
    type: "apiKey",
    in: "header",
    name: "X-Api-Key",
    description: "The key of the owner's servers, which API Gateway makes and meters.",
  },
};

/**
 * The OpenAPI 3.1 document of the service, made from its routes and from the schemas that its endpoints check. The same
 * input gives the same text: what is checked in differs only if the API does.
 */
export function openApiDocument(version: string): Json {
  return {
    openapi: "3.1.1",
    info: {
      title: "Latchkey",
      version,
      summary: "One-time passcodes by e-mail and SMS, and sessions that any backend can check.",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [
      { url: "http://localhost:3000", description: "The local service, `npm start`." },
      {
        url: "https://{api}.execute-api.{region}.amazonaws.com/{stage}",
        description: "A deployed stage without a domain: the output `ApiUrl` of its deployment.",
        variables: {
          api: { default: "abc123", description: "The API's id." },
          region: { default: "eu-central-1" },
          stage: { default: "prod" },
        },
      },
    ],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      schemas: {
        ...named(REQUESTS, ({ schema }) => schema),
        ...named(ANSWERS, jsonSchema),
        ...Object.fromEntries(PROBLEM_NAMES.map((name) => [problemSchemaName(name), problemSchema(name)])),
      },
      examples: Object.assign({}, ...PROBLEM_NAMES.map(problemExamples)) as Json,
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function named<T>(all: Readonly<Record<string, T>>, make: (one: T) => Json): Json {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, make(one)]));
}

/** The document as it is checked in. */
export function openApiText(version: string): string {
  return `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
}
