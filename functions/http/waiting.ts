import type { Clock } from "../domain/ambient.ts";
import { SEAL_VERSION, seal, unseal } from "../domain/sealed.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { CookieJar } from "./cookies.ts";
import type { HttpRequest } from "./request.ts";

/** What waits until a person has signed in. */
export interface Waiting {
  /** A short random, which the walk carries in its addresses: a sign-in without it resumes nothing. */
  readonly id: string;
  /** Epoch seconds. A sign-in since then is the one that was asked for. */
  readonly askedAt: number;
  /** A list in JSON: the id of the app that asks stands first, a language at its place, the rest is its wing's business. */
  readonly asked: string;
}

/** Where in that list the language stands that the app asks for: one of the pages'. */
export const LOCALE_PLACE = 11;

/** As long as a person takes at most to sign in, with a code that came late and another one. In seconds. */
export const WAITING_SECONDS = 1800;

/** All that waits in one browser, as long as its cookie's value: several requests side by side, the oldest out. */
export const MAX_WAITING_LENGTH = 3040;

/** The parameter of addresses, and the hidden field of forms, that says which one waits for this sign-in. */
export const RESUME_FIELD = "resume";
/** What stands there for a walk that goes on to a page of ours: nothing is kept, and nothing but these pages is named. */
export const PAGE_WALKS = {
  "-account": "/otp/account",
  "-new-app": "/otp/account/factors/totp",
  "-passkey": "/otp/passkeys",
  "-pushing": "/otp/push",
} as const;
export type PageWalk = keyof typeof PAGE_WALKS;
export const ACCOUNT_WALK: PageWalk = "-account";
/**
 * The parameter of the page of a second step, and the hidden field of its forms, that says which acr is wanted: which
 * factors the page offers. What the app demanded stands in its request alone, and is checked there.
 */
export const NEEDS_FIELD = "needs";
/** What stands there where any factor will do, if it is proved now. */
export const NEEDS_FRESH = "fresh";
/** What stands there where any factor will do, and has to be proved once more, however new the last proof is. */
export const NEEDS_AGAIN = "again";
/** The hidden field that carries it, sealed, from an app to the first form: an app's link sets no cookie. */
export const WAITING_FIELD = "waiting";

export const WAITING_ID_BYTES = 6;
const WAITING_SEAL = { label: "authorize|", tagBytes: 16 };
const HEAD_BYTES = 2 + WAITING_ID_BYTES + 4;

/** `version(1) kid(1) id(6) askedAt(4) asked tag(16)`, sealed with the form key. */
export function sealWaiting({ id, askedAt, asked }: Waiting, kid: number, key: Uint8Array): string {
  const head = Buffer.alloc(HEAD_BYTES);
  head.set([SEAL_VERSION, kid]);
  head.set(Buffer.from(id, "base64url"), 2);
  head.writeUInt32BE(askedAt, 2 + WAITING_ID_BYTES);
  return seal(WAITING_SEAL, key, Buffer.concat([head, Buffer.from(asked)])).toString("base64url");
}

/** Whether it can wait at all: it has to fit into the cookie by itself. */
export function canWait(asked: string): boolean {
  const bytes = HEAD_BYTES + Buffer.byteLength(asked) + WAITING_SEAL.tagBytes;
  return Math.ceil((bytes * 4) / 3) <= MAX_WAITING_LENGTH;
}

/** What a sealed text says, or undefined unless we sealed it, and not too long ago. */
export async function readWaiting(
  keys: Pick<Keys, "find">,
  text: string,
  now: number,
): Promise<Waiting | undefined> {
  const body = await openSealed(keys, "form", text, (sealed, key) => unseal(WAITING_SEAL, key, sealed));
  const head = headOf(text);
  if (!body || !head || head.askedAt + WAITING_SECONDS <= now) return undefined;
  return { ...head, asked: body.subarray(HEAD_BYTES).toString() };
}

