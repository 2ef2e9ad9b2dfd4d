import type { APIGatewayProxyEvent } from "aws-lambda";
import { inLambda, readOwnConfig, servedRoutes } from "../config.ts";
import { Fault } from "../domain/errors.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { type FunctionName, functionsOf, type RouteFunction, routes, SERVER_PATH } from "../routes.ts";
import type { Settings } from "../settings.ts";
import { type Base, baseServices, type Composed, type Parts, readKeys } from "./base.ts";
import { servedParts } from "./made.ts";
import { faultPage, liveWords, pageFiles } from "./pages.ts";
import type { Reading, WritingGet } from "./reading.ts";

/** What every endpoint has: each may have to show a person that something went wrong. */
const ALWAYS = { pageFiles, faultPage, liveWords };

/** A route's handler, and what it is made of. */
export interface ServedRoute {
  readonly parts: Parts;
  readonly create: (services: Base & Readonly<Record<string, unknown>>) => Endpoint;
}

/** A route whose handler is given the reading half of the stores. */
export interface ReadingRoute extends ServedRoute {
  readonly onlyReads: true;
}

/** Names the parts that a route's handler needs. Each part is its own export: a bundle carries only its own. */
export function serving<P extends Parts>(
  parts: P,
  create: (services: Composed<P & typeof ALWAYS>) => Endpoint,
): ServedRoute {
  return { parts, create: create as ServedRoute["create"] };
}

/** As {@link serving}, for what a GET reaches: a handler that asks for a verb that writes does not compile. */
export function servingReads<P extends Parts>(
  parts: P,
  create: (services: Reading<Composed<P & typeof ALWAYS>>) => Endpoint,
): ReadingRoute {
  return { parts, create: create as ServedRoute["create"], onlyReads: true };
}

/** The handlers of a function's routes. */
type HandlerOf<N extends FunctionName> = Extract<(typeof routes)[number], { function: N }>["handler"];

/** What a GET reaches, and must not write. */
type ReadingHandler = Exclude<Extract<(typeof routes)[number], { method: "GET" }>["handler"], WritingGet>;

/** How a function's handlers are served. A GET's that could write does not compile. */
export type HandlersOf<N extends FunctionName> = {
  readonly [H in HandlerOf<N>]: {
    readonly route: H extends ReadingHandler ? ReadingRoute : ServedRoute;
  };
};

/**
 * Makes a Lambda entry point of the routes of a function: reads the configuration and composes the parts of all of them
 * while the function starts, so that a wrong one fails at once, and has its keys read before the first event.
 */
export async function serve<N extends FunctionName>(
  name: N,
  handlers: HandlersOf<N>,
): Promise<Endpoint | undefined> {
  // Other programs import handlers for their `create`, and compose themselves.
  if (!inLambda) return undefined;
  const needsBy = needsOnce(name);
  const base = baseServices(await readOwnConfig(needsBy));
  const needs = needsBy(base.settings);
  const served: Readonly<Record<string, { readonly route: ServedRoute }>> = handlers;
  const makers = Object.assign({}, ALWAYS, ...Object.values(served).map(({ route }) => route.parts)) as Parts;
  const endpoints = servedParts(
    base,
    makers,
    needs,
    (services) =>
      new Map(
        needs.routes.map(({ method, path, handler }) => [
          `${method} ${path}`,
          served[handler]?.route.create(services),
        ]),
      ),
  );
  await readKeys(base, needs);
  // With the keys: the first request waits for it anyway, and a fault of it is that request's.
  await endpoints.current().catch(() => undefined);
  return async (event, context) => {
    // A fault is answered as any other: as a page, or as a problem.
    const known = await endpoints.current().catch(endpoints.refusing);
    const endpoint = known.get(routeOf(event));
    if (!endpoint)
      throw new Fault("configuration", `The function "${name}" does not answer ${routeOf(event)}.`);
    return endpoint(event, context);
  };
}

/** The same for the settings that are read: who starts asks for it more than once. */
function needsOnce(name: FunctionName): (settings: Settings | undefined) => RouteFunction {
  let known: RouteFunction | undefined;
  return (settings) => (known ??= needsOf(name, settings));
}

/** A function and those of its routes that are there: what others would need, it has not. */
function needsOf(name: FunctionName, settings: Settings | undefined): RouteFunction {
  const needs = functionsOf(settings ? servedRoutes(settings) : routes).find(
    ({ handler }) => handler === name,
  );
  if (!needs) throw new Fault("configuration", `No route is answered by the function "${name}".`);
  return needs;
}

/** The route that API Gateway matched; servers' paths are answered like the others. */
function routeOf({ httpMethod, resource }: APIGatewayProxyEvent): string {
  const path = resource.startsWith(`${SERVER_PATH}/`) ? resource.slice(SERVER_PATH.length) : resource;
  return `${httpMethod} ${path}`;
}
