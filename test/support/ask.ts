import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text as readText } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; empty unless it is JSON. */
  readonly body: Record<string, unknown>;
}

export interface Sent {
  readonly method?: "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Asks with these headers and no others: \`fetch\` has its own opinion of \`Sec-Fetch-Mode\`. */
export async function ask(address: string, { method, headers, body = "" }: Sent): Promise<Answer> {
  const outgoing = request(address, { method: method ?? "GET", headers: { accept: "*/*", ...headers } });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const answered = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct))
    for (const value of values ?? []) answered.append(name, value);
  const text = await readText(response);
  const isJson = answered.get("content-type")?.includes("json") ?? false;
  const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.statusCode ?? 0, headers: answered, text, body: parsed };
}
