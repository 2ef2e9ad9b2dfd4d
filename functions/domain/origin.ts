import { mac } from "./sealed.ts";

/** The pseudonym of the network that asks, as it names a partition of the table. */
export type OriginKey = string & { readonly brand: "OriginKey" };

/**
 * The network that an address speaks for: an IPv4 address itself, or the /64 of an IPv6 address, since a client
 * that has one address of a /64 has all of them. Spellings of one address give one origin, IPv4-mapped ones included.
 * @param address as API Gateway reports it in `sourceIp`; never a header that the client can write
 */
export function originOf(address: string): string {
  if (!address.includes(":")) return address;
  const [bare = ""] = address.split("%");
  const groups = groupsOf(bare);
  if (!groups) return address;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) {
    const [high = 0, low = 0] = groups.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** Whether a text is an IPv4 or IPv6 address, without a zone: what a server may say of the user behind it. */
export function isAddress(text: string): boolean {
  if (/^[0-9a-f.:]*:[0-9a-f.:]*$/i.test(text)) return URL.canParse(`http://[${text}]/`);
  return /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(text);
}

/** How many times a /64's limits the /48 around it has: its holder has 65 536 of them, and they are not free. */
export const WIDER_TIMES = 8;

/** A network that counts what an address asks for. */
export interface Network {
  readonly key: OriginKey;
  /** How many times the limits of one network it has. */
  readonly times: number;
  /** How many times its sends it may ask for: a bot check was passed. @default once */
  readonly raised?: number;
  /** Whether an admin lets it ask for as many as it wants; what has a price stays limited. @default no */
  readonly unlimited?: true;
}

/** Names an origin without storing its address. */
export function originKey(recipientSecret: Uint8Array, address: string): OriginKey {
  return keyOf(recipientSecret, originOf(address));
}

/** The networks that an address counts for, the narrowest first: its origin, and of an IPv6 address the /48 around it. */
export function networksOf(recipientSecret: Uint8Array, address: string): readonly Network[] {
  const origin = originOf(address);
  const narrow = { key: keyOf(recipientSecret, origin), times: 1 };
  const wider = /^([0-9a-f]+:[0-9a-f]+:[0-9a-f]+):[0-9a-f]+::\/64$/.exec(origin)?.[1];
  return wider === undefined
    ? [narrow]
    : [narrow, { key: keyOf(recipientSecret, `${wider}::/48`), times: WIDER_TIMES }];
}

function keyOf(recipientSecret: Uint8Array, network: string): OriginKey {
  return mac(recipientSecret, "origin", network).subarray(0, 16).toString("base64url") as OriginKey;
}

/** The eight groups of an IPv6 address; undefined for what is none. */
export function groupsOf(address: string): readonly number[] | undefined {
  const url = URL.parse(`http://[${address}]/`);
  return url ? expand(url.hostname.slice(1, -1)) : undefined;
}

/** The eight groups of an IPv6 address in the canonical form that the URL parser prints. */
function expand(canonical: string): number[] {
  const [head = "", tail] = canonical.split("::");
  const parse = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [parse(head), parse(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
