import type { Client, Parameters } from "./authorization-request.ts";
import { present } from "./authorization-request.ts";
import { onwardFormPage, onwardPage, wrongLinkPage } from "./app-page.ts";
import { pageReply } from "../pages/layout.ts";
import { frameOf, type PageTools } from "../pages/page-frame.ts";
import { type Problem, problem } from "../http/problem.ts";
import { type Reply, seeOther } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";

/** A registered address with what its app is told. It stays as it was registered: a parser might spell it otherwise. */
export function withParameters(address: string, parameters: Parameters): string {
  const query = new URLSearchParams(present(parameters)).toString();
  if (query === "") return address;
  return `${address}${address.includes("?") ? "&" : "?"}${query}`;
}

/**
 * Sends a browser that has posted one of our forms on to an app. Chromium counts a redirect as part of the form's post,
 * and our policy lets forms go nowhere else; a page that is left at once is a navigation of its own, with and without
 * scripts.
 */
export function onward(
  tools: PageTools,
  request: HttpRequest,
  client: Client,
  address: string,
  cookies: readonly string[] = [],
): Reply {
  const frame = frameOf(tools, request, "/otp/session");
  return pageReply(200, frame, onwardPage(frame, client.name, address), {
    headers: { refresh: `0;url=${address}` },
    cookies,
  });
}

/**
 * Has the browser post to an app what it is told (OAuth 2.0 Form Post Response Mode): nothing of it stands in an address.
 * Our script sends the form; without scripts the button does.
 */
export function onwardByForm(
  tools: PageTools,
  request: HttpRequest,
  client: Client,
  address: string,
  fields: Parameters,
  cookies: readonly string[],
): Reply {
  const frame = frameOf(tools, request, "/otp/session");
  return pageReply(200, frame, onwardFormPage(frame, client.name, address, present(fields)), {
    // The app sees our origin as the form's; with the usual policy a browser calls it "null".
    headers: { "referrer-policy": "origin" },
    cookies,
  });
}

/**
 * Has the browser ask again by address what another site had it post: only so it sends its own cookies along. What stood
 * there twice does so again.
 */
export function askAgainByAddress(
  { basePath, form, body, repeated }: HttpRequest,
  path: string,
): Reply | Problem {
  const fields = form ? (body as Parameters) : {};
  const address =
    withParameters(basePath + path, fields) +
    repeated.map((name) => `&${encodeURIComponent(name)}=`).join("");
  if (address.length > LONGEST_ADDRESS) return problem("too-large", "The request is too long.");
  return seeOther(address);
}

/** API Gateway carries headers of 10 kB in all. */
const LONGEST_ADDRESS = 8000;

/** Answers a person in case of a problem with an app's address. */
export function wrongLink(
  tools: PageTools,
  request: HttpRequest,
  path: "/otp/authorize" | "/otp/end-session",
  refused: Problem,
): Reply {
  const frame = frameOf(tools, request, path);
  return pageReply(refused.status, frame, wrongLinkPage(frame, refused), refused);
}
