/** Of a program on the person's own machine; `localhost` may be another one's, by its hosts file (RFC 8252, 8.3). */
const LOOPBACK = ["127.0.0.1", "[::1]"];

/**
 * Whether an app registered this address. Letter by letter: whatever is cleverer has been tricked (RFC 9700, 2.1). Only a
 * program on the person's own machine may take another port, since it has to use one that is free (RFC 8252, 7.3).
 */
export function isRegisteredAddress(address: string, registered: readonly string[]): boolean {
  if (registered.includes(address)) return true;
  const port = portOf(address);
  if (port === undefined) return false;
  return registered.some((one) => portOf(one) !== undefined && withoutPort(one) === withoutPort(address));
}

/** Whether other programs of the person's device could take what is sent there. */
export function isSharedAddress(address: string): boolean {
  if (!/^https?:/.test(address)) return true;
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && [...LOOPBACK, "localhost"].includes(hostname);
}

/** The part that may differ, as it is written; undefined unless it is the address of a loopback interface. */
const PARTS = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(:\d{1,5})?((?:[/?][\x21-\x7e]*)?)$/;

function portOf(address: string): string | undefined {
  const found = PARTS.exec(address);
  // A parser has the last word on where a browser goes.
  if (!found || !URL.canParse(address) || !LOOPBACK.includes(new URL(address).hostname)) return undefined;
  return found[2] ?? "";
}

function withoutPort(address: string): string {
  return address.replace(PARTS, "$1$3");
}
