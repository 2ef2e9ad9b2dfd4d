import { LOCALE_PLACE } from "../http/waiting.ts";
import type { AuthorizationRequest, Parameters, ResponseMode } from "./authorization-request.ts";

/**
 * An authorization request as it waits in the browser until the user has signed in: only what counts of it, so that
 * several have room side by side. An ID token that came as a hint is its subject alone.
 */
export function writeWaiting({
  client,
  redirectUri,
  state,
  codeChallenge,
  scope,
  nonce,
  anew,
  maxAgeSeconds,
  subject,
  responseMode,
  acr,
  locale,
}: AuthorizationRequest): string {
  const asked = acr.values.length > 0 ? ([acr.values, acr.essential ? 1 : 0] as const) : undefined;
  const all: Written = [
    client.id,
    redirectUri,
    codeChallenge ?? null,
    scope,
    state ?? null,
    nonce ?? null,
    anew ? 1 : 0,
    maxAgeSeconds ?? null,
    subject ?? null,
    responseMode,
    asked ?? null,
    locale ?? null,
  ];
  return JSON.stringify(all.slice(0, lengthOf(all)));
}

/** What is as usual at the end is left out. */
function lengthOf(all: Written): number {
  const [responseMode, asked, locale] = all.slice(FIRST_OPTIONAL);
  if (locale !== null) return LOCALE_PLACE + 1;
  if (asked !== null) return LOCALE_PLACE;
  return responseMode === "query" ? FIRST_OPTIONAL : FIRST_OPTIONAL + 1;
}

const FIRST_OPTIONAL = 9;

type Written = readonly [
  clientId: string,
  redirectUri: string,
  codeChallenge: string | null,
  scope: string,
  state: string | null,
  nonce: string | null,
  anew: 0 | 1,
  maxAgeSeconds: number | null,
  subject: string | null,
  /** The usual one is left out. */
  responseMode?: ResponseMode,
  acr?: readonly [values: readonly string[], essential: 0 | 1] | null,
  /** The first of `ui_locales` that the pages have. */
  locale?: string | null,
];

/** The parameters that it means, so that all of it is checked again, and whom the app takes the user for. */
export function readWaitingRequest(text: string): {
  readonly parameters: Parameters;
  readonly subject: string | undefined;
} {
  const [
    clientId,
    redirectUri,
    codeChallenge,
    scope,
    state,
    nonce,
    anew,
    maxAge,
    subject,
    responseMode,
    acr,
    locale,
  ] = JSON.parse(text) as Written;
  const [values, essential] = acr ?? [];
  return {
    subject: subject ?? undefined,
    parameters: {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      ...(codeChallenge !== null && { code_challenge: codeChallenge, code_challenge_method: "S256" }),
      scope,
      response_mode: responseMode,
      state: state ?? undefined,
      ui_locales: locale ?? undefined,
      nonce: nonce ?? undefined,
      prompt: anew === 1 ? "login" : undefined,
      max_age: maxAge === null ? undefined : String(maxAge),
      ...(essential === 1
        ? { claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }) }
        : { acr_values: values?.join(" ") }),
    },
  };
}
