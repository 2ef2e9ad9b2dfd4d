import type { Clock, Random } from "../domain/ambient.ts";
import { AUTHORIZATION_CODE_SECONDS, newAuthorizationCode } from "../domain/grant.ts";
import {
  type AuthorizationRequest,
  type Client,
  type Parameters,
  present,
  readAuthorizationRequest,
  type Rejection,
} from "./authorization-request.ts";
import { isSession, type Session } from "../domain/challenge.ts";
import { claimedKid } from "../domain/sealed.ts";
import { sealWaiting, unsealWaiting, type WaitingRequest } from "./waiting-request.ts";
import type { Keys } from "../keys/port.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { resolveSessionToken } from "../flows/resolve-session.ts";

export interface AuthorizeDependencies {
  readonly storage: Stores<{ challenges: "read"; grants: "keep" }>;
  readonly keys: Keys;
  readonly settings: Pick<Settings, "clients">;
  readonly clock: Clock;
  readonly random: Random;
}

export type AuthorizeOutcome =
  | { readonly kind: "unknown-client" | "unregistered-address" | "nothing-waits" }
  | Rejection
  /** The user has to sign in; the browser keeps `waiting` until then. */
  | { readonly kind: "sign-in"; readonly waiting: string; readonly parameters: Parameters }
  | {
      readonly kind: "authorized";
      readonly client: Client;
      readonly redirectUri: string;
      readonly state: string | undefined;
      readonly code: string;
      readonly recipientKey: string;
    };

/**
 * Answers an app that asks who is in front of it: with a code at once where a user is signed in, or else after a
 * sign-in, from which the browser comes back with what it kept.
 */
export async function authorize(
  deps: AuthorizeDependencies,
  asked: {
    /** The address's own parameters; none when the browser comes back from a sign-in. */
    readonly parameters: Parameters;
    readonly waiting: string | undefined;
    readonly sessionToken: string | undefined;
  },
): Promise<AuthorizeOutcome> {
  const now = deps.clock();
  const waited =
    Object.keys(asked.parameters).length === 0 ? await readWaiting(deps.keys, asked.waiting, now) : undefined;
  const parameters = waited ? Object.fromEntries(new URLSearchParams(waited.query)) : asked.parameters;
  if (Object.keys(parameters).length === 0) return { kind: "nothing-waits" };
  const read = readAuthorizationRequest(parameters, deps.settings.clients);
  if (read.kind !== "request") return read;
  const { request } = read;

  const session = await readSession(deps, asked.sessionToken, now);
  if (session && answers(session, asking(request), waited, now))
    return issueCode(deps, request, session, now);
  const sinceAsked = waited && session && session.approvedAt >= waited.askedAt;
  // The user has just signed in and is not the one that the app expects: asking again would never end.
  if (request.silent || sinceAsked) {
    const { client, redirectUri, state } = request;
    const description = "Nobody is signed in whom the request would take.";
    return { kind: "rejected", client, redirectUri, state, error: "login_required", description };
  }
  const { kid, key } = await deps.keys.current("cookie");
  const query = new URLSearchParams(present(parameters)).toString();
  const waiting = sealWaiting({ query, askedAt: waited?.askedAt ?? now }, kid, key);
  return { kind: "sign-in", waiting, parameters };
}

/**
 * Any app of a device may claim an address like `com.example.app:/cb`, so no user is sent there without having just
 * signed in (RFC 8252, 8.6). A secret proves the app when it comes for its tokens.
 */
function asking(request: AuthorizationRequest): AuthorizationRequest {
  const { client, redirectUri, anew } = request;
  const anybody = !/^https?:/.test(redirectUri) && client.secretSha256 === undefined;
  return { ...request, anew: anew || anybody };
}

/** Whether a session is the sign-in that was asked for. One since the question is new enough, however long it took. */
function answers(
  session: Session,
  { anew, maxAgeSeconds, subject }: AuthorizationRequest,
  waited: WaitingRequest | undefined,
  now: number,
): boolean {
  if (subject !== undefined && subject !== session.subject) return false;
  if (waited && session.approvedAt >= waited.askedAt) return true;
  return !anew && (maxAgeSeconds === undefined || now - session.approvedAt <= maxAgeSeconds);
}

async function issueCode(
  { storage, random }: AuthorizeDependencies,
  { client, redirectUri, state, codeChallenge, scope, nonce }: AuthorizationRequest,
  { recipientKey, nonce: sessionNonce }: Session,
  now: number,
): Promise<AuthorizeOutcome> {
  const code = newAuthorizationCode(random);
  await storage.grants.keep(code, {
    clientId: client.id,
    redirectUri,
    codeChallenge,
    scope,
    issuedAt: now,
    ...(nonce !== undefined && { nonce }),
    session: { recipientKey, nonce: sessionNonce },
    expiresAt: now + AUTHORIZATION_CODE_SECONDS,
  });
  return { kind: "authorized", client, redirectUri, state, code, recipientKey };
}

async function readWaiting(keys: Keys, text: string | undefined, now: number) {
  const kid = text === undefined ? undefined : claimedKid(text);
  const found = kid === undefined ? undefined : await keys.find("cookie", kid);
  return found && unsealWaiting(text ?? "", found.key, now);
}

async function readSession(
  { keys, storage }: AuthorizeDependencies,
  token: string | undefined,
  now: number,
): Promise<Session | undefined> {
  const reference = token === undefined ? undefined : await resolveSessionToken(keys, token);
  const session = reference && (await storage.challenges.read(reference));
  return isSession(session, now) ? session : undefined;
}
