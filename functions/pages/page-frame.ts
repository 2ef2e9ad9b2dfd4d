import { acceptedLocale, matchLocale } from "../domain/locale.ts";
import type { AskingApp } from "./asking-app.ts";
import type { Frame } from "./layout.ts";
import type { PageFiles } from "./page-files.ts";
import type { Settings } from "../settings.ts";
import { cookieJar } from "../http/cookies.ts";
import type { HttpRequest } from "../http/request.ts";
import { resumeOf, walkLanguage } from "../http/waiting.ts";
import { uiLocale } from "./ui-locale.ts";

/** What a page needs to be shown. */
export interface PageTools {
  readonly settings: Settings;
  readonly publicUrl: string;
  readonly pageFiles: PageFiles;
}

const A_YEAR_SECONDS = 31_536_000;

/** As much of a query as a page's other languages repeat: a client may write one of any length. */
const MAX_QUERY_LENGTH = 4000;

/**
 * The frame of a page for the user who asks: in the language that they chose, else that of the app that has sent
 * them, else their browser's, else the owner's.
 * @param path where the page is shown when it is asked for by address; what a form was posted to may have no page
 * @param app whom the walk is for
 */
export function frameOf(tools: PageTools, request: HttpRequest, path: string, app?: AskingApp): Frame {
  const { settings, pageFiles } = tools;
  const { locale, cookies } = languageOf(tools, request);
  const query = new URLSearchParams(
    Object.entries(request.query).filter(
      (pair): pair is [string, string] => pair[0] !== "locale" && pair[1] !== undefined,
    ),
  ).toString();
  const repeated =
    request.method === "GET" && query !== "" && query.length <= MAX_QUERY_LENGTH ? `?${query}` : "";
  return {
    brand: app?.brand ?? settings.brand,
    app,
    words: pageFiles.wordsIn(locale),
    style: pageFiles.style(),
    script: pageFiles.script(),
    puzzleScript: () => pageFiles.puzzleScript(),
    passkeyScript: () => pageFiles.passkeyScript(),
    pushScript: () => pageFiles.pushScript(),
    setUpStyle: () => pageFiles.setUpStyle(),
    backupCodesScript: () => pageFiles.backupCodesScript(),
    basePath: request.basePath,
    address: request.basePath + path + repeated,
    resume: resumeOf(request),
    cookies,
  };
}

/**
 * The language of a user's pages, and the cookie that keeps one that they have just chosen. An app chooses for its own walk
 * alone: another app of the same user may ask for another language, and the user for a third.
 */
export function languageOf(
  { settings: { defaultLocale }, publicUrl, pageFiles: { locales: known } }: PageTools,
  request: HttpRequest,
): { readonly locale: string; readonly cookies: readonly string[] } {
  const jar = cookieJar(publicUrl);
  const match = (wanted: unknown) =>
    typeof wanted === "string" ? matchLocale(wanted.slice(0, 35), known) : undefined;
  const kept = match(jar.read(request.header("cookie"), "locale"));
  const walk = walkLanguage({ cookies: jar }, request);
  const ofApp = uiLocale(request.query.ui_locales, known) ?? match(walk?.locale);
  const usual =
    kept ??
    ofApp ??
    match(acceptedLocale(request.header("accept-language"), known)) ??
    match(defaultLocale) ??
    "en";
  const chosen = match(request.query.locale);
  const posted = match(request.form ? (request.body as { locale?: unknown }).locale : undefined);
  const locale = chosen ?? posted ?? usual;
  // A page that another site's link opened in a language could not keep it; its form says it.
  const isUsual =
    chosen === undefined && (posted === undefined || posted === usual || posted === match(walk?.locale));
  return { locale, cookies: isUsual ? [] : [jar.set("locale", locale, A_YEAR_SECONDS)] };
}
