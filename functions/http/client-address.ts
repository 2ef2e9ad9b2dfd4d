import { createHash, timingSafeEqual } from "node:crypto";
import { isAddress } from "../domain/origin.ts";
import { isWithin } from "../domain/network.ts";
import type { Proxy } from "../settings/proxy.ts";

/** What a request says of where it comes from. */
interface Calling {
  /** As API Gateway saw it: nothing that a caller can write. */
  readonly sourceIp: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * The address of the user behind a request. Behind a proxy of the owner's it is the last entry of `X-Forwarded-For` that
 * is not the proxy's own: everything before that was written by callers. The header is believed from the proxy's networks
 * alone, and with the proxy's secret header where others can call from them too. Where an entry cannot be read, it is the
 * network that calls, and all users share its limits, as they would without the header.
 */
export function clientAddress({ sourceIp, header }: Calling, proxy: Proxy | undefined): string {
  if (!proxy || !isWithin(sourceIp, proxy.networks) || !provesItself(header, proxy.header)) return sourceIp;
  const entries = (header("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  for (const entry of entries.reverse()) {
    if (!isAddress(entry)) return sourceIp;
    if (!isWithin(entry, proxy.networks)) return entry;
  }
  return sourceIp;
}

function provesItself(header: Calling["header"], secret: Proxy["header"]): boolean {
  if (!secret) return true;
  const given = createHash("sha256")
    .update(header(secret.name) ?? "")
    .digest();
  return timingSafeEqual(given, Buffer.from(secret.sha256, "hex"));
}
