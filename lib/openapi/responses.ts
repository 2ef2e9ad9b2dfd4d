import type { ProblemName } from "../../functions/http/problem.ts";
import type { Route } from "../../functions/routes.ts";
import { type HeaderName, HTTP_NAMES } from "./headers.ts";
import { type Answer, type Operation, PAGE } from "./operation.ts";
import { problemExamples, PROBLEM_TEXTS, problemSchemaName, statusOf } from "./problems.ts";
import { type Json, ref } from "./schema.ts";

/** What is known of the answers with one status. */
interface Collected {
  readonly descriptions: string[];
  readonly headers: Set<HeaderName>;
  readonly content: Map<string, Json>;
}

/** The problems that a route may answer with, in the order of their statuses. */
export function problemsOf(route: Route, operation: Operation): ProblemName[] {
  const touches = route.table.length > 0 || route.secrets.length > 0 || route.providers === true;
  const all: ProblemName[] = [
    ...(route.method === "POST" ? (["invalid-request", "too-large", "unsupported-media-type"] as const) : []),
    ...(operation.problems ?? []),
    ...(["forbidden", "rate-limited", "internal"] as const),
    ...(touches ? (["unavailable"] as const) : []),
  ];
  const left = [...new Set(all)].filter((name) => !(operation.without ?? []).includes(name));
  return left.sort((a, b) => statusOf(a) - statusOf(b));
}

/** Every answer of a route by its status. */
export function responsesOf(route: Route, operation: Operation): Json {
  const byStatus = new Map<number, Collected>();
  const at = (status: number): Collected => {
    const known = byStatus.get(status) ?? { descriptions: [], headers: new Set(), content: new Map() };
    byStatus.set(status, known);
    return known;
  };
  for (const answer of operation.answers) addAnswer(at(answer.status), answer);
  for (const [status, names] of Map.groupBy(problemsOf(route, operation), statusOf))
    addProblems(at(status), names);
  for (const status of operation.pages ?? []) addPage(at(status));
  const sorted = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(sorted.map(([status, collected]) => [String(status), response(collected)]));
}

function addAnswer(to: Collected, { description, headers = [], content = [], cacheable }: Answer): void {
  to.descriptions.push(description);
  const cache = cacheable === "for-good" ? "ForGood" : cacheable ? "Cacheable" : "NoStore";
  for (const name of [cache, ...headers] as const) to.headers.add(name);
  for (const [mediaType, shapes] of Map.groupBy(content, (one) => one.mediaType)) {
    const schemas = shapes.map(({ schema }) =>
      schema === undefined ? { type: "string" } : ref("schemas", schema),
    );
    const examples = shapes.flatMap((shape) => Object.entries(shape.examples ?? {}));
    to.content.set(mediaType, {
      schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas },
      ...(examples.length > 0 && { examples: Object.fromEntries(examples) }),
    });
  }
}

function addProblems(to: Collected, names: readonly ProblemName[]): void {
  to.headers.add("NoStore");
  for (const name of names) {
    to.descriptions.push(`\`${name}\`: ${PROBLEM_TEXTS[name].when}`);
    for (const header of PROBLEM_TEXTS[name].headers ?? []) to.headers.add(header);
  }
  const schemas = names.map((name) => ref("schemas", problemSchemaName(name)));
  to.content.set("application/problem+json", {
    schema: schemas.length === 1 ? schemas[0] : { oneOf: schemas },
    examples: Object.fromEntries(
      names
        .flatMap((name) => Object.keys(problemExamples(name)))
        .map((name) => [name, ref("examples", name)]),
    ),
  });
}

/** The problem as a person reads it, after a form or in a browser. */
function addPage(to: Collected): void {
  to.headers.add("NoStore");
  to.descriptions.push("A form or a browser gets a page that says so.");
  to.content.set(PAGE.mediaType, { schema: { type: "string" } });
}

function response({ descriptions, headers, content }: Collected): Json {
  // Any page may tie its form to the browser, or keep the language that was chosen for it.
  if (content.has(PAGE.mediaType)) headers.add("SetCookie");
  return {
    description: descriptions.join("\n\n"),
    headers: Object.fromEntries([...headers].map((name) => [HTTP_NAMES[name], ref("headers", name)])),
    ...(content.size > 0 && { content: Object.fromEntries(content) }),
  };
}
