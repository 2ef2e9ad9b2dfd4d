import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import type * as z from "zod/mini";
import { checkInput } from "../check-input.ts";
import type { Observer } from "../observability/port.ts";
import type { LiveFacts } from "../settings/live/facts.ts";
import type { Settings } from "../settings.ts";
import { deniedProblem } from "./denied-network.ts";
import { faultProblem, invalidRequest, isProblem, type Problem, problemReply } from "./problem.ts";
import { noContent, type Reply, toProxyResult } from "./reply.ts";
import { isForeign } from "./guard.ts";
import { headersOf, type HttpRequest, readRequest, type TakenBody } from "./request.ts";
import { fieldErrors } from "./schemas.ts";

/** A Lambda handler behind API Gateway. */
export type Endpoint = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** Shows a person that something went wrong; how is none of the protocol's business. */
export type FaultPage = (request: HttpRequest, fault: Problem) => Reply;

/** What every endpoint needs, whatever it does. */
export interface EndpointTools {
  readonly settings: Pick<Settings, "corsOrigins" | "proxy">;
  readonly publicUrl: string;
  readonly observer: Observer;
  readonly faultPage: FaultPage;
  /** What stands live beside the settings. */
  readonly live: Pick<LiveFacts, "deniedNetworks">;
  /** Why nothing may be served: what holds now cannot be read, and was never read. */
  readonly unreadable?: Error;
}

export interface EndpointSpec<Body> extends TakenBody {
  readonly name: string;
  /** Checks the body; a form's fields are prepared by `fromForm` first. */
  readonly body?: z.ZodMiniType<Body>;
  /** Turns a form's fields into the body, or refuses the form. */
  readonly fromForm?: (
    request: HttpRequest,
    fields: Readonly<Record<string, unknown>>,
  ) => Promise<Problem | object>;
  /**
   * What a GET is for. `page`: shows one; a prefetch of it starts the function and is answered with nothing. `step`:
   * writes as well, so it is answered with nothing unless a browser opens the address.
   */
  readonly get?: "page" | "step";
  /** Answers a form itself, whatever else it says; undefined where it is read as usual. */
  readonly instead?: (
    request: HttpRequest,
    fields: Readonly<Record<string, unknown>>,
  ) => Promise<Reply | undefined>;
  /** The page that answers a form, or a browser, in case of a problem; for a form also in case of a fault. */
  readonly problemPage?: (request: HttpRequest, problem: Problem) => Promise<Reply>;
  /** The answer to a problem where all callers are libraries, which read another form. */
  readonly problemAs?: (problem: Problem) => Reply;
}

type Handle<Body> = (request: HttpRequest, body: Body) => Promise<Reply | Problem>;
type Chain = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** The one chain that every route runs in: observe, turn faults into problems, parse, check, handle. */
export function endpoint<Body = undefined>(
  tools: EndpointTools,
  spec: EndpointSpec<Body>,
  handle: Handle<Body>,
): Endpoint {
  const chain = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(observed(tools, spec))
    .handler(async (event) => {
      const request = readRequest(event, tools.publicUrl, tools.settings.proxy, spec);
      const reply = await answer(tools, spec, handle, request);
      return toProxyResult(
        settingNothing(request, tools.publicUrl) ? { ...reply, cookies: [] } : reply,
        corsOrigin(tools, event),
      );
    });
  return chain;
}

async function answer<Body>(
  tools: EndpointTools,
  spec: EndpointSpec<Body>,
  handle: Handle<Body>,
  request: HttpRequest,
): Promise<Reply> {
  if (onlyStarts(spec, request)) return noContent();
  if (tools.unreadable !== undefined) throw tools.unreadable;
  const instead =
    request.form && !request.refused
      ? await spec.instead?.(request, request.body as object as Record<string, unknown>)
      : undefined;
  if (instead) return instead;
  const outcome = deniedProblem(tools.live, spec.name, request) ?? (await outcomeOf(spec, handle, request));
  if (!isProblem(outcome)) return outcome;
  if (spec.problemAs) return spec.problemAs(outcome);
  return spec.problemPage && wantsPage(request) ? spec.problemPage(request, outcome) : problemReply(outcome);
}