interface WaitingDependencies {
  readonly keys: Pick<Keys, "find">;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** The page of ours that a walk goes on to. */
export function walkOf(request: HttpRequest): PageWalk | undefined {
  const resume = resumeOf(request);
  return (Object.keys(PAGE_WALKS) as PageWalk[]).find((one) => one === resume);
}

/** What the walk resumes once the person has signed in: by the page's address, or by its form. */
export function resumeOf({ method, query, form, body }: HttpRequest): string | undefined {
  const fields = (form ? body : {}) as Readonly<Record<string, unknown>>;
  const id = method === "GET" ? query[RESUME_FIELD] : (fields[RESUME_FIELD] ?? idOf(fields[WAITING_FIELD]));
  return typeof id === "string" && /^[\w-]{8}$/.test(id) ? id : undefined;
}

/** The sealed text that waits in this browser under an id. */
export function findWaiting(
  { cookies }: Pick<WaitingDependencies, "cookies">,
  request: HttpRequest,
  id: string | undefined,
): string | undefined {
  return id === undefined ? undefined : heldTexts(cookies, request).find((text) => idOf(text) === id);
}

/** The id of the app that a walk is for: the first form brings its request along, the browser keeps it afterwards. */
export async function waitingClient(
  { keys, cookies, clock }: WaitingDependencies,
  request: HttpRequest,
): Promise<string | undefined> {
  const text = walkText({ cookies }, request);
  const waiting = text === undefined ? undefined : await readWaiting(keys, text, clock());
  const [id] = waiting ? (JSON.parse(waiting.asked) as readonly unknown[]) : [];
  return typeof id === "string" ? id : undefined;
}

/**
 * What an app's walk says of its language, before its seal is checked: it chooses words, and opens nothing.
 * @returns undefined for a walk that no app has begun
 */
export function walkLanguage(
  { cookies }: Pick<WaitingDependencies, "cookies">,
  request: HttpRequest,
): { readonly locale: unknown } | undefined {
  const text = walkText({ cookies }, request);
  if (text === undefined) return undefined;
  const asked = Buffer.from(text, "base64url").subarray(HEAD_BYTES, -WAITING_SEAL.tagBytes).toString();
  try {
    return { locale: (JSON.parse(asked) as readonly unknown[] | null)?.[LOCALE_PLACE] };
  } catch {
    return undefined;
  }
}

/** The walk that was begun last in a browser, for a page whose address names none. */
export function newestWalk(
  { cookies }: Pick<WaitingDependencies, "cookies">,
  request: HttpRequest,
): string | undefined {
  return idOf(heldTexts(cookies, request)[0]);
}

/** The sealed request that a walk is for. */
function walkText(
  { cookies }: Pick<WaitingDependencies, "cookies">,
  request: HttpRequest,
): string | undefined {
  const brought = request.form ? (request.body as Record<string, unknown>)[WAITING_FIELD] : undefined;
  return typeof brought === "string" ? brought : findWaiting({ cookies }, request, resumeOf(request));
}

/** The cookies that keep what a form brings along: the person has acted on a page of ours, so the browser may hold it. */
export async function keepWaiting(
  { keys, cookies, clock }: WaitingDependencies,
  request: HttpRequest,
): Promise<readonly string[]> {
  const text = request.form ? (request.body as Record<string, unknown>)[WAITING_FIELD] : undefined;
  if (typeof text !== "string") return [];
  const now = clock();
  const waiting = await readWaiting(keys, text, now);
  if (!waiting) return [];
  const held = [
    text,
    ...heldTexts(cookies, request).filter((other) => idOf(other) !== waiting.id && young(other, now)),
  ];
  while (held.join(".").length > MAX_WAITING_LENGTH) held.pop();
  return [cookies.setList("waiting", held, WAITING_SECONDS)];
}

/** The cookie once a request has been answered; others wait on. */
export function dropWaiting(
  { cookies, clock }: Omit<WaitingDependencies, "keys">,
  request: HttpRequest,
  id: string | undefined,
): string {
  const now = clock();
  const held = heldTexts(cookies, request).filter((text) => idOf(text) !== id && young(text, now));
  return cookies.setList("waiting", held, WAITING_SECONDS);
}

function heldTexts(cookies: CookieJar, request: HttpRequest): readonly string[] {
  return cookies.list(request.header("cookie"), "waiting");
}

function idOf(text: unknown): string | undefined {
  return typeof text === "string" ? headOf(text)?.id : undefined;
}

function young(text: string, now: number): boolean {
  return now < (headOf(text)?.askedAt ?? 0) + WAITING_SECONDS;
}

/** What a sealed text claims, before anything of it is believed. */
function headOf(text: string): Pick<Waiting, "id" | "askedAt"> | undefined {
  const head = Buffer.from(text.slice(0, 16), "base64url");
  if (head.length !== HEAD_BYTES || head[0] !== SEAL_VERSION) return undefined;
  return {
    id: head.subarray(2, 2 + WAITING_ID_BYTES).toString("base64url"),
    askedAt: head.readUInt32BE(2 + WAITING_ID_BYTES),
  };
}
