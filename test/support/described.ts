import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Answer } from "./ask.ts";
import type { TestService } from "./service.ts";

type Json = Readonly<Record<string, unknown>>;
type Methods = Readonly<Record<string, DescribedOperation>>;

export interface DescribedOperation extends Json {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  /** What our own pages post there, where programs send JSON. */
  readonly "x-page-form"?: { readonly schema: Json };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
}

interface DescribedResponse extends Json {
  readonly headers?: Readonly<Record<string, Json>>;
  readonly content?: Readonly<Record<string, { readonly schema: Json; readonly examples?: Json }>>;
}

interface Description extends Json {
  readonly paths: Readonly<Record<string, Methods>>;
  readonly components: Readonly<Record<"schemas" | "headers" | "examples", Readonly<Record<string, Json>>>>;
}

export const DESCRIPTION_FILE = join(import.meta.dirname, "../../docs/openapi.json");

/** The document as it is checked in. */
export const description = JSON.parse(readFileSync(DESCRIPTION_FILE, "utf8")) as Description;

/** Whatever a header may say of an answer that a client acts upon: each has to be described where it comes. */
const TOLD = [
  ...["cache-control", "set-cookie", "location", "refresh", "retry-after", "ratelimit", "ratelimit-policy"],
  ...["www-authenticate", "accept-post", "allow", "access-control-allow-origin"],
];

/** Follows a reference inside the document. */
export function resolved<T extends object>(part: T): T {
  const { $ref } = part as { $ref?: string };
  if ($ref === undefined) return part;
  const steps = $ref.slice(2).split("/");
  return steps.reduce<unknown>((at, step) => (at as Json)[step], description) as T;
}

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const validators = new Map<string, ValidateFunction>();

/** What is wrong with a value, by a schema of the document. Members that no schema names are wrong here. */
export function faultsOf(schema: object, value: unknown): string[] {
  const text = JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/");
  const validate = validators.get(text) ?? ajv.compile({ $defs, ...(JSON.parse(text) as object) });
  validators.set(text, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath || "/"} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

const $defs = closed(
  JSON.parse(
    JSON.stringify(description.components.schemas).replaceAll("#/components/schemas/", "#/$defs/"),
  ) as Json,
) as Readonly<Record<string, AnySchema>>;

/** Refuses members that are not described: the document leaves them open, so that no client breaks when there are more. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== "object" || node === null) return node;
  const inner = Object.fromEntries(Object.entries(node).map(([name, part]) => [name, closed(part)]));
  const open =
    inner.type === "object" && inner.properties !== undefined && !("additionalProperties" in inner);
  return open ? { ...inner, additionalProperties: false } : inner;
}

/** What an answer is, as precisely as the document tells answers apart: `POST /otp/verify 410 challenge-used`. */
function kindOf(operation: string, status: number | string, mediaType: string, type?: unknown): string {
  const problem = mediaType === "application/problem+json" ? String(type).split(":").at(-1) : mediaType;
  return [operation, status, problem].filter(Boolean).join(" ");
}

/** Every answer that the document tells of. */
export function describedAnswers(): string[] {
  return operations().flatMap(([name, { responses }]) =>
    Object.entries(responses).flatMap(([status, { content }]) => {
      if (content === undefined) return [kindOf(name, status, "")];
      return Object.entries(content).flatMap(([mediaType, { schema }]) => {
        const each = (schema.oneOf as object[] | undefined) ?? [schema];
        return each.map((one) => {
          const { properties } = resolved(one) as { properties?: { type?: { const?: string } } };
          return kindOf(name, status, mediaType, properties?.type?.const);
        });
      });
    }),
  );
}

/** Every operation, by method and path. */
export function operations(): [name: string, operation: DescribedOperation][] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, DescribedOperation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

/** An address as the document has it: itself, or the one with a name in braces for its last part. */
function describedPath(path: string): string {
  if (path in description.paths) return path;
  const head = path.slice(0, path.lastIndexOf("/") + 1);
  return Object.keys(description.paths).find((one) => one.startsWith(`${head}{`)) ?? path;
}

/**
 * The same service, of which each answer is held against the document.
 * @param seen what was answered, to which each answer is added
 * @throws when an answer, one of its headers, or a body that was accepted, is not as described
 */
export function described(service: TestService, seen: Set<string>): TestService {
  const hold = (method: string, path: string, answer: Answer, sent?: Sent): Answer => {
    const operation = `${method} ${describedPath(path.replace(/\?.*/, ""))}`;
    const faults = [...answerFaults(operation, answer), ...requestFaults(operation, answer, sent)];
    if (faults.length > 0)
      throw new Error(
        `${operation} was answered ${answer.status}, not as docs/openapi.json describes it:\n${faults.join("\n")}`,
      );
    const [mediaType = ""] = (answer.headers.get("content-type") ?? "").split(";");
    seen.add(kindOf(operation, answer.status, mediaType, answer.body.type));
    return answer;
  };
  return {
    ...service,
    get: async (path, headers) => hold("GET", path, await service.get(path, headers)),
    post: async (path, body, headers) =>
      hold("POST", path, await service.post(path, body, headers), { mediaType: "application/json", body }),
    form: async (path, body, headers) =>
      hold("POST", path, await service.form(path, body, headers), {
        mediaType: "application/x-www-form-urlencoded",
        body,
      }),
  };
}

interface Sent {
  readonly mediaType: string;
  readonly body: unknown;
}

function answerFaults(operation: string, { status, headers, text, body }: Answer): string[] {
  const found = new Map(operations()).get(operation)?.responses[status];
  if (!found) return ["it describes no such answer"];
  const [mediaType = ""] = (headers.get("content-type") ?? "").split(";");
  const content = found.content?.[mediaType];
  if (!content && (mediaType !== "" || text !== "")) return [`it describes no ${mediaType} there`];
  const described = new Map(
    Object.entries(found.headers ?? {}).map(([name, header]) => [name.toLowerCase(), resolved(header)]),
  );
  return [
    ...(content ? faultsOf(content.schema, mediaType.includes("json") ? body : text) : []),
    ...TOLD.filter((name) => headers.has(name) && !described.has(name)).map(
      (name) => `it describes no header ${name}`,
    ),
    ...[...described].flatMap(([name, { required, schema }]) => {
      const value = headers.get(name);
      if (value === null) return required === true ? [`the header ${name} is missing`] : [];
      return faultsOf(schema as object, value).map((fault) => `header ${name}: ${fault}`);
    }),
  ];
}

/** Every body that an operation takes, by its type. */
export function bodiesOf(
  operation: DescribedOperation | undefined,
): Readonly<Record<string, { readonly schema: Json }>> {
  const form = operation?.["x-page-form"];
  const body = operation?.requestBody?.content ?? {};
  return form ? { ...body, "application/x-www-form-urlencoded": form } : body;
}

/** A form that is refused is sent back to its page, which says so. */
function isSentBack({ headers }: Answer): boolean {
  return (
    headers.getSetCookie().some((line) => line.startsWith("latchkey-flash=")) ||
    headers.get("location") === "/otp/not-me"
  );
}

/** What was accepted has to be what the document says one may send. */
function requestFaults(operation: string, answer: Answer, sent: Sent | undefined): string[] {
  if (!sent || answer.status >= 400 || isSentBack(answer)) return [];
  const content = bodiesOf(new Map(operations()).get(operation))[sent.mediaType];
  if (!content) return [`it describes no body of ${sent.mediaType}`];
  return faultsOf(content.schema, sent.body).map((fault) => `body: ${fault}`);
}
