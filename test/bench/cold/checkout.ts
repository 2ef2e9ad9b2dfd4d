import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { servedRoutes, variablesOf } from "../../../functions/config.ts";
import type { Settings } from "../../../functions/settings.ts";
import type { parseSettings } from "../../../functions/settings/schema.ts";
import type { consumers, functionsOf, HandlerName, routes } from "../../../functions/routes.ts";
import type { bundleHandlers } from "../../../lib/constructs/code.ts";
import type { parseStage } from "../../../lib/stage-config.ts";
import { BENCH_APP } from "./app-events.ts";

/** A state of the project that is measured. */
export interface Checkout {
  readonly name: string;
  /** What every function of it is deployed with. */
  readonly settings: Settings;
  readonly json: string;
  /** Whether it is deployed with those settings: what a service leaves out is not started here either. */
  serves(handler: HandlerName): boolean;
  /** @returns the folder of its bundle, and the variables of its environment */
  deployed(handler: HandlerName): { readonly folder: string; readonly variables: readonly string[] };
}

const TWILIO = { use: "twilio", from: "+14155550199" };
const WEBHOOK = { use: "webhook", url: "https://messages.example.com/send" };

/** What is asked of a checkout, by its own code: an older one has other settings, variables and functions. */
interface Code {
  readonly bundleHandlers: typeof bundleHandlers;
  readonly parseStage: typeof parseStage;
  readonly parseSettings: typeof parseSettings;
  readonly variablesOf: typeof variablesOf;
  readonly servedRoutes: typeof servedRoutes;
  readonly routes: typeof routes;
  readonly consumers: typeof consumers;
  /** Absent where each handler is a function. */
  readonly functionsOf?: typeof functionsOf;
}

/** Bundles the functions of a checkout as it deploys its stage prod, with more providers and an app. */
export async function bundleCheckout(
  root: string,
  handlers: readonly HandlerName[],
  folder: string,
): Promise<Checkout> {
  const code = await codeOf(root);
  const { context } = JSON.parse(readFileSync(join(root, "cdk.json"), "utf8")) as {
    readonly context: { readonly stages: object };
  };
  const { settings: deployed } = code.parseStage(context.stages, "prod");
  const sms = { ...deployed.channels.sms, providers: ["sns", TWILIO] };
  const email = { ...deployed.channels.email, providers: ["ses", "sendgrid", WEBHOOK] };
  const channels = { ...deployed.channels, email, sms };
  const parsed = code.parseSettings({ ...deployed, channels, clients: [BENCH_APP] });
  if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
  const { settings } = parsed;
  const json = JSON.stringify(settings);
  const byFunction = existsSync(join(root, "functions/entries"));

  /** The function of a handler, if it is a route's and not of its own. */
  const functionOf = (handler: HandlerName) =>
    byFunction ? code.routes.find((route) => route.handler === handler)?.function : undefined;
  // One of the channels stands for all of them.
  const fileOf = (handler: HandlerName) =>
    handler === "deliver-code" ? "deliver-code-email" : (functionOf(handler) ?? handler);
  const needsOf = (handler: HandlerName) => {
    const functions = code.functionsOf?.(code.routes) ?? [];
    const needs =
      functions.find((one) => one.handler === functionOf(handler)) ??
      [...code.routes, ...code.consumers].find((row) => row.handler === handler);
    if (!needs) throw new Error(`${root} has no ${handler}`);
    return needs;
  };

  const bundled = code.bundleHandlers([...new Set(handlers.map(fileOf))], folder);
  const served = new Set<HandlerName>(
    [...code.servedRoutes(settings), ...code.consumers].map(({ handler }) => handler),
  );
  return {
    ...{ name: basename(root), settings, json },
    serves: (handler) => served.has(handler),
    deployed: (handler) => ({
      folder: bundled(fileOf(handler), { stage: "cold", json }).path,
      variables: code.variablesOf(needsOf(handler), settings),
    }),
  };
}

async function codeOf(root: string): Promise<Code> {
  const files = ["lib/constructs/code.ts", "lib/stage-config.ts"];
  files.push("functions/settings.ts", "functions/config.ts", "functions/routes.ts");
  // Older ones have it in functions/settings.ts.
  if (existsSync(join(root, "functions/settings/schema.ts"))) files.push("functions/settings/schema.ts");
  const modules: object[] = await Promise.all(
    files.map((file) => import(join(root, file)) as Promise<object>),
  );
  return Object.assign({}, ...modules) as Code;
}
