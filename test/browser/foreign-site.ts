import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A site of another owner. */
export interface ForeignSite {
  /** By a name that is another site than the service's `localhost`. */
  readonly crossSite: string;
  /** By the service's own host name and another port: another origin of the same site, to which its cookies are sent. */
  readonly sameSite: string;
  /** What its page is from now on. */
  serve(page: string): void;
  close(): Promise<void>;
}

export async function startForeignSite(): Promise<ForeignSite> {
  let page = "";
  const server = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Prizes</title>${page}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    crossSite: `http://127.0.0.1:${port}`,
    sameSite: `http://localhost:${port}`,
    serve: (next) => void (page = next),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
