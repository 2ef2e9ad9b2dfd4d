import type { APIGatewayProxyEvent } from "aws-lambda";
import { type Problem, problem } from "./problem.ts";

/** Bodies above this are refused unread, in bytes. */
const MAX_BODY_BYTES = 16 * 1024;

const TAKEN = new Set(["application/json", "application/x-www-form-urlencoded"]);

/** What the service wants to know of an API Gateway event. */
export interface HttpRequest {
  readonly method: string;
  /** What stands before the route's own path in the public URL, e.g. `/prod` on the default endpoint. */
  readonly basePath: string;
  header(name: string): string | undefined;
  /** As API Gateway saw it; nothing that a caller can write. */
  readonly sourceIp: string;
  /** Whether API Gateway has checked a server's key; it names one only on the paths where it requires it. */
  readonly fromServer: boolean;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Whether the body is an HTML form, and the answer a page or a redirect. */
  readonly form: boolean;
  /** Whether the caller would rather have a page than JSON. */
  readonly prefersHtml: boolean;
  /** Parsed, but not checked; empty if it is refused. */
  readonly body: unknown;
  /** Why the body cannot be read. */
  readonly refused: Problem | undefined;
}

/** The console's test of a method sends no headers at all, whatever the type of events says. */
export function headersOf(event: {
  readonly headers: APIGatewayProxyEvent["headers"] | null;
}): APIGatewayProxyEvent["headers"] {
  return event.headers ?? {};
}

/** Reads an event. What is wrong with its body, before its content is read, is in `refused`. */
export function readRequest(event: APIGatewayProxyEvent, publicUrl: string): HttpRequest {
  const headers = new Map(
    Object.entries(headersOf(event)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const contentType = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const body = readBody(event, contentType);
  return {
    method: event.httpMethod,
    basePath: new URL(publicUrl).pathname.replace(/\/+$/, ""),
    header: (name) => headers.get(name),
    sourceIp: event.requestContext.identity.sourceIp,
    fromServer: Boolean(event.requestContext.identity.apiKeyId),
    query: event.queryStringParameters ?? {},
    form: contentType === "application/x-www-form-urlencoded",
    prefersHtml: prefersHtml(headers.get("accept") ?? ""),
    body: "problem" in body ? {} : body.value,
    refused: "problem" in body ? body.problem : undefined,
  };
}

function readBody(
  event: APIGatewayProxyEvent,
  contentType: string,
): { value: unknown } | { problem: Problem } {
  if (event.httpMethod === "GET") return { value: {} };
  if (!event.body)
    return TAKEN.has(contentType) || contentType === "" ? { value: {} } : { problem: unsupported() };
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > MAX_BODY_BYTES) return { problem: problem("too-large", "Send at most 16 KiB.") };
  const text = bytes.toString("utf8");
  if (contentType === "application/x-www-form-urlencoded")
    return { value: Object.fromEntries(new URLSearchParams(text)) };
  if (contentType !== "application/json") return { problem: unsupported() };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return {
      problem: problem("invalid-request", "The body is not JSON.", {
        errors: [{ path: "", message: "The body is not JSON." }],
      }),
    };
  }
}

function unsupported(): Problem {
  return problem("unsupported-media-type", "Send application/json or application/x-www-form-urlencoded.", {
    headers: { "accept-post": "application/json, application/x-www-form-urlencoded" },
  });
}

/** Browsers name `text/html` first; API clients name JSON, or nothing. */
function prefersHtml(accept: string): boolean {
  const html = accept.indexOf("text/html");
  const json = accept.indexOf("application/json");
  return html !== -1 && (json === -1 || html < json);
}
