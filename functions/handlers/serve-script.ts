import { endpoint } from "../http/endpoint.ts";
import type { EndpointServices } from "../compose/base.ts";
import { servingReads } from "../compose/serve.ts";

/** A page of a version names its script by it; what another version serves there must not stay. */
const cacheFor = (same: boolean) => (same ? "public, max-age=31536000, immutable" : "no-store");

export const create = (services: EndpointServices) =>
  endpoint(services, { name: "serve-script" }, ({ query }) => {
    const { pageFiles } = services;
    const scripts = [
      ...[pageFiles.script(), pageFiles.puzzleScript()],
      ...[pageFiles.passkeyScript(), pageFiles.backupCodesScript(), pageFiles.pushScript()],
    ];
    const { text, version } = scripts.find((one) => one.version === query.v) ?? pageFiles.script();
    const headers = {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": cacheFor(query.v === version),
    };
    return Promise.resolve({ status: 200, headers, body: text });
  });

export const route = servingReads({}, create);
