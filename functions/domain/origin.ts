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
  if (!URL.canParse(`http://[${bare}]/`)) return address;
  const groups = expand(new URL(`http://[${bare}]/`).hostname.slice(1, -1));
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

/** Names an origin without storing its address. */
export function originKey(recipientSecret: Uint8Array, address: string): OriginKey {
  return mac(recipientSecret, "origin", originOf(address)).subarray(0, 16).toString("base64url") as OriginKey;
}

/** The eight groups of an IPv6 address in the canonical form that the URL parser prints. */
function expand(canonical: string): number[] {
  const [head = "", tail] = canonical.split("::");
  const parse = (part: string) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const [first, last] = [parse(head), parse(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
