import { timingSafeEqual } from "node:crypto";
import type { Random } from "../domain/ambient.ts";
import { mac } from "../domain/sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { CookieJar } from "./cookies.ts";
import { type Problem, problem } from "./problem.ts";
import type { HttpRequest } from "./request.ts";

/** The hidden field of every form. */
export const FORM_FIELD = "form";

/**
 * Refuses a state change that rides on a cookie unless our own pages asked for it (ASVS 3.5.1). Browsers say so in
 * headers that scripts cannot write; a caller that sends neither has to send `Origin`.
 */
export function sameOrigin(request: HttpRequest, publicUrl: string): Problem | undefined {
  const site = request.header("sec-fetch-site");
  const origin = request.header("origin");
  const own =
    site === undefined
      ? origin !== undefined && ownOrigin(request, publicUrl) === origin
      : site === "same-origin";
  return own ? undefined : problem("forbidden-origin", "Open the page of this service and try again there.");
}

/**
 * Whether a browser says that another site is behind a request. No answer to one sets or clears a cookie of ours: what a
 * browser holds changes by what its user does on our own pages.
 */
export function isForeign(request: HttpRequest, publicUrl: string): boolean {
  const site = request.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = request.header("origin");
  return origin !== undefined && origin !== ownOrigin(request, publicUrl);
}

/** The localhost service is reached by several names; deployed, the public URL is the only one. */
function ownOrigin(request: HttpRequest, publicUrl: string): string {
  return publicUrl.startsWith("http:") ? `http://${request.header("host") ?? ""}` : new URL(publicUrl).origin;
}

/**
 * The token of a form: tied to the browser by a cookie that holds a random value, of which the form holds the HMAC. A page
 * that another site has opened sets no cookie, so its form is tied to the session, or else to none.
 */
export interface FormToken {
  readonly field: string;
  /** To be set with the page; none if the browser has it. */
  readonly cookies: readonly string[];
}

export interface FormTokenDependencies {
  readonly keys: Keys;
  readonly cookies: CookieJar;
  readonly random: Random;
  readonly publicUrl: string;
}

/**
 * The same for a form that may be the first of a walk, on a page that sets no cookie: what is not tied to what the browser
 * holds is tied to none.
 */
export async function firstFormToken(
  { keys, cookies }: Pick<FormTokenDependencies, "keys" | "cookies">,
  request: HttpRequest,
): Promise<string> {
  const { kid, key } = await keys.current("form");
  const header = request.header("cookie");
  return `${kid}.${sealForm(key, cookies.read(header, "form") ?? cookies.read(header, "session") ?? UNTIED)}`;
}

export async function formToken(
  { keys, cookies, random, publicUrl }: FormTokenDependencies,
  request: HttpRequest,
): Promise<FormToken> {
  const read = (name: "form" | "session") => cookies.read(request.header("cookie"), name);
  const { kid, key } = await keys.current("form");
  const field = (value: string) => `${kid}.${sealForm(key, value)}`;
  const held = read("form");
  if (held !== undefined) return { field: field(held), cookies: [] };
  // A foreign page's post comes without our cookie; an answer that set another one would void the forms that are open.
  const foreign =
    isForeign(request, publicUrl) ||
    (request.method !== "GET" && sameOrigin(request, publicUrl) !== undefined);
  if (foreign) return { field: field(read("session") ?? UNTIED), cookies: [] };
  const value = random(16).toString("base64url");
  return { field: field(value), cookies: [cookies.set("form", value)] };
}

/** What a form is tied to in a browser that holds nothing of ours yet. */
const UNTIED = "";

/**
 * Refuses a form that was not made for this browser, or that another site sent.
 * @param first whether it is the first form of a walk, which an app's link may have opened: it may be tied to nothing,
 *   and what the browser says of its origin stands alone
 */
export async function guardForm(
  {
    keys,
    cookies,
    publicUrl,
  }: { readonly keys: Keys; readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
  fields: Readonly<Record<string, unknown>>,
  first: "first" | "later" = "later",
): Promise<Problem | undefined> {
  const foreign = sameOrigin(request, publicUrl);
  if (foreign) return foreign;
  const field = fields[FORM_FIELD];
  const [, kid = "", tag = ""] =
    /^(0|[1-9]\d{0,2})\.([\w-]+)$/.exec(typeof field === "string" ? field : "") ?? [];
  const found = kid === "" ? undefined : await keys.find("form", Number(kid));
  const read = (name: "form" | "session") => cookies.read(request.header("cookie"), name);
  const ties = [read("form"), read("session"), first === "first" ? UNTIED : undefined];
  if (found && ties.some((tie) => tie !== undefined && equal(tag, sealForm(found.key, tie))))
    return undefined;
  return problem(
    "forbidden-origin",
    "The page was open for too long, or cookies are switched off. Please try again.",
  );
}

function sealForm(key: Uint8Array, value: string): string {
  return mac(key, "form|", value).subarray(0, 16).toString("base64url");
}

function equal(a: string, b: string): boolean {
  const [mine, theirs] = [Buffer.from(a), Buffer.from(b)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}
