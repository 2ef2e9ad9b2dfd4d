import { LOCAL_SERVER_KEY } from "../../../bin/local/front.ts";
import { bodiesOf, type DescribedOperation, resolved } from "../../support/described.ts";
import { seeded } from "../../support/seeded.ts";
import type { TestService } from "../../support/service.ts";

/** The same requests in each run; another number makes others. */
const SEED = 20_261_126;

/** Random numbers of one name's requests. */
export function randomOf(name: string): Random {
  return seeded(SEED ^ Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) | 0, 7));
}

type Json = Readonly<Record<string, unknown>>;

interface Parameter extends Json {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
}

/** What no schema expects, and what has broken readers before. */
export const ODD: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, "", " ", "0", "null", [], {}, [[]], { a: { b: [1] } }],
  ...["a".repeat(5000), "\u0000", "\ud800", "\u202e\u200b", "é\u0301", "٣٤٥٦٧٨", "<script>", "' OR 1=1 --"],
  ...[
    "../../etc/passwd",
    "%",
    "%zz",
    "%00",
    "__proto__",
    "constructor",
    "a@b",
    "@",
    "+",
    "+49",
    "anna@example.com",
  ],
  ...[
    "2026-11-26",
    "-0",
    "NaN",
    "1e3",
    "eyJhbGciOiJub25lIn0.e30.",
    "Bearer x",
    "latchkey:1",
    "*",
    ";",
    "a=b&c=d",
  ],
];

/** Not all of what a person may type can stand in a header. */
const ODD_HEADERS = [
  "",
  "x",
  "Bearer",
  "Bearer x",
  "Basic",
  "Basic Og==",
  "Basic !",
  "text/html",
  "a".repeat(300),
];

/**
 * A form of another site is read only when the browser asks again by address: the answer to it accepts nothing. And forms,
 * other than JSON, may have fields that nobody reads.
 */
export function isOnlySentOn(fault: string): boolean {
  const [head = "", ...rest] = fault.split("\n");
  const isForm = rest.every((line) => /^body: .*additional properties/.test(line));
  return (
    (head.includes("POST /otp/authorize was answered 303") &&
      rest.every((line) => line.startsWith("body: "))) ||
    (head.includes("POST /otp/not-me was answered 303") && isForm)
  );
}

export type Random = () => number;

export const pick = <T>(random: Random, all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
export const chance = (random: Random, part: number) => random() < part;

/** Sends one request, made of the examples of the document, some of it changed. @throws where the answer is not as described */
export async function send(
  service: TestService,
  name: string,
  operation: DescribedOperation,
  random: Random,
): Promise<void> {
  const [method = "", path = ""] = name.split(" ");
  const parameters = ((operation.parameters ?? []) as Parameter[]).map((one) => resolved(one));
  const query = new URLSearchParams();
  const headers: Record<string, string> = { accept: pick(random, ["application/json", "text/html", "*/*"]) };
  if (path.startsWith("/server/") && chance(random, 0.9)) headers["x-api-key"] = LOCAL_SERVER_KEY;
  for (const { name: parameter, in: place, example } of parameters) {
    if (chance(random, 0.3)) continue;
    const usual = chance(random, 0.5) && example !== undefined;
    if (place === "query") query.append(parameter, written(usual ? example : pick(random, ODD)));
    if (place === "query" && chance(random, 0.05)) query.append(parameter, "twice");
    if (place === "header")
      headers[parameter.toLowerCase()] = usual ? written(example) : pick(random, ODD_HEADERS);
  }
  if (chance(random, 0.3)) headers.authorization = pick(random, ODD_HEADERS);
  const part = encodeURIComponent(
    chance(random, 0.5) ? "link" : written(pick(random, ODD)).replace("\ud800", ""),
  );
  // With nothing in its place it is another address.
  const named = path.replace(/\{\w+\}$/, () => part || "link");
  const address = query.size > 0 ? `${named}?${query.toString()}` : named;
  const { status } =
    method === "GET"
      ? await service.get(address, headers)
      : await post(service, address, operation, random, headers);
  if (status >= 500) throw new Error(`${name} was answered ${status}`);
}

async function post(
  service: TestService,
  address: string,
  operation: DescribedOperation,
  random: Random,
  headers: Record<string, string>,
) {
  const contents = Object.entries(bodiesOf(operation));
  const [mediaType, content] = contents.length > 0 ? pick(random, contents) : ["application/json", undefined];
  const body = changed(usualBody(content, random), random);
  if (mediaType === "application/json")
    return service.post(address, isText(body) ? body : (body ?? {}), headers);
  const fields = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return service.form(
    address,
    Object.fromEntries(fields.map(([key, value]) => [key, written(value)])),
    headers,
  );
}

const isText = (value: unknown): value is string => typeof value === "string";

/** An example of the document, where it has one. */
function usualBody(content: Json | undefined, random: Random): Json {
  const examples = Object.values((content?.examples ?? {}) as Readonly<Record<string, Json>>);
  if (examples.length > 0) return (resolved(pick(random, examples)).value ?? {}) as Json;
  const schema = resolved((content?.schema ?? {}) as Json) as { readonly properties?: Json };
  return Object.fromEntries(Object.keys(schema.properties ?? {}).map((key) => [key, pick(random, ODD)]));
}

/** The same, or with a member that is missing, odd or unknown, or something else altogether. */
export function changed(body: Json, random: Random): unknown {
  if (chance(random, 0.15)) return body;
  if (chance(random, 0.1))
    return pick(random, ["{", "[1,", "nul", "\u0000", '{"a":1,"a":2}', "[]", "1", '"x"']);
  const copy: Record<string, unknown> = { ...body };
  for (const key of Object.keys(copy)) {
    if (chance(random, 0.2)) Reflect.deleteProperty(copy, key);
    else if (chance(random, 0.35)) copy[key] = pick(random, ODD);
  }
  if (chance(random, 0.2)) copy[pick(random, ["more", "constructor", "__proto__", ""])] = pick(random, ODD);
  return copy;
}

export function written(value: unknown): string {
  return isText(value) ? value : JSON.stringify(value);
}
