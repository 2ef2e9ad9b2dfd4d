import { createServer } from "node:http";
import { URL } from "node:url";

/** What was sent to each address, the newest first. @type {Map<string, {text: string}[]>} */
const inbox = new Map();

/** What a product calls in place of a provider of e-mail. @param {string} address @param {string} code */
export function deliver(address, code) {
  inbox.set(address, [{ text: `Your code: ${code}` }, ...(inbox.get(address) ?? [])]);
}

let aheadMilliseconds = 0;
const RealDate = Date;

/** The product's clock, which `/_harness/clock` moves on: a day does not have to be waited for. */
globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + aheadMilliseconds] : given));
  }

  static now() {
    return RealDate.now() + aheadMilliseconds;
  }
};

/**
 * Serves a product on this machine alone, with an inbox and a clock beside it, and tells the parent where.
 * @param {(url: string) => import("node:http").RequestListener} product
 */
export function serve(product) {
  let listener;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/_harness/inbox") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(inbox.get(searchParams.get("address") ?? "") ?? []));
    } else if (pathname === "/_harness/clock") {
      aheadMilliseconds += Number(searchParams.get("seconds")) * 1000;
      response.end();
    } else listener?.(request, response);
  });
  server.listen(0, "127.0.0.1", () => {
    const url = `http://localhost:${server.address().port}`;
    listener = product(url);
    process.send?.({ url });
  });
  process.once("disconnect", () => process.exit(0));
}
