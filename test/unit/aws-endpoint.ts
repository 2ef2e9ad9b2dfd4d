import { createHash } from "node:crypto";
import { startServer } from "../support/start-server.ts";

/** What a client of AWS sent over the wire. */
export interface WireRequest {
  readonly target: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** An endpoint that answers in AWS's protocols as it was told, and remembers what it was asked. */
export interface AwsEndpoint {
  readonly requests: WireRequest[];
  answer: (request: WireRequest) => WireAnswer;
  /** For a client: this endpoint, keys that open nothing, and no second try. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  close(): Promise<void>;
}

export async function startAwsEndpoint(): Promise<AwsEndpoint> {
  const { url, close } = await startServer("the endpoint of AWS", (incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request: WireRequest = {
        target: incoming.headers["x-amz-target"] as string | undefined,
        contentType: incoming.headers["content-type"],
        body: Buffer.concat(chunks).toString(),
      };
      started.requests.push(request);
      const { status, type, body } = started.answer(request);
      outgoing.writeHead(status, { "content-type": type }).end(body);
    })();
  });
  const started: AwsEndpoint = {
    requests: [],
    answer: () => queryFault("NobodyToldMe", 500),
    client: {
      endpoint: url,
      region: "us-east-1",
      maxAttempts: 1,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
    close,
  };
  return started;
}

/** The answer of a service that speaks the query protocol. */
export function queryResult(action: string, content: string): WireAnswer {
  const body = `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`;
  return { status: 200, type: "text/xml", body };
}

export function queryFault(code: string, status: number): WireAnswer {
  const message = "about anna@example.com and +14155550123";
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, type: "text/xml", body };
}

/** The answer of a service that speaks JSON. */
export function jsonResult(body: object, status = 200): WireAnswer {
  return { status, type: "application/x-amz-json-1.1", body: JSON.stringify(body) };
}

/** The form that was posted, as plain fields. */
export function formOf({ body }: WireRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body));
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
