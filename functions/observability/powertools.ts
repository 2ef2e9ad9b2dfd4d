import { Logger } from "@aws-lambda-powertools/logger";
import type { Config } from "../config.ts";
import { embeddedMetrics } from "./embedded-metrics.ts";
import type { Observer } from "./port.ts";

/** Structured logs, and metrics in CloudWatch's embedded format: both are lines on standard output. */
export function powertoolsObserver({ stage, logLevel }: Pick<Config, "stage" | "logLevel">): Observer {
  const logger = new Logger({ serviceName: "latchkey", logLevel, persistentKeys: { stage } });
  const measure = stage === "local" ? nobodyCollects : embeddedMetrics(stage);
  return {
    audit: (event, fields) => logger.info("audit", { event, ...fields }),
    served: (name, fields) => logger.info("served", { function: name, ...fields }),
    fault(name, error) {
      logger.error("fault", { function: name, ...describeError(error) });
      measure("Errors", 1);
    },
    measure,
  };
}

/** The metrics of a laptop. */
const nobodyCollects: Observer["measure"] = () => undefined;

/** An error's message may quote what was sent: only its name, our own code, the key of an item and the places in our files are kept. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, cause, item } = error as { code?: unknown; cause?: unknown; item?: unknown };
  const places = (error.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
  return {
    error: error.name,
    ...(typeof code === "string" && { code }),
    ...(error.name === "Fault" && typeof item === "string" && { item }),
    ...(cause instanceof Error && { cause: cause.name }),
    stack: places.slice(0, 8).map((line) => line.trim()),
  };
}
