import type { Clicker } from "../flows/give-click-lanes.ts";
import type { Keys } from "../keys/port.ts";
import type { Observer } from "../observability/port.ts";
import type { CookieJar } from "./cookies.ts";
import { guardForm } from "./guard.ts";
import { readDevices } from "./known-device.ts";
import type { HttpRequest } from "./request.ts";

interface WhoClickedDependencies {
  readonly keys: Keys;
  readonly cookies: CookieJar;
  readonly observer: Observer;
  readonly publicUrl: string;
}

/**
 * The browser of a click on our own page. No other click makes a browser known, else another site could have its visitors'
 * browsers keep what it has chosen. Where the form's key cannot be read, it is told as a fault, and the click as no one's.
 */
export async function whoClicked(
  services: WhoClickedDependencies,
  request: HttpRequest,
): Promise<Clicker | undefined> {
  if (!request.form) return undefined;
  const fields = request.body as Readonly<Record<string, unknown>>;
  try {
    if (await guardForm(services, request, fields, "first")) return undefined;
  } catch (error) {
    services.observer.fault("cancel-challenge", error);
    return undefined;
  }
  return { sourceIp: request.sourceIp, devices: readDevices(services, request) };
}
