import { servedRoutes } from "../../functions/config.ts";
import type { routes } from "../../functions/routes.ts";
import type { StageConfig } from "../stage-config.ts";

type RouteOf<R> = R extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? `${M} ${P}`
  : never;

/** A route as `METHOD /path`. */
export type RouteName = RouteOf<(typeof routes)[number]>;

/** What API Gateway lets through before it answers 429: so many requests each second, and so many at once. */
export interface Rate {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/**
 * What each route takes by default, from all callers together. A route without a rate does not compile.
 *
 * The bill is bounded by what can be sent; users who already wait for a code or are signed in need the others, so
 * that a flood of new requests leaves them room.
 */
export const ROUTE_RATES: Readonly<Record<RouteName, Rate>> = {
  // Each may send a message, which costs more than everything else together.
  "POST /otp/request": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/resend": { requestsPerSecond: 10, burst: 20 },
  // One for each code, and some typing errors; who guesses in masses is slowed down here too.
  "POST /otp/verify": { requestsPerSecond: 20, burst: 40 },
  // As often as codes are typed, by those who have enrolled one; a backup code costs 60 ms of CPU.
  "POST /otp/factor": { requestsPerSecond: 10, burst: 20 },
  "GET /otp/factor": { requestsPerSecond: 20, burst: 40 },
  // Seldom clicked; mail scanners open the page of each notice of a reset.
  "GET /otp/keep-factors": { requestsPerSecond: 20, burst: 40 },
  "POST /otp/keep-factors": { requestsPerSecond: 10, burst: 20 },
  // Seldom; the page reads what a user has, and the forms walk through it.
  "GET /otp/account": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/account/sessions/end": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/account/grants/end": { requestsPerSecond: 10, burst: 20 },
  // Seldom.
  "GET /otp/account/factors/totp": { requestsPerSecond: 10, burst: 20 },
  "GET /otp/account/factors/totp/confirm": { requestsPerSecond: 10, burst: 20 },
  "GET /otp/account/factors": { requestsPerSecond: 20, burst: 40 },
  "POST /otp/account/factors/totp": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/account/factors/totp/remove": { requestsPerSecond: 10, burst: 20 },
  // Ten backup codes cost 600 ms of CPU.
  "POST /otp/account/factors/totp/confirm": { requestsPerSecond: 5, burst: 10 },
  "POST /otp/account/factors/backup-codes": { requestsPerSecond: 2, burst: 5 },
  // Asked every few seconds while a user waits for a code.
  "POST /otp/status": { requestsPerSecond: 50, burst: 100 },
  // Asked by backends for each of their own requests, if they do not check tokens offline.
  "GET /otp/session": { requestsPerSecond: 100, burst: 200 },
  // Seldom; walks through all that a recipient has.
  "POST /otp/logout": { requestsPerSecond: 20, burst: 40 },
  // Once for each page that offers passkeys, and each time that one is used or added.
  "POST /otp/passkeys/options": { requestsPerSecond: 50, burst: 100 },
  "POST /otp/passkeys/verify": { requestsPerSecond: 20, burst: 40 },
  // Seldom.
  "GET /otp/passkeys": { requestsPerSecond: 20, burst: 40 },
  "POST /otp/passkeys": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/passkeys/remove": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/passkeys/rename": { requestsPerSecond: 10, burst: 20 },
  // Seldom; the script and the manifest once for each browser that is added.
  "GET /otp/push": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/push": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/push/remove": { requestsPerSecond: 10, burst: 20 },
  "GET /otp/push/worker.js": { requestsPerSecond: 20, burst: 40 },
  "GET /otp/push/manifest.json": { requestsPerSecond: 20, burst: 40 },
  // Pages: more people look than send.
  "GET /otp/request": { requestsPerSecond: 50, burst: 100 },
  // Opened once, and looked at again by the script while a message is on its way.
  "GET /otp/verify": { requestsPerSecond: 50, burst: 100 },
  // Browsers keep it.
  "GET /otp/script.js": { requestsPerSecond: 50, burst: 100 },
  // Where a user reloads the answer to a refused form.
  // Opened once, and by scanners that follow links.
  "GET /otp/{link}": { requestsPerSecond: 20, burst: 40 },
  "GET /otp/resend": { requestsPerSecond: 10, burst: 20 },
  "GET /otp/logout": { requestsPerSecond: 10, burst: 20 },
  // Seldom clicked; mail scanners open the page of every message that is sent.
  "GET /otp/not-me": { requestsPerSecond: 50, burst: 100 },
  "POST /otp/not-me": { requestsPerSecond: 10, burst: 20 },
  // Once for each sign-in to an app, and again where the session is still there.
  "GET /otp/authorize": { requestsPerSecond: 50, burst: 100 },
  "POST /otp/authorize": { requestsPerSecond: 10, burst: 20 },
  "POST /otp/token": { requestsPerSecond: 50, burst: 100 },
  // Seldom, and once for each request of a backend that asks.
  "POST /otp/revoke": { requestsPerSecond: 20, burst: 40 },
  "POST /otp/introspect": { requestsPerSecond: 50, burst: 100 },
  "GET /otp/userinfo": { requestsPerSecond: 50, burst: 100 },
  "POST /otp/userinfo": { requestsPerSecond: 10, burst: 20 },
  // Seldom.
  "GET /otp/end-session": { requestsPerSecond: 20, burst: 40 },
  "POST /otp/end-session": { requestsPerSecond: 10, burst: 20 },
  // Read by many backends, at the same time after a rotation; they keep what they read.
  "GET /.well-known/jwks.json": { requestsPerSecond: 100, burst: 200 },
  "GET /.well-known/openid-configuration": { requestsPerSecond: 50, burst: 100 },
  // Apple's own servers read it and keep it for a day.
  "GET /.well-known/latchkey-attack": { requestsPerSecond: 10, burst: 20 },
  "GET /.well-known/apple-app-site-association": { requestsPerSecond: 10, burst: 20 },
  "GET /.well-known/oauth-authorization-server": { requestsPerSecond: 50, burst: 100 },
  // Read by developers and by what generates their clients; a tenth of a megabyte each time.
  "GET /openapi.json": { requestsPerSecond: 10, burst: 20 },
  // Some for each text that Twilio carries; it tries again what is turned away.
  "POST /otp/receipts/twilio": { requestsPerSecond: 50, burst: 100 },
  // Batches of what has gathered in some seconds; it tries again for a day.
  "POST /otp/receipts/sendgrid": { requestsPerSecond: 20, burst: 40 },
  // Some for each message of the owner's gateway.
  "POST /otp/receipts/webhook": { requestsPerSecond: 50, burst: 100 },
  // Admins, and the owner's systems: an import of 2 000 customers is 20 calls. Each walks through a person's items.
  "POST /admin-api/forget": { requestsPerSecond: 5, burst: 10 },
  "POST /admin-api/{act}": { requestsPerSecond: 20, burst: 40 },
  // The desk's pages: a few admins, and open to everybody: with less, one loop of a stranger would shut the desk.
  "GET /admin": { requestsPerSecond: 50, burst: 100 },
  "GET /admin/{screen}": { requestsPerSecond: 50, burst: 100 },
  "POST /admin/{screen}": { requestsPerSecond: 50, burst: 100 },
  "GET /admin/sign-in/{step}": { requestsPerSecond: 50, burst: 100 },
  "POST /admin/sign-in/{step}": { requestsPerSecond: 50, burst: 100 },
  "POST /admin/act/forget": { requestsPerSecond: 50, burst: 100 },
  "POST /admin/act/{act}": { requestsPerSecond: 50, burst: 100 },
};

/** The rate of each route in a stage: its own, or the default as far as the whole API takes as much. */
export function ratesOf({
  throttle,
  settings,
}: Pick<StageConfig, "throttle" | "settings">): Map<RouteName, Rate> {
  return new Map(
    servedRoutes(settings).map(({ method, path }) => {
      const route = `${method} ${path}` as RouteName;
      const byDefault = ROUTE_RATES[route];
      return [
        route,
        throttle.routes[route] ?? {
          requestsPerSecond: Math.min(byDefault.requestsPerSecond, throttle.requestsPerSecond),
          burst: Math.min(byDefault.burst, throttle.burst),
        },
      ];
    }),
  );
}
