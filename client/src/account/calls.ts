import type { CallOptions } from "../call.ts";
import { bearer, type Connection } from "../connect.ts";
import type { Result } from "../errors.ts";

/** Who asks: a `sessionToken`, never an access token. Without one the browser's cookie counts, on the service's own origin. */
export interface WithCredential {
  readonly credential?: string | undefined;
}

/** A sign-in that waits for its second step: the answer `factor-required` of `verify` is one. */
export interface WaitingSignIn {
  readonly challengeId: string;
  readonly factorToken: string;
}

/** A call that reads. */
export type Read<Value> = (credential?: string, options?: CallOptions) => Promise<Result<Value>>;

/** A call that is made with a body, in which a `credential` is who asks. */
export type Act<Value> = (body?: object, options?: CallOptions) => Promise<Result<Value>>;

/** Makes the calls of an account. */
export interface Calls {
  get<Value>(path: string): Read<Value>;
  /**
   * @param fields what the service knows: who spreads an answer sends nothing more of it
   * @param repeatable whether it may be repeated although it may have happened already
   * @param apiKey of a server
   */
  post<Value>(path: string, fields: readonly string[], repeatable?: boolean, apiKey?: string): Act<Value>;
}

/** The calls of one connection. */
export function callsOf(call: Connection): Calls {
  return {
    get: (path) => (credential, options) => call("GET", path, { headers: bearer(credential) }, options),
    post:
      (path, fields, repeatable = false, apiKey) =>
      (body = {}, options) => {
        // What is undefined is not written.
        const said = body as Readonly<Record<string, unknown>> & WithCredential;
        const sent = Object.fromEntries(fields.map((field) => [field, said[field]]));
        const headers = { ...bearer(said.credential), ...(apiKey !== undefined && { "x-api-key": apiKey }) };
        return call("POST", path, { body: sent, headers, repeatable }, options);
      },
  };
}
