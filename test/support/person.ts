import type { TestService } from "./service.ts";

/** What a browser without scripts shows, or where it leaves the service to. */
export interface Shown {
  readonly status: number;
  readonly text: string;
  /** The address on another origin that the browser goes on to, by a redirect or by a page that says so. */
  readonly leaves: URL | undefined;
  /** The path and query at which it ended. */
  readonly at: string;
}

/** A user with a browser that keeps cookies and follows redirects, as far as they stay on the service. */
export interface Person {
  readonly cookies: Map<string, string>;
  open(path: string): Promise<Shown>;
  submit(path: string, fields: Record<string, string>): Promise<Shown>;
  /** Fills in the forms from the page that asks for an address to the right code. */
  signIn(recipient?: string): Promise<Shown>;
}

const MOST_REDIRECTS = 8;

export function person(service: TestService): Person {
  const cookies = new Map<string, string>();
  const keep = (line: string) => {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/max-age=0/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  };
  const go = async (address: string, init: RequestInit, redirects = 0): Promise<Shown> => {
    const url = new URL(address, service.url);
    const leaves = (to: URL, status: number, text: string) => ({
      status,
      text,
      leaves: to,
      at: url.pathname + url.search,
    });
    const headers = {
      accept: "text/html",
      "sec-fetch-site": "same-origin",
      cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
    };
    const response = await fetch(url, { redirect: "manual", headers, ...init });
    response.headers.getSetCookie().forEach(keep);
    const text = await response.text();
    const location = response.headers.get("location");
    const refresh = /^0;url=(.+)$/.exec(response.headers.get("refresh") ?? "")?.[1];
    if (refresh !== undefined) return leaves(new URL(refresh), response.status, text);
    if (location === null)
      return { status: response.status, text, leaves: undefined, at: url.pathname + url.search };
    const next = new URL(location, url);
    if (next.origin !== service.url) return leaves(next, response.status, text);
    if (redirects > MOST_REDIRECTS) throw new Error(`the browser goes round in circles at ${location}`);
    return go(next.href, {}, redirects + 1);
  };
  const open = (path: string) => go(path, {});
  const submit = (path: string, fields: Record<string, string>) =>
    go(path, { method: "POST", body: new URLSearchParams(fields) });
  return {
    cookies,
    open,
    submit,
    async signIn(recipient = "anna@example.com") {
      const asked = await open("/otp/request");
      const channel = recipient.includes("@") ? "email" : "sms";
      const sent = await submit("/otp/request", { form: formOf(asked), channel, [channel]: recipient });
      await service.settled();
      return submit("/otp/verify", { form: formOf(sent), code: service.code(recipient) });
    },
  };
}

/** The hidden field of a page's first form. */
export function formOf({ text }: Shown): string {
  return /name="form" value="([^"]+)"/.exec(text)?.[1] ?? "";
}
