import type { Clock } from "../domain/ambient.ts";
import { isClick, isStaleClick, knownClick } from "../domain/click.ts";
import { DEVICE_SECONDS, deviceLane } from "../domain/device.ts";
import type { Approved } from "../flows/answer-approval.ts";
import type { GivenClick } from "../flows/give-click-lanes.ts";
import { type Side, sideOf } from "../domain/desk-purposes.ts";
import type { CookieJar, CookieName } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/**
 * How many recipients one browser is known by. What the oldest click gave makes room, since it holds for a day, or else
 * the one that signed in longest ago.
 */
export const MOST_KNOWN = 8;

interface KnownDeviceDependencies {
  readonly cookies: CookieJar;
}

interface KeepKnownDependencies extends KnownDeviceDependencies {
  readonly clock: Clock;
}

/** The cookie of each side. */
const COOKIES = { users: "known", desk: "desk-known" } as const satisfies Record<Side, CookieName>;

/** What a browser or program says that it is known by: its cookie's entries, and the field of its body. */
export function readDevices(
  { cookies }: KnownDeviceDependencies,
  request: HttpRequest,
  deviceToken?: string,
  side: Side = "users",
): readonly string[] {
  const held = cookies.list(request.header("cookie"), COOKIES[side]).slice(0, MOST_KNOWN);
  return [...(deviceToken?.split(".") ?? []), ...held];
}

/**
 * The cookie once a recipient has signed in, whose entry comes first from then on; none where the browser is known by
 * nothing. Those of others who use the browser stay.
 */
export function keepKnown(
  services: KeepKnownDependencies,
  request: HttpRequest,
  { challenge, deviceToken }: Pick<Approved, "challenge" | "deviceToken">,
): readonly string[] {
  const { recipientKey, device } = challenge;
  const side = sideOf(challenge);
  const held = readDevices(services, request, undefined, side).map(
    (token) => [token, deviceLane(token, recipientKey, side)] as const,
  );
  const mine = deviceToken ?? held.find(([, lane]) => lane !== undefined && lane === device)?.[0];
  if (mine === undefined) return [];
  const others = held.filter(([, lane]) => lane === undefined).map(([token]) => token);
  return [keepFirst(services, mine, others, side)];
}

/** The cookie once a user has clicked on "this was not me": what an earlier click gave for the same mailbox makes room. */
export function keepClick(
  services: KeepKnownDependencies,
  request: HttpRequest,
  { token, ledgerKey }: GivenClick,
): string {
  const now = services.clock();
  const held = readDevices(services, request);
  return keepFirst(
    services,
    token,
    held.filter((one) => knownClick([one], ledgerKey, now) === undefined),
  );
}

function keepFirst(
  { cookies, clock }: KeepKnownDependencies,
  first: string,
  others: readonly string[],
  side: Side = "users",
): string {
  const room = MOST_KNOWN - 1;
  const devices = others.filter((token) => !isClick(token)).slice(0, room);
  const clicks = others.filter((token) => isClick(token) && !isStaleClick(token, clock()));
  const staying = new Set([...devices, ...clicks.slice(0, room - devices.length)]);
  return cookies.setList(
    COOKIES[side],
    [first, ...others.filter((token) => staying.has(token))],
    DEVICE_SECONDS,
  );
}
