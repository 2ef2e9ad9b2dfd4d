import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { closeLater } from "./close-later.ts";

export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server of the test's own on a free port. @param what for the message, when it does not close */
export async function startServer(what: string, listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = closeLater(what, async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
