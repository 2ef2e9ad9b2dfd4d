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

/** The localhost service is reached by several names; deployed, the public URL is the only one. */
function ownOrigin(request: HttpRequest, publicUrl: string): string {
  return publicUrl.startsWith("http:") ? `http://${request.header("host") ?? ""}` : new URL(publicUrl).origin;
}

/** The token of a form: tied to the browser by a cookie that holds a random value, of which the form holds the HMAC. */
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

export async function formToken(
  { keys, cookies, random, publicUrl }: FormTokenDependencies,
  request: HttpRequest,
): Promise<FormToken> {
  const held = cookies.read(request.header("cookie"), "form");
  // A foreign page's post comes without our cookie; an answer that set another one would void the forms that are open.
  const foreign = request.method !== "GET" && sameOrigin(request, publicUrl) !== undefined;
  const value = held ?? random(16).toString("base64url");
  const { kid, key } = await keys.current("cookie");
  const field = `${kid}.${sealForm(key, value)}`;
  return { field, cookies: held === undefined && !foreign ? [cookies.set("form", value)] : [] };
}

/** Refuses a form that was not made for this browser, or that another site sent. */
export async function guardForm(
  {
    keys,
    cookies,
    publicUrl,
  }: { readonly keys: Keys; readonly cookies: CookieJar; readonly publicUrl: string },
  request: HttpRequest,
  fields: Readonly<Record<string, unknown>>,
): Promise<Problem | undefined> {
  const foreign = sameOrigin(request, publicUrl);
  if (foreign) return foreign;
  const field = fields[FORM_FIELD];
  const [, kid = "", tag = ""] =
    /^(0|[1-9]\d{0,2})\.([\w-]+)$/.exec(typeof field === "string" ? field : "") ?? [];
  const value = cookies.read(request.header("cookie"), "form");
  const found = kid === "" ? undefined : await keys.find("cookie", Number(kid));
  if (value !== undefined && found && equal(tag, sealForm(found.key, value))) return undefined;
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
