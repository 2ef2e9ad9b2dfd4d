import { servedRoutes } from "../functions/config.ts";
import { consumers } from "../functions/routes.ts";
import { callsApps, enabledChannels, tellsEvents } from "../functions/settings.ts";
import { readsReceipts } from "./sends-through.ts";
import { fault, type StageFault } from "./stage-faults.ts";
import type { StageConfig } from "./stage-schema.ts";

/** A route cannot take more than the whole API, which would answer 429 before it. */
export function excessiveRates({ routes, ...whole }: StageConfig["throttle"]): StageFault[] {
  return Object.entries(routes).flatMap(([route, own]) =>
    (["requestsPerSecond", "burst"] as const)
      .filter((limit) => own[limit] > whole[limit])
      .map((limit) =>
        fault(
          `throttle.routes.${route}.${limit}`,
          `${own[limit]} is more than the whole API takes; lower it, or raise throttle.${limit} from ${whole[limit]}`,
        ),
      ),
  );
}

/** Rates of routes that are not there. */
export function unservedRoutes({ throttle, settings }: StageConfig): StageFault[] {
  const served = new Set<string>(servedRoutes(settings).map(({ method, path }) => `${method} ${path}`));
  return Object.keys(throttle.routes)
    .filter((route) => !served.has(route))
    .map((route) =>
      fault(
        `throttle.routes.${route}`,
        "this stage has no such route, since none of its providers calls it; leave it out",
      ),
    );
}

/** Functions that are not there, or could never do what another setting asks of them. */
export function concurrencyFaults(config: StageConfig): StageFault[] {
  const reserved: Readonly<Record<string, number | undefined>> = config.reservedConcurrency;
  const there = new Set<string>([
    ...servedRoutes(config.settings).map((route) => route.function),
    ...consumers
      .filter(({ source }) => source !== "report" || readsReceipts(config))
      .filter(({ source }) => source !== "outbound" || callsApps(config.settings))
      .filter(({ source }) => source !== "events" || tellsEvents(config.settings))
      .map(({ handler }) => handler),
  ]);
  const absent = (["reservedConcurrency", "provisionedConcurrency"] as const).flatMap((setting) =>
    Object.keys(config[setting])
      .filter((handler) => !there.has(handler))
      .map((handler) =>
        fault(
          `${setting}.${handler}`,
          "this stage has no such function, since none of its providers calls it; leave it out",
        ),
      ),
  );
  const tooWarm = Object.entries(config.provisionedConcurrency)
    .filter(([handler, warm]) => warm > (reserved[handler] ?? Infinity))
    .map(([handler, warm]) =>
      fault(
        `provisionedConcurrency.${handler}`,
        `${warm} cannot be warm where reservedConcurrency allows ${reserved[handler]}; make it ${reserved[handler]} or less`,
      ),
    );
  const enabled = enabledChannels(config.settings);
  const deliverers = Math.max(0, ...enabled.map((channel) => config.deliverers[channel]));
  const refused = (reserved["deliver-code"] ?? Infinity) < deliverers;
  return [
    ...absent,
    ...tooWarm,
    ...(refused
      ? [
          fault(
            "reservedConcurrency.deliver-code",
            `must be ${deliverers} or more, as many as deliverers allows, or messages are turned away until they are given up`,
          ),
        ]
      : []),
  ];
}
