import { type Route, routes, SERVER_PATH } from "../../functions/routes.ts";
import { type ParameterName, PARAMETERS } from "./headers.ts";
import { type Answer, type Operation, PAGE, type RouteHandler } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { type RequestName, REQUESTS } from "./requests.ts";
import { responsesOf } from "./responses.ts";
import { camelCase, type Json, ref } from "./schema.ts";

type DescribedRoute = Route & { readonly handler: RouteHandler };

const FORM_TYPE = "application/x-www-form-urlencoded";

/** What the service's own pages post to the same address. */
const PAGE_FORM = "x-page-form";

/** Every path with its methods, in the order of routes.ts; those for servers come last. */
export function paths(): Json {
  const all: readonly DescribedRoute[] = routes;
  const entries = [
    ...all.map((route) => [route.path, route, pathItemOf(route, operationOf(route), idOf(route))] as const),
    ...all
      .filter(({ forServers }) => forServers)
      .map((route) => {
        const operation = forServer(operationOf(route));
        const id = `${idOf(route)}ForServer`;
        return [
          SERVER_PATH + route.path,
          route,
          pathItemOf(route, operation, id, [{ serverKey: [] }]),
        ] as const;
      }),
  ];
  return Object.fromEntries(
    [...Map.groupBy(entries, ([path]) => path)].map(([path, ofPath]) => [
      path,
      Object.fromEntries(ofPath.map(([, { method }, item]) => [method.toLowerCase(), item])),
    ]),
  );
}

function operationOf({ handler, method }: DescribedRoute): Operation {
  const operation = OPERATIONS[handler];
  return method === "POST" ? { ...operation, ...operation.posted } : operation;
}

/** The handler's name, by which generated clients call it; with the method or a further path where it has several. */
function idOf({ handler, method, path }: DescribedRoute): string {
  const all: readonly Route[] = routes;
  const same = all.filter((route) => route.handler === handler);
  const first = same.find((route) => route.method === method);
  const named = same.some((route) => route.method !== method)
    ? `${method.toLowerCase()}-${handler}`
    : (OPERATIONS[handler].operationName ?? handler);
  const last = (path.split("/").at(-1) ?? "").replaceAll(/[{}]/g, "");
  return camelCase(first?.path === path ? named : `${named}-at-${last}`);
}

function pathItemOf(
  route: Route,
  operation: Operation,
  operationId: string,
  security: readonly Json[] = securityOf(operation),
): Json {
  // What GET has in its query, POST has in its form.
  const get = route.method === "GET";
  const parameters = (operation.parameters ?? []).filter((parameter) => {
    const { in: place, name } = PARAMETERS[parameter];
    return (get || place !== "query") && (place !== "path" || route.path.includes(`{${String(name)}}`));
  });
  return {
    operationId,
    tags: [operation.tag],
    summary: route.summary,
    description: operation.description,
    ...(parameters.length > 0 && { parameters: parameters.map((name) => ref("parameters", name)) }),
    ...(!get && bodiesOf(operation)),
    responses: responsesOf(route, operation),
    security,
  };
}

/** Of an operation with both, programs are shown JSON alone: a generator that sees two kinds names neither in its call. */
function bodiesOf({ json, form }: Operation): Json {
  const content = (name: RequestName): Json => ({
    schema: ref("schemas", name),
    examples: REQUESTS[name].examples,
  });
  // An empty body counts as `{}`, which is enough where no field is required.
  const { required } = REQUESTS[json ?? form ?? "LogOut"].schema;
  const isRequired = Array.isArray(required) && required.length > 0;
  const onlyForm = json === undefined && form !== undefined;
  return {
    requestBody: {
      required: isRequired,
      content: {
        ...(json !== undefined && { "application/json": content(json) }),
        ...(onlyForm && { [FORM_TYPE]: content(form) }),
      },
    },
    ...(!onlyForm && form !== undefined && { [PAGE_FORM]: content(form) }),
  };
}

function securityOf({ security = [] }: Operation): Json[] {
  return security.map((way) => (way === "nobody" ? {} : { [way]: [] }));
}

const OF_BROWSERS: readonly ParameterName[] = ["FormCookie", "ChallengeCookie", "FlashCookie"];

/** The same for one of the owner's servers, which is no browser: no form, no page, and more to say. */
function forServer({ description, json, parameters = [], problems = [], answers }: Operation): Operation {
  const more = `${json ?? ""}ForServer`;
  return {
    tag: "Servers",
    description,
    ...(json !== undefined && { json: more in REQUESTS ? (more as RequestName) : json }),
    parameters: parameters.filter((name) => !OF_BROWSERS.includes(name)),
    answers: answers.filter(({ status }) => status !== 303).map(withoutPages),
    problems,
  };
}

function withoutPages(answer: Answer): Answer {
  return { ...answer, content: (answer.content ?? []).filter((each) => each !== PAGE) };
}
