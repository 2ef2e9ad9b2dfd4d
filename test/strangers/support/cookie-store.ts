/**
 * A browser's cookies, by host. Like Chromium it makes no difference between ports, and sends cookies that are `Secure` to
 * localhost without TLS too.
 */
export interface CookieStore {
  /** The header for a request. */
  headerFor(url: URL): string;
  keep(url: URL, headers: Headers): void;
  clear(): void;
}

export function cookieStore(): CookieStore {
  const hosts = new Map<string, Map<string, string>>();
  return {
    headerFor: ({ hostname }) => [...(hosts.get(hostname) ?? [])].map((pair) => pair.join("=")).join("; "),
    keep({ hostname }, headers) {
      const here = hosts.get(hostname) ?? new Map<string, string>();
      hosts.set(hostname, here);
      for (const line of headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        const until = /;\s*expires=([^;]+)/i.exec(line)?.[1];
        const over = /;\s*max-age=0/i.test(line) || (until !== undefined && Date.parse(until) < Date.now());
        if (over) here.delete(name);
        else here.set(name, value);
      }
    },
    clear: () => hosts.clear(),
  };
}
