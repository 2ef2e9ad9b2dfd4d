import { ask as askService, type Sent } from "./ask.ts";
import type { TestService } from "./service.ts";

/** What a browser without scripts shows, or where it leaves the service to. */
export interface Shown {
  readonly status: number;
  readonly text: string;
  /** The address on another origin that the browser goes on to, by a redirect or by a page that says so. */
  readonly leaves: URL | undefined;
  /** The path and query at which it ended. */
  readonly at: string;
  /** What the browser is told that the page may do. */
  readonly policy: string;
}

export type Site = "same-origin" | "same-site" | "cross-site" | "none";

/** A user with a browser that keeps cookies and follows redirects, as far as they stay on the service. */
export interface Person {
  readonly cookies: Map<string, string>;
  /** @param site whose page the link stands on, as the browser says it (W3C Fetch Metadata) */
  open(path: string, site?: Site): Promise<Shown>;
  submit(path: string, fields: Record<string, string>): Promise<Shown>;
  /**
   * Fills in the forms from the page that asks for an address to the right code: the page that is open, or else a new
   * one.
   */
  signIn(recipient?: string, from?: Shown): Promise<Shown>;
  /** Has a code sent from a page that asks for an address, and shows the page that asks for the code. */
  ask(recipient: string, from?: Shown): Promise<Shown>;
}

const MOST_REDIRECTS = 8;

/** @param also what the browser sends with every request, as a proxy's word on where it is */
export function person(service: TestService, also: Readonly<Record<string, string>> = {}): Person {
  const cookies = new Map<string, string>();
  const keep = (line: string) => {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  };
  const go = async (
    address: string,
    sent: Omit<Sent, "headers">,
    site: Site = "same-origin",
    redirects = 0,
  ): Promise<Shown> => {
    const url = new URL(address, service.url);
    const headers = {
      accept: "text/html",
      "sec-fetch-site": site,
      "sec-fetch-mode": "navigate",
      cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
      ...also,
    };
    const form = sent.method && { "content-type": "application/x-www-form-urlencoded" };
    const response = await askService(url.href, { ...sent, headers: { ...headers, ...form } });
    response.headers.getSetCookie().forEach(keep);
    const { text, status } = response;
    const policy = response.headers.get("content-security-policy") ?? "";
    const shown = { status, text, leaves: undefined, at: url.pathname + url.search, policy };
    const location = response.headers.get("location");
    const refresh = /^0;url=(.+)$/.exec(response.headers.get("refresh") ?? "")?.[1];
    if (refresh !== undefined) return { ...shown, leaves: new URL(refresh) };
    if (location === null) return shown;
    const next = new URL(location, url);
    if (next.origin !== service.url) return { ...shown, leaves: next };
    if (redirects > MOST_REDIRECTS) throw new Error(`the browser goes round in circles at ${location}`);
    return go(next.href, {}, site, redirects + 1);
  };
  let last: Shown | undefined;
  const open = async (path: string, site?: Site) => (last = await go(path, {}, site));
  const submit = async (path: string, fields: Record<string, string>) =>
    (last = await go(path, { method: "POST", body: new URLSearchParams(fields).toString() }));
  const ask: Person["ask"] = async (recipient, from = last) => {
    const asked = from?.text.includes('action="/otp/request"') ? from : await open("/otp/request");
    const channel = recipient.includes("@") ? "email" : "sms";
    const sent = await submit("/otp/request", { ...hiddenOf(asked), channel, [channel]: recipient });
    await service.settled();
    return sent;
  };
  return {
    cookies,
    open,
    submit,
    ask,
    async signIn(recipient = "anna@example.com", from) {
      const sent = await ask(recipient, from);
      return submit("/otp/verify", { ...hiddenOf(sent), code: service.code(recipient) });
    },
  };
}

/** The hidden fields of a page's first form, as a browser sends them along. */
export function hiddenOf({ text }: Shown): Record<string, string> {
  const [form = ""] = /<form[\s\S]*?<\/form>/.exec(text) ?? [];
  return Object.fromEntries(
    [...form.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? "",
      value ?? "",
    ]),
  );
}

/** The language that a page says it is in. */
export function languageOf({ text }: Shown): string | undefined {
  return /<html lang="([^"]+)"/.exec(text)?.[1];
}

/** The hidden field of a page's first form. */
export function formOf({ text }: Shown): string {
  return /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
}
