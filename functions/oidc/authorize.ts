import { type Acr, acrOf, toldAcr } from "../domain/acr.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import {
  AUTHORIZATION_CODE_SECONDS,
  authorizationCode,
  isOffline,
  locateGrant,
  newGrantNonce,
} from "../domain/grant.ts";
import { traitsOf } from "../domain/channel.ts";
import {
  type AnswerAddress,
  type AuthorizationRequest,
  type Client,
  type Parameters,
  readAuthorizationRequest,
  reject,
  type Rejection,
} from "./authorization-request.ts";
import { givenClients, type Suspending } from "./client-secret.ts";
import { expectPerson } from "./expected-person.ts";
import type { Session } from "../domain/challenge.ts";
import { readWaiting, sealWaiting, type Waiting, WAITING_ID_BYTES } from "../http/waiting.ts";
import { readWaitingRequest, writeWaiting } from "./waiting-request.ts";
import type { Keys } from "../keys/port.ts";
import type { HintReader } from "../signing/port.ts";
import type { PageFiles } from "../pages/page-files.ts";
import type { Settings } from "../settings.ts";
import type { Stores } from "../storage/port.ts";
import { sessionOfToken } from "../flows/resolve-session.ts";
import { audienceOf } from "./audience.ts";
import { reachableAcrs } from "./reachable-acrs.ts";
import { isSharedAddress } from "./redirect-address.ts";
import { answers, isExpected, lacksAcr, meets } from "./fitting-session.ts";
import { type StepUpDependencies, stepUpOf } from "./step-up.ts";

