import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { networksOf, originKey, originOf } from "../../functions/domain/origin.ts";
import { keyNamed } from "./builders.ts";

const secret = keyNamed("recipient");

const groups = (count: number) =>
  fc.array(fc.integer({ min: 0x100, max: 0xffff }), { minLength: count, maxLength: count });

const spell = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(":");

describe("an IPv4 address", () => {
  it("is its own origin", () => {
    expect(originOf("192.0.2.1")).toBe("192.0.2.1");
    expect(originKey(secret, "192.0.2.1")).not.toBe(originKey(secret, "192.0.2.2"));
  });

  it("is the same origin when it comes mapped into IPv6, in any spelling", () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
        const hexadecimal = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const alias of [
          `::ffff:${address}`,
          `::FFFF:${hexadecimal}`,
          `0:0:0:0:0:ffff:${hexadecimal}`,
          `0000:0000:0000:0000:0000:ffff:${address}`,
        ])
          expect(originOf(alias)).toBe(address);
      }),
    );
  });
});

describe("an IPv6 address", () => {
  it("shares its origin with every address of its /64", () => {
    fc.assert(
      fc.property(groups(4), groups(4), groups(4), (network, one, another) => {
        const [a, b] = [one, another].map((host) => originKey(secret, spell([...network, ...host])));
        expect(a).toBe(b);
      }),
    );
  });

  it("shares it with no address of another /64", () => {
    fc.assert(
      fc.property(groups(4), groups(4), fc.nat(63), (network, host, bit) => {
        const other = network.map((group, i) => (i === bit >> 4 ? group ^ (1 << (bit & 15)) : group));
        expect(originKey(secret, spell([...network, ...host]))).not.toBe(
          originKey(secret, spell([...other, ...host])),
        );
      }),
    );
  });

  it.each([
    "2001:db8::1",
    "2001:DB8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001",
    "2001:db8:0:0::1",
    "2001:db8:0:0:0:0:0.0.0.1",
    "2001:db8::ffff",
    "2001:db8::1%eth0",
    "2001:db8::1%25eth0",
  ])("is the same origin in any spelling: %s", (address) => {
    expect(originOf(address)).toBe("2001:db8:0:0::/64");
  });

  it("is the unspecified network or the loopback's where it is written so", () => {
    expect(originOf("::1")).toBe("0:0:0:0::/64");
    expect(originOf("::")).toBe("0:0:0:0::/64");
  });

  it("with ffff in another place is not taken for a mapped one", () => {
    expect(originOf("::ffff:0:192.0.2.1")).toBe("0:0:0:0::/64");
    expect(originOf("1::ffff:192.0.2.1")).toBe("1:0:0:0::/64");
  });
});

describe("something that is no address", () => {
  it("is an origin of its own, and no fault", () => {
    fc.assert(fc.property(fc.string(), (text) => expect(typeof originOf(text)).toBe("string")));
    expect(originOf("1:2:3")).toBe("1:2:3");
    expect(originOf("")).toBe("");
  });
});

describe("the key of an origin", () => {
  it("is 16 bytes that do not show the address, and others under another secret", () => {
    expect(originKey(secret, "192.0.2.1")).toMatch(/^[\w-]{22}$/);
    expect(originKey(secret, "192.0.2.1")).not.toBe(originKey(keyNamed("other"), "192.0.2.1"));
  });
});

describe("the networks of an address", () => {
  const keysOf = (address: string) => networksOf(secret, address).map(({ key }) => key);

  it("are an IPv6 address's /64, and with eight times its limits the /48 around it", () => {
    const networks = networksOf(secret, "2001:db8:1:2::1");
    expect(networks.map(({ times }) => times)).toEqual([1, 8]);
    expect(networks[0]?.key).toBe(originKey(secret, "2001:db8:1:2::1"));
    const [narrow, wide] = keysOf("2001:db8:1:ffff::9");
    expect(wide).toBe(networks[1]?.key);
    expect(narrow).not.toBe(networks[0]?.key);
    expect(keysOf("2001:db8:2:2::1")[1]).not.toBe(wide);
    // Never the same item, also where the /64 is the first of its /48.
    expect(new Set(keysOf("2001:db8:1::1")).size).toBe(2);
  });

  it.each(["192.0.2.1", "::ffff:192.0.2.1", "1:2:3", ""])("are one of %j", (address) => {
    expect(networksOf(secret, address)).toEqual([{ key: originKey(secret, address), times: 1 }]);
  });
});
