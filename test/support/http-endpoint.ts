import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface PostedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that answers as it was told, and remembers what was posted. */
export interface HttpEndpoint {
  readonly url: string;
  readonly requests: PostedRequest[];
  answer: (request: PostedRequest) => HttpReply;
  close(): Promise<void>;
}

export async function startHttpEndpoint(): Promise<HttpEndpoint> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const { url: path = "", headers } = incoming;
      const request = { path, headers, body: Buffer.concat(chunks).toString() };
      started.requests.push(request);
      const { status, headers: more = {}, body = "" } = started.answer(request);
      outgoing.writeHead(status, { ...more }).end(body);
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const started: HttpEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    answer: () => ({ status: 500 }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return started;
}
