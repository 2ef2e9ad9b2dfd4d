import type { RequestListener } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { type ClientOptions, createClient } from "../../client/src/client.ts";
import { freePort } from "../support/free-port.ts";
import { startServer } from "../support/start-server.ts";
import { startTestService } from "../support/service.ts";

/** A client of a server that answers as told. */
async function clientOf(listener: RequestListener, options: Partial<ClientOptions> = {}) {
  const { url } = await startServer("the server", listener);
  return createClient({ baseUrl: url, ...options });
}

const refuse = (type: string, status: number, retryAfter: string) =>
  ((_, response) => {
    response.writeHead(status, { "content-type": "application/problem+json", "retry-after": retryAfter });
    response.end(JSON.stringify({ type: `urn:latchkey:problem:${type}`, status, title: "", detail: "No." }));
  }) satisfies RequestListener;

/** Answers the first calls with a refusal, and notes what each one said. */
function firstRefuse(times: number, refusal: RequestListener) {
  const keys: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    keys.push(request.headers["idempotency-key"]?.toString());
    if (keys.length <= times) refusal(request, response);
    else response.writeHead(202, { "content-type": "application/json" }).end('{"challengeId":"one"}');
  };
  return { keys, listener };
}

const never: RequestListener = () => undefined;
const recipient = "anna@example.com";

describe("a call that may be retried", () => {
  it("waits for Retry-After and repeats itself with the same key", async () => {
    const { keys, listener } = firstRefuse(2, refuse("rate-limited", 429, "0.01"));
    const client = await clientOf(listener, { retry: { times: 2 } });
    expect(await client.request({ recipient })).toMatchObject({ ok: true, value: { challengeId: "one" } });
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it("gives up after so many times", async () => {
    const { keys, listener } = firstRefuse(9, refuse("rate-limited", 429, "0.01"));
    const client = await clientOf(listener, { retry: { times: 2 } });
    expect(await client.request({ recipient })).toMatchObject({ error: { type: "rate-limited" } });
    expect(keys.length).toBe(3);
  });

  it("does not wait for longer than it may", async () => {
    const { keys, listener } = firstRefuse(9, refuse("rate-limited", 429, "30"));
    const client = await clientOf(listener, { retry: { times: 2 } });
    expect(await client.request({ recipient })).toMatchObject({ error: { retryAfter: 30 } });
    expect(keys.length).toBe(1);
  });

  it("stops waiting when it is aborted", async () => {
    const stop = new AbortController();
    const { keys, listener } = firstRefuse(9, (request, response) => {
      refuse("rate-limited", 429, "3600")(request, response);
      response.once("close", () => setImmediate(() => stop.abort()));
    });
    const client = await clientOf(listener, { retry: { times: 2, maxWaitMs: Infinity } });
    const result = await client.request({ recipient }, { signal: stop.signal });
    expect(result).toMatchObject({ error: { type: "aborted" } });
    expect(keys.length).toBe(1);
  });

  it("repeats a request that the service could not take, but no guess, which may have counted", async () => {
    const { keys, listener } = firstRefuse(1, refuse("unavailable", 503, "0.01"));
    const client = await clientOf(listener, { retry: { times: 1 } });
    expect(await client.request({ recipient })).toMatchObject({ ok: true });
    keys.length = 0;
    const guess = await client.verify({ challengeId: "one", code: "000000" });
    expect(guess).toMatchObject({ error: { type: "unavailable", status: 503 } });
    expect(keys.length).toBe(1);
  });

  it("opens one challenge although the first answer was lost", async () => {
    const service = await startTestService();
    let lost = 0;
    const lossy: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (lost++ === 0) throw new TypeError("the connection broke");
      return response;
    };
    const client = createClient({ baseUrl: service.url, fetch: lossy, retry: { times: 1 } });
    expect(await client.request({ recipient })).toMatchObject({ ok: true });
    await service.settled();
    expect(service.inbox.list(recipient).length).toBe(1);
  });
});

describe("a call without an answer of the service", () => {
  it("is not repeated unless it was asked for", async () => {
    const { keys, listener } = firstRefuse(9, refuse("rate-limited", 429, "0.01"));
    const client = await clientOf(listener);
    expect(await client.request({ recipient })).toMatchObject({ ok: false });
    expect(keys.length).toBe(1);
  });

  it("is a timeout when it takes too long", async () => {
    const client = await clientOf(never, { timeoutMs: 5 });
    expect(await client.session("token")).toMatchObject({ error: { type: "timeout" } });
    expect(await client.session("token", { timeoutMs: 6 })).toMatchObject({
      error: { detail: "There was no answer in 6 ms." },
    });
  });

  it("is a timeout, too, when the answer begins and does not end", async () => {
    const client = await clientOf((_, response) => void response.writeHead(200).write("{"), {
      timeoutMs: 50,
    });
    expect(await client.session("token")).toMatchObject({ error: { type: "timeout" } });
  });

  it("is aborted by its signal, before it begins or in its midst", async () => {
    const stop = new AbortController();
    const client = await clientOf(() => stop.abort());
    expect(await client.session("token", { signal: stop.signal })).toMatchObject({
      error: { type: "aborted" },
    });
    expect(await client.session("token", { signal: AbortSignal.abort() })).toMatchObject({
      error: { type: "aborted" },
    });
  });

  it("is a network error where no server listens, without the address in its words", async () => {
    const client = createClient({ baseUrl: `http://127.0.0.1:${await freePort()}` });
    const result = await client.session("secret-token");
    expect(result).toEqual({
      ok: false,
      error: { type: "network", detail: "The service could not be reached." },
    });
  });

  it.each([
    [200, "<html>Welcome to the hotel</html>"],
    [200, ""],
    [502, "<html>Bad gateway</html>"],
    [404, "null"],
  ])("is unexpected where something else answers: %s %s", async (status, text) => {
    const client = await clientOf((_, response) => void response.writeHead(status).end(text));
    expect(await client.session("token")).toMatchObject({ error: { type: "unexpected", status } });
  });
});

describe("what a call sends", () => {
  it("names cookies only when it was asked for, since some runtimes refuse the option", async () => {
    const sent: (RequestInit | undefined)[] = [];
    const noted: typeof fetch = (_, init) => {
      sent.push(init);
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    await createClient({ baseUrl: "http://localhost", fetch: noted }).logout();
    await createClient({ baseUrl: "http://localhost", fetch: noted, credentials: "include" }).logout();
    expect(sent.map((init) => init && "credentials" in init && init.credentials)).toEqual([false, "include"]);
    expect(sent[0]?.headers).toEqual({ accept: "application/json", "content-type": "application/json" });
  });
});
