import type { Challenge } from "./answers.ts";
import type { Client, ClientOptions } from "./client.ts";
import { bearer, connect } from "./connect.ts";
import type { SolveBotCheck } from "./solve-puzzle.ts";

/** What a client rarely needs: an entry has it, or loads it when it is needed. */
export interface Seldom {
  /** Solves what the service wants solved; undefined for what is no puzzle, or has no solution. It throws nothing. */
  readonly solve: (
    puzzle: unknown,
    solveWidget: SolveBotCheck | undefined,
    signal?: AbortSignal,
  ) => Promise<string | undefined>;
  /** Tells a developer why nothing was answered. It throws nothing. */
  readonly explain: (base: string, ask: typeof fetch) => Promise<void>;
}

/** Makes a client. */
export function makeClient(options: ClientOptions, { solve, explain }: Seldom): Client {
  const { apiKey, solveBotCheck } = options;
  const call = connect(options, explain);
  const server = apiKey === undefined ? "" : "/server";
  const keyed: Record<string, string> = apiKey === undefined ? {} : { "x-api-key": apiKey };

  return {
    async request(body, callOptions) {
      const headers = { ...keyed, "idempotency-key": callOptions?.idempotencyKey ?? randomKey() };
      const ask = (more: object) =>
        call<Challenge>(
          "POST",
          `${server}/otp/request`,
          { body: { codeFormats: ["digits", "base32"], ...body, ...more }, headers },
          callOptions,
        );
      const result = await ask({});
      if (result.ok || result.error.type !== "rate-limited") return result;
      const botCheck = await solve(result.error.botCheck, solveBotCheck, callOptions?.signal);
      return botCheck === undefined ? result : ask({ botCheck });
    },
    verify: (body, callOptions) =>
      call("POST", `${server}/otp/verify`, { body, headers: keyed, repeatable: false }, callOptions),
    resend: (body, callOptions) =>
      call("POST", `${server}/otp/resend`, { body, headers: keyed, repeatable: false }, callOptions),
    status: (body, callOptions) =>
      call("POST", `${server}/otp/status`, { body, headers: keyed }, callOptions),
    session: (credential, callOptions) =>
      call("GET", "/otp/session", { headers: bearer(credential) }, callOptions),
    logout: ({ credential, ...body } = {}, callOptions) =>
      call("POST", "/otp/logout", { body, headers: bearer(credential) }, callOptions),
  };
}

/** Not `randomUUID`, which browsers keep from pages on plain HTTP, such as one on the local network. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