export interface AuthorizeDependencies extends StepUpDependencies, Suspending {
  readonly storage: StepUpDependencies["storage"] & Stores<{ challenges: "read"; grants: "keep" }>;
  readonly keys: Keys;
  readonly hints: HintReader;
  readonly settings: Pick<Settings, "clients" | "session" | "refresh" | "secondFactor" | "factors">;
  readonly pageFiles: Pick<PageFiles, "locales">;
  readonly issuer: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a browser asks with. */
export interface AuthorizationAsked {
  /** The address's own parameters; none when the browser comes back from a sign-in. */
  readonly parameters: Parameters;
  /** Those of them that stood there more than once. */
  readonly repeated?: readonly string[];
  /** What the browser kept for this very sign-in. */
  readonly waiting: string | undefined;
  readonly sessionToken: string | undefined;
  /** Whether the user has just said, on a page that names the app, that it may know who they are... */
  readonly consented?: boolean;
  /** ...or that they go back to it without a sign-in. */
  readonly denied?: boolean;
}

export type AuthorizeOutcome =
  | { readonly kind: "unknown-client" | "unregistered-address" | "nothing-waits" }
  | Rejection
  /** The user has to sign in; the page's form carries `waiting` until the browser may keep it. */
  | {
      readonly kind: "sign-in";
      readonly client: Client;
      readonly waiting: string;
      readonly parameters: Parameters;
    }
  /** The user is signed in, and has to say that this program may know it; the form carries `waiting`. */
  | {
      readonly kind: "consent";
      readonly client: Client;
      readonly waiting: string;
      readonly parameters: Parameters;
      readonly recipient: string;
    }
  /** The user is signed in, and has something to prove beside; where the browser may not keep it yet, a form carries `waiting`. */
  | {
      readonly kind: "step-up";
      readonly client: Client;
      readonly waiting: string;
      readonly parameters: Parameters;
      readonly needs: Acr;
      readonly recipient: string;
    }
  | (AnswerAddress & {
      readonly kind: "authorized";
      readonly code: string;
      readonly recipientKey: string;
    });

/**
 * Answers an app that asks who is in front of it: with a code at once where a user is signed in, or else after a
 * sign-in, from which the browser comes back with what it kept.
 */
export async function authorize(
  deps: AuthorizeDependencies,
  asked: AuthorizationAsked,
): Promise<AuthorizeOutcome> {
  const now = deps.clock();
  const waited = asked.waiting === undefined ? undefined : await readWaiting(deps.keys, asked.waiting, now);
  const kept = waited && readWaitingRequest(waited.asked);
  const parameters = kept?.parameters ?? asked.parameters;
  if (Object.keys(parameters).length === 0) return { kind: "nothing-waits" };
  const read = readAuthorizationRequest(
    parameters,
    givenClients(deps),
    { acrs: reachableAcrs(deps.settings, deps.publicUrl), locales: deps.pageFiles.locales },
    asked.repeated,
  );
  if (read.kind !== "request") return read;
  const expecting = kept ? read : await expectPerson(deps.hints, read.request);
  if (expecting.kind !== "request") return expecting;
  const request = kept ? { ...read.request, subject: kept.subject } : expecting.request;
  const { client } = request;
  if (asked.denied) return reject(request, "access_denied", "The person went back without a sign-in.");

  const session = await sessionOfToken(deps, asked.sessionToken, now);
  const sinceAsked = waited !== undefined && session !== undefined && session.approvedAt >= waited.askedAt;
  if (session && answers(session, request, sinceAsked, now)) {
    // A sign-in on the pages that name this very app is its consent; one that was for anything else is none.
    const signedInToIt = sinceAsked && session.clientId === client.id;
    if (signedInToIt || asked.consented || !mayBeAnybody(request))
      return issueCode(deps, request, session, now);
    if (!request.silent) {
      const waiting = await keptForm(deps, request, waited, now);
      return { kind: "consent", client, waiting, parameters, recipient: session.address };
    }
  }
  if (session && !request.silent && lacksAcr(session, request, sinceAsked, now)) {
    const needs = await stepUpOf(deps, session, request);
    if (needs !== undefined) {
      const waiting = await keptForm(deps, request, waited, now);
      return { kind: "step-up", client, waiting, parameters, needs, recipient: session.address };
    }
  }
  // The user has just signed in and is not the one that the app expects: asking again would never end.
  if (request.silent && mayBeAnybody(request))
    return reject(
      request,
      "interaction_required",
      "A program of this address is told nothing without the person.",
    );
  // Nor would it where the sign-in was the user's, and did not reach what the app demands.
  if (sinceAsked && !meets(session, request) && isExpected(session, request))
    return reject(request, "unmet_authentication_requirements", "The sign-in did not reach that acr.");
  if (request.silent || sinceAsked)
    return reject(request, "login_required", "No user is signed in whom the request would take.");
  return { kind: "sign-in", client, waiting: await keptForm(deps, request, waited, now), parameters };
}

/** The request as a form carries it, sealed, under the name that it has from its first page on. */
async function keptForm(
  { keys, random }: Pick<AuthorizeDependencies, "keys" | "random">,
  request: AuthorizationRequest,
  waited: Waiting | undefined,
  now: number,
): Promise<string> {
  const { kid, key } = await keys.current("form");
  const id = waited?.id ?? random(WAITING_ID_BYTES).toString("base64url");
  return sealWaiting({ id, askedAt: waited?.askedAt ?? now, asked: writeWaiting(request) }, kid, key);
}

/**
 * Any program of a device may claim an address like `com.example.app:/cb` or listen on a port of it, so no user is sent
 * there without having said so on a page that names the app: by signing in, or by a click (RFC 8252, 8.6). A secret
 * proves the app when it comes for its tokens.
 */
function mayBeAnybody({ client, redirectUri }: AuthorizationRequest): boolean {
  return client.secretSha256 === undefined && isSharedAddress(redirectUri);
}

async function issueCode(
  { storage, keys, settings, issuer, random }: AuthorizeDependencies,
  request: AuthorizationRequest,
  session: Session,
  now: number,
): Promise<AuthorizeOutcome> {
  const { client, redirectUri, codeChallenge, scope, nonce } = request;
  const { recipientKey } = session;
  const reference = { recipientKey, nonce: newGrantNonce(random) };
  const { kid, key } = await keys.current("cookie");
  // Who is told that the session is over has to be known as long as the session lasts.
  const staysKnown = client.refresh || client.backchannelLogoutUri !== undefined;
  const codeExpiresAt = now + AUTHORIZATION_CODE_SECONDS;
  await storage.grants.keep({
    ...locateGrant(reference),
    status: "code",
    clientId: client.id,
    redirectUri,
    codeChallenge,
    scope,
    audience: audienceOf(client, { settings, issuer }),
    nonce,
    sessionNonce: session.nonce,
    subject: session.subject,
    address: session.address,
    addressKind: traitsOf(session.channel).addressKind,
    addressProvenAt: session.addressProvenAt,
    amr: session.amr,
    acr: toldAcr(acrOf(session.amr), request.acr.values),
    purpose: session.purpose,
    authTime: session.approvedAt,
    issuedAt: now,
    codeExpiresAt,
    generation: 1,
    expiresAt: isOffline({ scope })
      ? now + settings.refresh.absoluteSeconds
      : Math.min(
          staysKnown ? Infinity : codeExpiresAt + settings.session.tokenSeconds,
          session.sessionEndsAt,
        ),
  });
  const code = authorizationCode(reference, kid, key);
  const { responseMode, state } = request;
  return { kind: "authorized", client, redirectUri, responseMode, state, code, recipientKey };
}
