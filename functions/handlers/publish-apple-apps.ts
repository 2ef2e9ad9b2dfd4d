import { endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { json } from "../http/reply.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

const CACHEABLE = { "cache-control": "public, max-age=3600" };

/**
 * Which apps may fill in the codes and passwords of this host. Never `applinks`: those would open the app in place of the
 * pages, and a sign-in that began in a browser would end there.
 * @see https://developer.apple.com/documentation/xcode/supporting-associated-domains
 */
export const create = (services: EndpointServices) =>
  endpoint(services, { name: "publish-apple-apps" }, () => {
    const apps = services.settings.channels.sms.appleApps;
    return Promise.resolve(
      apps.length === 0
        ? problem("not-found", "There is nothing at this path.")
        : json(200, { webcredentials: { apps } }, { headers: CACHEABLE }),
    );
  });

export const route = servingReads({}, create);
