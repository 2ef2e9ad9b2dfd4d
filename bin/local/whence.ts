import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/**
 * Whether a request names this machine as no site of the internet can: by a number, by `localhost`, or by the very name that
 * the service was told to listen at. Any other name is one that a site has pointed at this machine, to read what is here.
 */
export function namesThisMachine({ host = "" }: IncomingHttpHeaders, listensAt: string): boolean {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const literal = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  return isIP(literal) !== 0 || name === "localhost" || name === listensAt.toLowerCase();
}

/** Whether a page of another site had a browser ask: one that says nothing of it is no page's, but a program's. */
export function fromElsewhere({ host, origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (origin !== undefined && origin !== `http://${host}`) return true;
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** The address to print and to sign tokens with: browsers treat localhost as secure, whatever it resolves to. */
export function localUrl(host: string, port: number): string {
  const name = ["127.0.0.1", "::1", "0.0.0.0", "::"].includes(host) ? "localhost" : host;
  return `http://${name}:${port}`;
}
