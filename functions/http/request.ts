import type { APIGatewayProxyEvent } from "aws-lambda";
import type { Proxy } from "../settings/proxy.ts";
import { clientAddress } from "./client-address.ts";
import { MULTIPART } from "./multipart.ts";
import { type Problem, problem } from "./problem.ts";

/** Bodies above this are refused unread, in bytes, where a route does not say otherwise. */
const MAX_BODY_BYTES = 16 * 1024;

/** Forms with more fields than this are refused unread: none of ours has a tenth of it. */
const MAX_FIELDS = 2000;

const FORM = "application/x-www-form-urlencoded";
const TAKEN = new Set(["application/json", FORM]);

/** What a route takes beside what all take. */
export interface TakenBody {
  /** How long a body may be, in bytes. @default 16 KiB */
  readonly maxBodyBytes?: number;
  /** Whether a form may have files (RFC 7578). Its handler reads them from `bytes`. */
  readonly files?: true;
}

/** What the service wants to know of an API Gateway event. */
export interface HttpRequest {
  readonly method: string;
  /** What stands before the route's own path in the public URL, e.g. `/prod` on the default endpoint. */
  readonly basePath: string;
  header(name: string): string | undefined;
  /** As API Gateway saw it, or as the owner's proxy says; nothing that a caller can write. */
  readonly sourceIp: string;
  /** Whether API Gateway has checked a server's key; it names one only on the paths where it requires it. */
  readonly fromServer: boolean;
  /** The user or role whose signature API Gateway has checked; it names one only on the paths that IAM opens. */
  readonly callerArn: string | undefined;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** What stands in the address where the route's path has a name in braces. */
  readonly named: Readonly<Record<string, string | undefined>>;
  /** Names that stand more than once in the query or in a form; of their values the last one is read. */
  readonly repeated: readonly string[];
  /** Whether the body is an HTML form, and the answer a page or a redirect. */
  readonly form: boolean;
  /** Whether a browser only makes ready for a page that may be wanted next (`Sec-Purpose`, Fetch 3.3). */
  readonly prefetch: boolean;
  /**
   * Whether the answer may be the page of a window. A prefetch and what a page's script fetches are not (W3C Fetch
   * Metadata). Only a browser says from which site it asks: Node's own fetch sends `Sec-Fetch-Mode: cors` alone.
   */
  readonly opensPage: boolean;
  /** Whether the caller would rather have a page than JSON. */
  readonly prefersHtml: boolean;
  /** Parsed, but not checked; empty if it is refused. */
  readonly body: unknown;
  /** The body as it came, byte for byte: a signature is over these. */
  readonly bytes: Uint8Array;
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
export function readRequest(
  event: APIGatewayProxyEvent,
  publicUrl: string,
  proxy?: Proxy,
  taken: TakenBody = {},
): HttpRequest {
  const headers = new Map(
    Object.entries(headersOf(event)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const cookies = cookieLines(event);
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  const contentType = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  const body = readBody(event, contentType, bytes, taken);
  const header = (name: string) => headers.get(name);
  return {
    method: event.httpMethod,
    basePath: new URL(publicUrl).pathname.replace(/\/+$/, ""),
    header,
    sourceIp: clientAddress({ sourceIp: event.requestContext.identity.sourceIp, header }, proxy),
    fromServer: Boolean(event.requestContext.identity.apiKeyId),
    callerArn: event.requestContext.identity.userArn ?? undefined,
    query: event.queryStringParameters ?? {},
    named: event.pathParameters ?? {},
    repeated: [
      ...namesTwice(Object.entries(event.multiValueQueryStringParameters ?? {})),
      ...("problem" in body ? [] : (body.repeated ?? [])),
    ],
    form: contentType === FORM || (taken.files === true && contentType === MULTIPART),
    prefetch: headers.has("sec-purpose"),
    opensPage:
      !headers.has("sec-purpose") &&
      (!headers.has("sec-fetch-site") || (headers.get("sec-fetch-mode") ?? "navigate") === "navigate"),
    prefersHtml: prefersHtml(headers.get("accept") ?? ""),
    body: "problem" in body ? {} : body.value,
    bytes,
    refused: "problem" in body ? body.problem : undefined,
  };
}

/**
 * Every `Cookie` line of a request. HTTP/2 lets a browser send its cookies in several (RFC 9113, 8.2.3), API Gateway
 * hands them on as they came where its domain has a policy of TLS 1.3, and `headers` has the last of them alone.
 */
function cookieLines({
  multiValueHeaders,
}: Partial<Pick<APIGatewayProxyEvent, "multiValueHeaders">>): string[] {
  return Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    name.toLowerCase() === "cookie" ? (values ?? []) : [],
  );
}

function readBody(
  event: APIGatewayProxyEvent,
  contentType: string,
  bytes: Buffer,
  { maxBodyBytes = MAX_BODY_BYTES, files }: TakenBody,
): { value: unknown; repeated?: readonly string[] } | { problem: Problem } {
  if (event.httpMethod === "GET") return { value: {} };
  if (!event.body)
    return TAKEN.has(contentType) || contentType === "" ? { value: {} } : { problem: unsupported() };
  if (bytes.length > maxBodyBytes)
    return { problem: problem("too-large", `Send at most ${maxBodyBytes / 1024} KiB.`) };
  if (files && contentType === MULTIPART) return { value: {} };
  const text = bytes.toString("utf8");
  if (contentType === FORM) {
    if (hasMoreThan(MAX_FIELDS, text))
      return { problem: problem("too-large", `Send at most ${MAX_FIELDS} fields.`) };
    const fields = new URLSearchParams(text);
    return { value: Object.fromEntries(fields), repeated: repeatedOf(fields.keys()) };
  }
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

/** Whether a form has more fields than so many; it is looked at no further than that. */
function hasMoreThan(most: number, text: string): boolean {
  let fields = 1;
  for (let at = text.indexOf("&"); at !== -1; at = text.indexOf("&", at + 1))
    if (++fields > most) return true;
  return false;
}

function repeatedOf(names: Iterable<string>): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}

function namesTwice(all: readonly (readonly [string, readonly string[] | undefined])[]): string[] {
  return all.filter(([, values]) => (values?.length ?? 0) > 1).map(([name]) => name);
}

/** Refuses what is no form, on a route that pages alone send to. */
export function formOnly({ form }: Pick<HttpRequest, "form">): Problem | undefined {
  return form
    ? undefined
    : problem("unsupported-media-type", "Send application/x-www-form-urlencoded.", {
        headers: { "accept-post": "application/x-www-form-urlencoded" },
      });
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
