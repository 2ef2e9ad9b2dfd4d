import type { IncomingHttpHeaders } from "node:http";
import { startServer } from "./start-server.ts";

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
  const { url, close } = await startServer("the HTTP endpoint", (incoming, outgoing) => {
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
  const started: HttpEndpoint = {
    url,
    requests: [],
    answer: () => ({ status: 500 }),
    close,
  };
  return started;
}
