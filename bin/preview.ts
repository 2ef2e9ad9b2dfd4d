import { readLocalEnvironment } from "../functions/config.ts";

/** `npm run preview`: prints where every message can be seen, and starts the local service unless it runs already. */
const { port } = readLocalEnvironment();
const url = `http://localhost:${port}`;
if (port !== 0 && (await ready())) console.log(`Every message: ${url}/_local/preview`);
else await import("./local.ts");

/** Whether the local service, and not something else, answers there. */
async function ready(): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_local/health`, { signal: AbortSignal.timeout(2000) });
    const { status } = (await response.json()) as { status?: unknown };
    return response.ok && status === "ready";
  } catch {
    return false;
  }
}
