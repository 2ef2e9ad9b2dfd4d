import { once } from "node:events";
import { connect as connectSocket } from "node:net";

export interface Answer {
  readonly status: number;
  /** The lines of the head, as they came. */
  readonly head: string;
  readonly body: string;
}

/** One keep-alive connection with one request at a time. */
export interface Connection {
  send(method: "GET" | "POST", path: string, headers: string, body?: string): Promise<Answer>;
  close(): void;
}

const HEAD_END = "\r\n\r\n";

/**
 * A client of HTTP/1.1 that takes no more of an answer apart than its status and its length: the driver shares the machine
 * with the servers it measures, and has to cost far less than they do.
 */
export async function connect(port: number): Promise<Connection> {
  const socket = connectSocket({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let received = Buffer.alloc(0);
  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (!answer || !waiting) return;
    const { resolve } = waiting;
    waiting = undefined;
    received = Buffer.alloc(0);
    resolve(answer);
  });
  return {
    send: (method, path, headers, body = "") =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const length = body === "" ? "" : `content-length: ${Buffer.byteLength(body)}\r\n`;
        socket.write(
          `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${headers}${length}\r\n${body}`,
        );
      }),
    close: () => void socket.destroy(),
  };
}

function readAnswer(bytes: Buffer): Answer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const bodyStart = headEnd + HEAD_END.length;
  if (bytes.length < bodyStart + length) return undefined;
  return {
    status: Number(head.slice(9, 12)),
    head,
    body: bytes.toString("utf8", bodyStart, bodyStart + length),
  };
}
