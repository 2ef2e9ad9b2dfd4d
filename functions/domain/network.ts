import { groupsOf } from "./origin.ts";

/**
 * An address in bits, as text: 32 of IPv4, an IPv4-mapped one included, 128 of IPv6.
 * @returns undefined for what is no address
 */
function addressBits(address: string): string | undefined {
  if (/^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(address))
    return address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  const groups = /^[0-9a-f.:]*:[0-9a-f.:]*$/i.test(address) ? groupsOf(address) : undefined;
  const bits = groups?.map((group) => group.toString(2).padStart(16, "0")).join("");
  const mapped = "0".repeat(80) + "1".repeat(16);
  return bits?.startsWith(mapped) ? bits.slice(mapped.length) : bits;
}

/**
 * The bits that all addresses of a network begin with.
 * @param network in CIDR notation (RFC 4632)
 * @returns undefined for what is no network
 */
export function networkBits(network: string): string | undefined {
  const [, address = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const bits = addressBits(address);
  return bits !== undefined && Number(length) <= bits.length ? bits.slice(0, Number(length)) : undefined;
}

/**
 * The one spelling of a network: without bits behind its length, IPv6 as URLs print it, and what is mapped from IPv4 as
 * IPv4, since no address of it is looked for as anything else.
 * @returns undefined for what is no network
 */
export function canonicalNetwork(network: string): string | undefined {
  const [, address = "", given = ""] = /^([^/]+)\/(\d{1,3})$/.exec(network) ?? [];
  const all = addressBits(address);
  if (all === undefined) return undefined;
  const isMapped = network.includes(":") && all.length === 32;
  const length = isMapped ? Number(given) - 96 : Number(given);
  if (length < 0 || length > all.length) return undefined;
  const bits = all.slice(0, length).padEnd(all.length, "0");
  if (bits.length === 32)
    return `${bits
      .match(/.{8}/g)
      ?.map((byte) => parseInt(byte, 2))
      .join(".")}/${length}`;
  const groups = bits
    .match(/.{16}/g)
    ?.map((group) => parseInt(group, 2).toString(16))
    .join(":");
  return `${new URL(`http://[${groups}]/`).hostname.slice(1, -1)}/${length}`;
}

/** Whether a text is an address of one of these networks. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  const bits = addressBits(address);
  if (bits === undefined) return false;
  return networks.some((network) => {
    const head = networkBits(network);
    // IPv4 and IPv6 have bits of different lengths: a network of the one holds no address of the other.
    return head !== undefined && isIpv4(network) === (bits.length === 32) && bits.startsWith(head);
  });
}

function isIpv4(network: string): boolean {
  return !network.includes(":");
}
