import { DEVICE_SECONDS, deviceLane } from "../domain/device.ts";
import type { Approved } from "../flows/answer-approval.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/** How many recipients one browser is known by. The one that signed in longest ago makes room. */
export const MOST_KNOWN = 8;

interface KnownDeviceDependencies {
  readonly cookies: CookieJar;
}

/** What a browser or program says that it is known by: its cookie's entries, and the field of its body. */
export function readDevices(
  { cookies }: KnownDeviceDependencies,
  request: HttpRequest,
  deviceToken?: string,
): readonly string[] {
  const held = cookies.list(request.header("cookie"), "known").slice(0, MOST_KNOWN);
  return [...(deviceToken?.split(".") ?? []), ...held];
}

/**
 * The cookie once a recipient has signed in, whose entry comes first from then on; none where the browser is known by
 * nothing. Those of others who use the browser stay.
 */
export function keepKnown(
  services: KnownDeviceDependencies,
  request: HttpRequest,
  { challenge, deviceToken }: Approved,
): readonly string[] {
  const { recipientKey, device } = challenge;
  const held = readDevices(services, request).map(
    (token) => [token, deviceLane(token, recipientKey)] as const,
  );
  const mine = deviceToken ?? held.find(([, lane]) => lane !== undefined && lane === device)?.[0];
  if (mine === undefined) return [];
  const others = held.filter(([, lane]) => lane === undefined).map(([token]) => token);
  return [services.cookies.setList("known", [mine, ...others].slice(0, MOST_KNOWN), DEVICE_SECONDS)];
}
