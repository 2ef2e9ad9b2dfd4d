import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { startServer } from "./start-server.ts";

/** What an app's server was told. */
export interface ToldLogout {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly userAgent: string | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An app's server that is told of sessions that are over. */
export interface LogoutReceiver {
  readonly uri: string;
  readonly told: readonly ToldLogout[];
  /** What it answers, the first of them first; the last one goes on. */
  answers(...answers: readonly Answer[]): void;
}

export const withStatus =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();

export async function startLogoutReceiver(): Promise<LogoutReceiver> {
  const told: ToldLogout[] = [];
  let next: readonly Answer[] = [withStatus(204)];
  const { url } = await startServer("the app's server", (request, response) => {
    void text(request).then((body) => {
      const { method, headers } = request;
      told.push({
        method,
        contentType: headers["content-type"],
        userAgent: headers["user-agent"],
        fields: Object.fromEntries(new URLSearchParams(body)),
      });
      const [answer = withStatus(204), ...later] = next;
      if (later.length > 0) next = later;
      answer(response, request);
    });
  });
  return {
    uri: `${url}/signed-out`,
    told,
    answers(...answers) {
      told.splice(0);
      next = answers;
    },
  };
}
