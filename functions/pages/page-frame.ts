import { acceptedLocale, matchLocale } from "../domain/locale.ts";
import type { Frame } from "./layout.ts";
import type { PageFiles } from "./page-files.ts";
import type { Settings } from "../settings.ts";
import { cookieJar } from "../http/cookies.ts";
import type { HttpRequest } from "../http/request.ts";

/** What a page needs to be shown. */
export interface PageTools {
  readonly settings: Settings;
  readonly publicUrl: string;
  readonly pageFiles: PageFiles;
}

const A_YEAR_SECONDS = 31_536_000;

/** As much of a query as a page's other languages repeat: a client may write one of any length. */
const MAX_QUERY_LENGTH = 2000;

/**
 * The frame of a page for the user who asks: in the language that they chose, else their browser's, else the owner's.
 * @param path where the page is shown when it is asked for by address; what a form was posted to may have no page
 */
export function frameOf(
  { settings, publicUrl, pageFiles }: PageTools,
  request: HttpRequest,
  path: string,
): Frame {
  const { brand, defaultLocale } = settings;
  const known = pageFiles.locales;
  const jar = cookieJar(publicUrl);
  const match = (wanted: unknown) =>
    typeof wanted === "string" ? matchLocale(wanted.slice(0, 35), known) : undefined;
  const chosen = match(request.query.locale);
  const locale =
    chosen ??
    match(request.form ? (request.body as { locale?: unknown }).locale : undefined) ??
    match(jar.read(request.header("cookie"), "locale")) ??
    match(acceptedLocale(request.header("accept-language"), known)) ??
    match(defaultLocale) ??
    "en";
  const query = new URLSearchParams(
    Object.entries(request.query).filter(
      (pair): pair is [string, string] => pair[0] !== "locale" && pair[1] !== undefined,
    ),
  ).toString();
  const kept =
    request.method === "GET" && query !== "" && query.length <= MAX_QUERY_LENGTH ? `?${query}` : "";
  return {
    brand,
    words: pageFiles.wordsIn(locale),
    style: pageFiles.style(),
    script: pageFiles.script(),
    basePath: request.basePath,
    address: request.basePath + path + kept,
    cookies: chosen === undefined ? [] : [jar.set("locale", chosen, A_YEAR_SECONDS)],
  };
}
