import { isIP } from "node:net";
import { isWithin } from "../domain/network.ts";

/** Where nothing of the internet is (IANA's special-purpose registries, RFC 6890): this machine, its cloud, its network. */
const SPECIAL = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  // Within what is given out of IPv6: tunnels, which lead to any address of IPv4, and examples.
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
];

/** Of IPv6 nothing else is given out; the rest is this machine, its network, or IPv4 in disguise. */
const GIVEN_OUT = ["2000::/3"];

const ANY_IPV4 = ["0.0.0.0/0"];

/** Whether an address is one of the internet: what names lead to is the owner's, or an attacker's who holds the name. */
export function isPublicAddress(address: string): boolean {
  return isWithin(address, [...ANY_IPV4, ...GIVEN_OUT]) && !isWithin(address, SPECIAL);
}

/** Names that only one's own network knows: without a dot, or below a domain that is set aside for that. */
const OWN_NAMES = /^[^.]+\.?$|\.(localhost|local|internal|lan|home\.arpa)\.?$/i;

/**
 * Whether an address of the settings is called at all: by HTTPS, and not at one that is written down as this machine's
 * or a network's own. Where a name leads to is seen at each call.
 */
export function isCallable(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (protocol !== "https:") return false;
  return isIP(host) === 0 ? !OWN_NAMES.test(host) : isPublicAddress(host);
}
