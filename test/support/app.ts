import { createHash, randomBytes } from "node:crypto";

/** The apps that the tests' services know. */
export const APP = {
  id: "app",
  name: "The App",
  redirectUris: ["https://app.example/callback", "https://app.example/callback?kept=1"],
  postLogoutRedirectUris: ["https://app.example/bye"],
};

export const SECRET = "a secret of 256 bits, in real life";

export const CONFIDENTIAL = {
  id: "backend",
  name: "The Back Office",
  redirectUris: ["https://backend.example/callback"],
  secretSha256: createHash("sha256").update(SECRET).digest("hex"),
};

/** An app of a phone, whose address any other app there may claim. */
export const NATIVE = { id: "phone", name: "The Phone", redirectUris: ["com.example.phone:/callback"] };
/** Apps that stay signed in, one without a secret and one with. */
export const STAYING = {
  id: "staying",
  name: "The Staying App",
  redirectUris: ["https://staying.example/callback"],
  refresh: true,
};
export const STAYING_BACKEND = { ...CONFIDENTIAL, id: "staying-backend", refresh: true };

export const CLIENTS = { clients: [APP, CONFIDENTIAL, NATIVE] };
export const ALL_CLIENTS = { clients: [...CLIENTS.clients, STAYING, STAYING_BACKEND] };
export const CALLBACK = "https://app.example/callback";

/** What an app keeps and what it sends of it (RFC 7636). */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** The address that an app sends a browser to. @param change `undefined` leaves a parameter out */
export function authorizeAddress(challenge: string, change: Record<string, string | undefined> = {}): string {
  const parameters = present({
    response_type: "code",
    client_id: APP.id,
    redirect_uri: CALLBACK,
    scope: "openid",
    state: "s1",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  });
  return `/otp/authorize?${new URLSearchParams(parameters).toString()}`;
}

/** What an app sends to get the tokens of a code. @param change `undefined` leaves a field out */
export function tokenFields(
  code: string,
  verifier: string,
  change: Record<string, string | undefined> = {},
): Record<string, string> {
  return present({
    grant_type: "authorization_code",
    code,
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    client_id: APP.id,
    ...change,
  });
}

/** How an app with a secret names itself (RFC 6749, 2.3.1): both parts are encoded before they are joined. */
export function basic(id: string, secret: string): { readonly authorization: string } {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function present(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
