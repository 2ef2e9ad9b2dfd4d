import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "./start-server.ts";

/** What a receiver of events was told. */
export interface ToldEvent {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly version: number;
    readonly timestamp: string;
    readonly stage: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A system of the owner's that is told of events, on this machine. */
export interface EventReceiver {
  readonly url: string;
  readonly told: readonly ToldEvent[];
  /** What it answers, the first of them first; the last one goes on. It forgets what it was told. */
  answers(...answers: readonly Answer[]): void;
  types(): readonly string[];
  of(type: string): readonly ToldEvent["event"][];
}

export const says =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();

/** Takes the call, and never answers. */
export const hangs: Answer = () => undefined;

/** Closes the socket in place of an answer. */
export const closesSocket: Answer = (_, request) => void request.socket.destroy();

export async function startEventReceiver(): Promise<EventReceiver> {
  const told: ToldEvent[] = [];
  let next: readonly Answer[] = [says(204)];
  const { url } = await startServer("a receiver of events", (request, response) => {
    void text(request).then((body) => {
      const { method, url: path, headers } = request;
      told.push({ method, path, headers, body, event: JSON.parse(body) as ToldEvent["event"] });
      const [answer = says(204), ...later] = next;
      if (later.length > 0) next = later;
      answer(response, request);
    });
  });
  return {
    url: `${url}/events`,
    told,
    answers(...answers) {
      told.splice(0);
      next = answers;
    },
    types: () => told.map(({ event }) => event.type),
    of: (type) => told.map(({ event }) => event).filter((event) => event.type === type),
  };
}
