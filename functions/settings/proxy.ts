import * as z from "zod/mini";
import { networkBits } from "../domain/network.ts";

/** Wider networks than these have strangers in them, whatever the owner believes. In bits. */
const LEAST_BITS = { ipv4: 8, ipv6: 16 };

function isProxyNetwork(text: string): boolean {
  const bits = networkBits(text);
  if (bits === undefined) return false;
  return bits.length >= (text.includes(":") ? LEAST_BITS.ipv6 : LEAST_BITS.ipv4);
}

const header = z.strictObject({
  name: z
    .string()
    .check(
      z.regex(/^[a-z][a-z0-9-]{0,63}$/, "must be the name of a header in small letters, like x-from-proxy"),
    ),
  /** SHA-256 of its value, in hex. The value itself is known to the proxy alone. */
  sha256: z.string().check(z.regex(/^[\da-f]{64}$/, "must be 64 hex digits in small letters")),
});

/** Who stands before the API and is believed when it says who calls. */
export const proxy = z.optional(
  z.strictObject({
    /** Where the proxy calls from. AWS takes no longer policy than 50 of them make. */
    networks: z
      .array(
        z.string().check(
          z.refine(isProxyNetwork, {
            error: "must be a network like 192.0.2.0/24 or 2001:db8::/32, of 8 bits or more (IPv6: 16)",
          }),
        ),
      )
      .check(z.minLength(1), z.maxLength(50)),
    /** What the proxy alone can send, where others can call from its networks too, as from a CDN's. */
    header: z.optional(header),
  }),
);

/** Who stands before the API. */
export type Proxy = NonNullable<z.infer<typeof proxy>>;
