import type { Clock } from "../../domain/ambient.ts";
import type { SendResult } from "../port.ts";
import { httpFailure, httpPost } from "./http-post.ts";

type Failed = Extract<SendResult, { kind: "failed" }>;

/** Which app of the owner's asks, and for what. */
export interface TokenRequest {
  readonly tokenUrl: string;
  readonly scope: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type TokenResult = { readonly kind: "token"; readonly token: string } | Failed;

/** @param refused a token that the provider did not take: it is fetched anew, once for all who had it */
export type AccessTokens = (request: TokenRequest, refused?: string) => Promise<TokenResult>;

/** A token is fetched anew so long before its end, in seconds: a message may take a while to be sent. */
const EARLY_SECONDS = 60;

/** How long a token is kept that does not say when it ends, in seconds (RFC 6749 only recommends to say so). */
const UNSAID_SECONDS = 300;

/** Whose fault a refusal by the token's endpoint is: the client, its secret and its scope are the owner's to mend. */
const CODES = {
  message: new Set<string>(),
  account: new Set([
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
  ]),
};

interface Held {
  readonly token: string;
  /** Epoch seconds. */
  readonly until: number;
}

/**
 * Access tokens by the grant of client credentials, kept until shortly before their end. All who ask at once wait for
 * one answer; a request with another client or secret is another one.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export function clientCredentialsTokens(clock: Clock): AccessTokens {
  const held = new Map<string, Held>();
  const fetching = new Map<string, Promise<Held | Failed>>();
  const fetchOnce = (name: string, request: TokenRequest) => {
    const under = fetching.get(name);
    if (under) return under;
    const fresh = fetchToken(request, clock).finally(() => fetching.delete(name));
    fetching.set(name, fresh);
    return fresh;
  };
  return async (request, refused) => {
    const name = JSON.stringify(Object.values(request));
    const known = held.get(name);
    if (known && known.until > clock() && known.token !== refused)
      return { kind: "token", token: known.token };
    const fresh = await fetchOnce(name, request);
    if ("kind" in fresh) return fresh;
    held.set(name, fresh);
    return { kind: "token", token: fresh.token };
  };
}

async function fetchToken(
  { tokenUrl, scope, clientId, clientSecret }: TokenRequest,
  clock: Clock,
): Promise<Held | Failed> {
  const answer = await httpPost(
    tokenUrl,
    { accept: "application/json" },
    new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope !== undefined && { scope }),
    }),
  );
  if (answer.kind === "failed") return unsent(answer, answer.reason);
  const { access_token: token, expires_in: seconds, error } = answer.body;
  if (answer.status !== 200 || typeof token !== "string" || token === "") {
    const failure = httpFailure(answer.status, error, CODES);
    return unsent(failure, `token-${failure.reason}`);
  }
  const life = Number(seconds);
  return { token, until: clock() + (life > 0 ? life : UNSAID_SECONDS) - EARLY_SECONDS };
}

/** No mail has been sent where there was no token to send it with. */
function unsent({ fault }: Pick<Failed, "fault">, reason: string): Failed {
  return { kind: "failed", fault, reason };
}