async function outcomeOf<Body>(
  spec: EndpointSpec<Body>,
  handle: Handle<Body>,
  request: HttpRequest,
): Promise<Reply | Problem> {
  const body = await readBody(spec, request);
  return "problem" in body ? body.problem : handle(request, body.value);
}

function onlyStarts({ get }: Pick<EndpointSpec<unknown>, "get">, request: HttpRequest): boolean {
  if (request.method !== "GET") return false;
  return (get === "page" && request.prefetch) || (get === "step" && !request.opensPage);
}

/**
 * A GET that opens no page leaves the browser as it is: a cookie that it set would void a form that is open. So does
 * whatever another site has a browser ask.
 */
function settingNothing(request: HttpRequest, publicUrl: string): boolean {
  return (request.method === "GET" && !request.opensPage) || isForeign(request, publicUrl);
}

/** Whether a person sees the answer as it is: after a form, or when a browser opens the address. */
function wantsPage({ form, method, prefersHtml }: HttpRequest): boolean {
  return form || (method === "GET" && prefersHtml);
}

async function readBody<Body>(
  { body: schema, fromForm }: EndpointSpec<Body>,
  request: HttpRequest,
): Promise<{ value: Body } | { problem: Problem }> {
  if (request.refused) return { problem: request.refused };
  if (!schema) return { value: undefined as Body };
  let input = request.body;
  if (request.form && fromForm) {
    const prepared = await fromForm(request, request.body as Record<string, unknown>);
    if (isProblem(prepared)) return { problem: prepared };
    input = prepared;
  }
  const result = checkInput(schema, input);
  return result.success
    ? { value: result.data }
    : { problem: invalidRequest(fieldErrors(result.error.issues)) };
}

/**
 * One line per request: which function, which status, how long; nothing of what was said. A fault becomes a problem
 * document that tells nothing of its cause.
 */
function observed(
  tools: EndpointTools,
  spec: TakenBody & Pick<EndpointSpec<unknown>, "name" | "problemPage">,
): Chain {
  const { observer } = tools;
  const { name } = spec;
  const startedAt = new WeakMap<Context, number>();
  const served: NonNullable<Chain["after"]> = ({ context, response }) => {
    const milliseconds = Math.round(performance.now() - (startedAt.get(context) ?? 0));
    observer.served(name, { status: response?.statusCode, milliseconds, requestId: context.awsRequestId });
    observer.measure("Latency", milliseconds);
  };
  return {
    before: ({ context }) => void startedAt.set(context, performance.now()),
    after: served,
    onError: async (request) => {
      observer.fault(name, request.error);
      const reply = await faultReply(tools, spec, request);
      request.response = toProxyResult(reply, corsOrigin(tools, request.event));
      served(request);
    },
  };
}

async function faultReply(
  tools: EndpointTools,
  { problemPage, ...taken }: TakenBody & Pick<EndpointSpec<unknown>, "problemPage">,
  { event, error }: { event: APIGatewayProxyEvent; error: unknown },
): Promise<Reply> {
  const fault = faultProblem(error);
  const request = readRequest(event, tools.publicUrl, tools.settings.proxy, taken);
  if (!wantsPage(request)) return problemReply(fault);
  // What was typed is kept where that is possible: the fault may be in what it takes to keep it.
  const kept = request.form ? await problemPage?.(request, fault).catch(() => undefined) : undefined;
  const reply = kept ?? tools.faultPage(request, fault);
  return settingNothing(request, tools.publicUrl) ? { ...reply, cookies: [] } : reply;
}

function corsOrigin({ settings }: EndpointTools, event: APIGatewayProxyEvent): string | undefined {
  const { origin, Origin = origin } = headersOf(event);
  return Origin !== undefined && settings.corsOrigins.includes(Origin) ? Origin : undefined;
}
