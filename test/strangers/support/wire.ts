import { once } from "node:events";
import { type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import { text as readText } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Sent {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type Wire = (url: string, sent?: Sent) => Promise<Answer>;

/** Sends what it is told and nothing else, over HTTP or TLS, and follows nothing. @param ca the certificate to trust */
export function wire(ca: string): Wire {
  return async (url, { method = "GET", headers = {}, body = "" } = {}) => {
    const options = { method, headers: { accept: "*/*", ...headers } };
    const outgoing = url.startsWith("https:") ? secure(url, { ...options, ca }) : plain(url, options);
    outgoing.end(body);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const answered = new Headers();
    for (const [name, values] of Object.entries(response.headersDistinct))
      for (const value of values ?? []) answered.append(name, value);
    return { status: response.statusCode ?? 0, headers: answered, text: await readText(response) };
  };
}

/** A form as browsers send it. */
export function asForm(fields: Readonly<Record<string, string>>): Sent {
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  };
}
