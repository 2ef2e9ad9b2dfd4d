import { createHash } from "node:crypto";
import type { JSONWebKeySet } from "jose";
import type { Issuer } from "../support/issuer.ts";
import { type Shown, type Walker, walker } from "../support/walker.ts";
import { type Wire, wire } from "../support/wire.ts";

/** How a module of the suite ends. */
export interface Outcome {
  readonly result: "passed" | "skipped" | "warning" | "failed";
  readonly reasons: readonly string[];
}

/** A client that was registered for the suite. */
export interface Party {
  readonly id: string;
  readonly secret: string;
  readonly authentication: "client_secret_basic" | "client_secret_post";
}

const HOME = "https://suite.example/test/a/latchkey";
export const CALLBACK = `${HOME}/callback`;
export const POST_LOGOUT = `${HOME}/post_logout_redirect`;
export const BAD_POST_LOGOUT = `${HOME}/bad_post_logout_redirect_uri`;

const party = (id: string, authentication: Party["authentication"]): Party => ({
  id,
  authentication,
  secret: createHash("sha256").update(`secret of ${id}`).digest("hex"),
});

export const FIRST = party("suite", "client_secret_basic");
export const SECOND = party("suite-2", "client_secret_basic");
export const BY_POST = party("suite-post", "client_secret_post");

/** What an owner declares for the suite. */
export const CLIENTS = [FIRST, SECOND, BY_POST].map(({ id, secret }) => ({
  id,
  name: `The ${id}`,
  redirectUris: [CALLBACK],
  postLogoutRedirectUris: [POST_LOGOUT],
  secretSha256: createHash("sha256").update(secret).digest("hex"),
}));

export type Metadata = Readonly<Record<string, unknown>> & {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly end_session_endpoint: string;
  readonly jwks_uri: string;
};

/** What a module works with. */
export interface Suite {
  readonly issuer: Issuer;
  readonly metadata: Metadata;
  readonly keys: JSONWebKeySet;
  readonly send: Wire;
  /** A browser without cookies. */
  browser(): Walker;
  /** The suite goes on, and says so at the end. */
  warn(unless: boolean, reason: string): void;
}

export type Module = (suite: Suite) => Promise<unknown>;

/** By the suite's own rule there is nothing to test. */
class Skip extends Error {}

/** What a specification demands is not so. */
class Failure extends Error {}

/** @throws Skip */
export function skip(reason: string): never {
  throw new Skip(reason);
}

/** @throws Failure unless it is so. */
export function demand(isSo: boolean, reason: string): asserts isSo {
  if (!isSo) throw new Failure(reason);
}

/** Runs a module as the suite does: a failure ends it, a warning does not. */
export async function run(module: Module, issuer: Issuer): Promise<Outcome> {
  const send = wire(issuer.certificate);
  const warnings: string[] = [];
  try {
    const metadata = await readJson<Metadata>(send, `${issuer.url}/.well-known/openid-configuration`);
    const keys = await readJson<JSONWebKeySet>(send, metadata.jwks_uri);
    await module({
      issuer,
      metadata,
      keys,
      send,
      browser: () => walker(issuer),
      warn(isSo, reason) {
        if (!isSo) warnings.push(reason);
      },
    });
  } catch (error) {
    if (error instanceof Skip) return { result: "skipped", reasons: [error.message] };
    if (error instanceof Failure) return { result: "failed", reasons: [error.message] };
    throw error;
  }
  return { result: warnings.length > 0 ? "warning" : "passed", reasons: warnings };
}

async function readJson<T>(send: Wire, url: string): Promise<T> {
  const { status, text, headers } = await send(url);
  demand(status === 200 && isJson(headers), `${url} was answered ${status}`);
  return JSON.parse(text) as T;
}

export function isJson(headers: Headers): boolean {
  return /^application\/(json|jwk-set\+json)\b/.test(headers.get("content-type") ?? "");
}

/** Whether a browser has left the service for an address of the suite. */
export function isCallback({ url }: Shown, address = CALLBACK): boolean {
  return url.origin + url.pathname === address;
}

/** Whether the discovery document names a value. */
export function announces({ metadata }: Suite, name: string, value: unknown): boolean {
  const listed = metadata[name];
  return Array.isArray(listed) && listed.includes(value);
}
