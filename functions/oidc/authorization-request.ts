import { isCodeChallenge } from "./pkce.ts";

/** What this service needs to know of a registered app. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly secretSha256?: string | undefined;
}

/** The scopes that mean something here; others are left out of what is granted. */
export const SCOPES = ["openid", "email", "phone"] as const;

/** Errors that an app is told by its own address (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6). */
export type AuthorizationError =
  | "invalid_request"
  | "unsupported_response_type"
  | "invalid_scope"
  | "login_required"
  | "request_not_supported"
  | "request_uri_not_supported"
  | "registration_not_supported";

/** Whom an app asks to have signed in, and how it wants to be told. */
export interface AuthorizationRequest {
  readonly client: Client;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly codeChallenge: string;
  /** The scopes that are granted, as a list in one text. */
  readonly scope: string;
  readonly nonce: string | undefined;
  /** The user may not be asked anything: one who is not signed in stays so. */
  readonly silent: boolean;
  /** The user has to prove their address again, even if they are signed in. */
  readonly anew: boolean;
  /** A sign-in that is older does not count, in seconds. */
  readonly maxAgeSeconds: number | undefined;
  /** Whom the app takes the user for; another user does not count. */
  readonly subject: string | undefined;
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** An answer for the app, by its own address. */
export interface Rejection {
  readonly kind: "rejected";
  readonly client: Client;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly error: AuthorizationError;
  readonly description: string;
}

export type ReadRequest =
  | { readonly kind: "request"; readonly request: AuthorizationRequest }
  /**
   * Nothing here can be believed: an attacker may have made this address, and must not learn anything by it, nor send a
   * browser anywhere.
   */
  | { readonly kind: "unknown-client" | "unregistered-address" }
  | Rejection;

/** More does not fit into a cookie, where a request waits for the sign-in. In characters. */
export const MAX_REQUEST_LENGTH = 2600;

const UNSUPPORTED = {
  request: "request_not_supported",
  request_uri: "request_uri_not_supported",
  registration: "registration_not_supported",
} as const satisfies Record<string, AuthorizationError>;

/** Those that have the person prove their address again: there is nothing else to choose or to consent to. */
const PROMPTS_ANEW = ["login", "select_account", "consent"];

/**
 * Reads the parameters of an authorization request: the client and its address first, then, for the client's ears,
 * everything else.
 */
export function readAuthorizationRequest(parameters: Parameters, clients: readonly Client[]): ReadRequest {
  const client = clients.find(({ id }) => id === parameters.client_id);
  if (!client) return { kind: "unknown-client" };
  const redirectUri = parameters.redirect_uri;
  // Letter by letter: whatever is cleverer has been tricked (RFC 9700, 2.1).
  if (redirectUri === undefined || !client.redirectUris.includes(redirectUri))
    return { kind: "unregistered-address" };

  const tooLong = new URLSearchParams(present(parameters)).toString().length > MAX_REQUEST_LENGTH;
  const state = tooLong ? undefined : parameters.state;
  const rejected = (error: AuthorizationError, description: string): Rejection => ({
    kind: "rejected",
    client,
    redirectUri,
    state,
    error,
    description,
  });
  if (tooLong) return rejected("invalid_request", "The request is too long.");
  for (const [name, error] of Object.entries(UNSUPPORTED))
    if (parameters[name] !== undefined) return rejected(error, `The parameter ${name} is not supported.`);
  if (parameters.response_type === undefined)
    return rejected("invalid_request", "The parameter response_type is missing.");
  if (parameters.response_type !== "code")
    return rejected("unsupported_response_type", "The only response_type is code.");
  if ((parameters.response_mode ?? "query") !== "query")
    return rejected("invalid_request", "The only response_mode is query.");
  const codeChallenge = parameters.code_challenge;
  if (!isCodeChallenge(codeChallenge) || parameters.code_challenge_method !== "S256")
    return rejected("invalid_request", "A code_challenge with the method S256 is required (PKCE).");
  const asked = words(parameters.scope);
  if (!asked.includes("openid")) return rejected("invalid_scope", "The scope has to name openid.");

  const prompts = words(parameters.prompt);
  const silent = prompts.includes("none");
  if (silent && prompts.length > 1) return rejected("invalid_request", "The prompt none stands alone.");
  const maxAge = parameters.max_age;
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    return rejected("invalid_request", "The max_age is a number of seconds.");
  const hint = parameters.id_token_hint;
  const subject = hint === undefined ? undefined : hintOf(hint).sub;
  if (hint !== undefined && subject === undefined)
    return rejected("invalid_request", "The id_token_hint is not an ID token.");
  return {
    kind: "request",
    request: {
      client,
      redirectUri,
      state,
      codeChallenge,
      nonce: parameters.nonce,
      silent,
      subject,
      scope: SCOPES.filter((scope) => asked.includes(scope)).join(" "),
      anew: prompts.some((prompt) => PROMPTS_ANEW.includes(prompt)),
      maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    },
  };
}

/**
 * What an ID token says that came as a hint. Its signature is not checked, since a hint opens nothing: it may only turn
 * a user away, or name a client whose addresses are checked all the same.
 */
export function hintOf(idToken: string): { readonly sub?: string; readonly aud?: string } {
  try {
    const claims = JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString()) as unknown;
    const { sub, aud } = { ...(claims as Readonly<Record<string, unknown>> | null) };
    return { ...(typeof sub === "string" && { sub }), ...(typeof aud === "string" && { aud }) };
  } catch {
    return {};
  }
}

/** The parameters that are there. */
export function present(parameters: Parameters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter(Boolean);
}
