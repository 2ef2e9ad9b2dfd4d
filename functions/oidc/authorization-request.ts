import type { Acr } from "../domain/acr.ts";
import { uiLocale } from "../pages/ui-locale.ts";
import { OFFLINE_ACCESS } from "../domain/grant.ts";
import { canWait } from "../http/waiting.ts";
import { isCodeChallenge } from "./pkce.ts";
import { isRegisteredAddress } from "./redirect-address.ts";
import { readRequestedClaims, type RequestedAcr } from "./requested-claims.ts";
import { writeWaiting } from "./waiting-request.ts";

/** What this service needs to know of a registered app. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly logo?: string | undefined;
  readonly color?: string | undefined;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly secretSha256?: string | undefined;
  readonly pkce?: "required" | "optional" | undefined;
  /** Whether it gets refresh tokens. */
  readonly refresh: boolean;
  /** Whom its access tokens are for, where it is not the issuer. */
  readonly audience?: string | undefined;
  /** Whether its ID tokens tell the proven address. */
  readonly idTokenClaims: boolean;
  /** Where it is told that a session is over. */
  readonly backchannelLogoutUri?: string | undefined;
}

/** The scopes that mean something here; others are left out of what is granted. */
export const SCOPES = ["openid", "email", "phone", OFFLINE_ACCESS] as const;

/** Errors that an app is told by its own address (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6). */
export type AuthorizationError =
  | "access_denied"
  | "invalid_request"
  | "unsupported_response_type"
  | "invalid_scope"
  | "login_required"
  | "interaction_required"
  | "unmet_authentication_requirements"
  | "request_not_supported"
  | "request_uri_not_supported"
  | "registration_not_supported";

/** How an app is told: by the query of its address, or by a form that the browser posts there. */
export const RESPONSE_MODES = ["query", "form_post"] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

/** Where an answer for an app goes. */
export interface AnswerAddress {
  readonly client: Client;
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** Whom an app asks to have signed in, and how it wants to be told. */
export interface AuthorizationRequest extends AnswerAddress {
  /** None from an app that proves by its secret alone that the code is its own. */
  readonly codeChallenge: string | undefined;
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
  /** How well the user is to be told apart from others. */
  readonly acr: RequestedAcr;
  /** The language that the app asks for, of those that the pages have. */
  readonly locale: string | undefined;
  /** An ID token of that user, as the app has shown it, not checked yet. */
  readonly idTokenHint: string | undefined;
}

export type Parameters = Readonly<Record<string, string | undefined>>;

/** An answer for the app, by its own address. */
export interface Rejection extends AnswerAddress {
  readonly kind: "rejected";
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

/** What an app may have sent back with its error. A longer state is left out, in characters. */
const MAX_STATE_LENGTH = 2048;

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
export function readAuthorizationRequest(
  given: Parameters,
  clients: readonly Client[],
  /** What sign-ins here can reach, and the languages of the pages. */
  stage: { readonly acrs: readonly Acr[]; readonly locales: readonly string[] },
  /** Names that stood there more than once. */
  repeated: readonly string[] = [],
): ReadRequest {
  const parameters = withoutEmpty(given);
  const client = clients.find(({ id }) => id === parameters.client_id);
  if (!client || repeated.includes("client_id")) return { kind: "unknown-client" };
  const redirectUri = parameters.redirect_uri;
  if (redirectUri === undefined || repeated.includes("redirect_uri")) return { kind: "unregistered-address" };
  if (!isRegisteredAddress(redirectUri, client.redirectUris)) return { kind: "unregistered-address" };

  const state = repeated.includes("state") ? undefined : parameters.state;
  const responseMode = readResponseMode(parameters, redirectUri);
  const answerAddress: AnswerAddress = {
    client,
    redirectUri,
    // An answer that cannot be given as it is wanted goes the usual way.
    responseMode: repeated.includes("response_mode") ? "query" : (responseMode ?? "query"),
    state: state !== undefined && state.length > MAX_STATE_LENGTH ? undefined : state,
  };
  const rejected = (error: AuthorizationError, description: string) =>
    reject(answerAddress, error, description);
  if (repeated.length > 0) return rejected("invalid_request", "A parameter stands there more than once.");
  for (const [name, error] of Object.entries(UNSUPPORTED))
    if (parameters[name] !== undefined) return rejected(error, `The parameter ${name} is not supported.`);
  if (parameters.response_type === undefined)
    return rejected("invalid_request", "The parameter response_type is missing.");
  if (parameters.response_type !== "code")
    return rejected("unsupported_response_type", "The only response_type is code.");
  if (responseMode === undefined)
    return rejected("invalid_request", "The response_mode is query, or form_post for an address of http(s).");
  const codeChallenge = parameters.code_challenge;
  const sendsPkce = codeChallenge !== undefined || parameters.code_challenge_method !== undefined;
  if (sendsPkce || needsPkce(client))
    if (!isCodeChallenge(codeChallenge) || parameters.code_challenge_method !== "S256")
      return rejected("invalid_request", "A code_challenge with the method S256 is required (PKCE).");
  const claims = readRequestedClaims(parameters);
  if (!claims) return rejected("invalid_request", "The parameter claims cannot be read.");
  const { acr } = claims;
  if (acr.essential && !acr.values.some((value) => stage.acrs.includes(value)))
    return rejected("unmet_authentication_requirements", "No sign-in here reaches that acr.");
  const asked = words(parameters.scope);
  if (!asked.includes("openid")) return rejected("invalid_scope", "The scope has to name openid.");
  asked.push(...claims.scopes);

  const prompts = words(parameters.prompt);
  const silent = prompts.includes("none");
  if (silent && prompts.length > 1) return rejected("invalid_request", "The prompt none stands alone.");
  const maxAge = parameters.max_age;
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge))
    return rejected("invalid_request", "The max_age is a number of seconds.");
  const request: AuthorizationRequest = {
    client,
    redirectUri,
    responseMode,
    state,
    codeChallenge,
    nonce: parameters.nonce,
    silent,
    subject: claims.subject,
    acr,
    locale: uiLocale(parameters.ui_locales, stage.locales),
    idTokenHint: parameters.id_token_hint,
    scope: SCOPES.filter((scope) => asked.includes(scope) && mayHave(client, scope)).join(" "),
    anew: prompts.some((prompt) => PROMPTS_ANEW.includes(prompt)),
    maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
  };
  // Also for a user who is signed in: whether a request is taken does not depend on who is there.
  if (!canWait(writeWaiting(request))) return rejected("invalid_request", "The request is too long.");
  return { kind: "request", request };
}

/** @returns undefined for one that is unknown, or cannot be: a browser posts no form to a program of the device */
function readResponseMode(
  { response_mode: asked = "query" }: Parameters,
  redirectUri: string,
): ResponseMode | undefined {
  const mode = RESPONSE_MODES.find((one) => one === asked);
  return mode === "form_post" && !/^https?:/.test(redirectUri) ? undefined : mode;
}

function mayHave({ refresh }: Client, scope: (typeof SCOPES)[number]): boolean {
  return scope !== OFFLINE_ACCESS || refresh;
}

/** A client without a secret has nothing else to show that a code is its own (RFC 9700, 2.1.1; ASVS 10.4.6). */
export function needsPkce({ secretSha256, pkce }: Client): boolean {
  return secretSha256 === undefined || pkce === "required";
}

/** An error for the app. */
export function reject(
  { client, redirectUri, responseMode, state }: AnswerAddress,
  error: AuthorizationError,
  description: string,
): Rejection {
  return { kind: "rejected", client, redirectUri, responseMode, state, error, description };
}

/** One without a value counts as left out (RFC 6749, 3.1). */
export function withoutEmpty(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ""));
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
