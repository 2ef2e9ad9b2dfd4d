import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isWithin, networkBits } from "../../functions/domain/network.ts";
import { clientAddress } from "../../functions/http/client-address.ts";
import type { Proxy } from "../../functions/settings/proxy.ts";

const PROXY: Proxy = { networks: ["192.0.2.0/24", "2001:db8::/32"] };

function address(
  sourceIp: string,
  headers: Readonly<Record<string, string>>,
  proxy: Proxy | undefined = PROXY,
) {
  return clientAddress({ sourceIp, header: (name) => headers[name] }, proxy);
}
const forwarded = (value: string) => ({ "x-forwarded-for": value });

describe("the address of who asks", () => {
  it("is what the gateway saw, where the stage has no proxy", () => {
    expect(clientAddress({ sourceIp: "192.0.2.1", header: () => "203.0.113.9" }, undefined)).toBe(
      "192.0.2.1",
    );
  });

  it.each([
    ["alone", "203.0.113.9", "203.0.113.9"],
    ["before the proxy itself, as the gateway adds it", "203.0.113.9, 192.0.2.1", "203.0.113.9"],
    ["before two proxies", "203.0.113.9, 192.0.2.77, 192.0.2.1", "203.0.113.9"],
    ["behind what a caller wrote", "1.1.1.1, 2.2.2.2, 203.0.113.9, 192.0.2.1", "203.0.113.9"],
    ["behind a proxy's address that a caller wrote", "192.0.2.5, 203.0.113.9", "203.0.113.9"],
    ["of IPv6", "2001:4860::1, 2001:db8::7", "2001:4860::1"],
  ])("is the last that is no proxy's: %s", (_case, header, expected) => {
    expect(address("192.0.2.1", forwarded(header))).toBe(expected);
  });

  it.each([
    ["nothing is said", ""],
    ["all are proxies", "192.0.2.4, 192.0.2.1"],
    ["an entry has a port", "203.0.113.9:4711"],
    ["an entry is a name", "unknown"],
    ["an entry is empty", "203.0.113.9,"],
    ["an unreadable one stands behind a readable one", "203.0.113.9, _hidden, 192.0.2.1"],
    ["an entry is no address of its kind", "203.0.113.999"],
  ])("is the network that calls, where %s", (_case, header) => {
    expect(address("192.0.2.1", forwarded(header))).toBe("192.0.2.1");
  });

  it("is what the gateway saw where another than the proxy calls, whatever it claims", () => {
    expect(address("198.51.100.1", forwarded("203.0.113.9"))).toBe("198.51.100.1");
    expect(address("198.51.100.1", forwarded("203.0.113.9, 192.0.2.1"))).toBe("198.51.100.1");
  });

  it("cannot be moved by anything before the proxy's own word", () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(address("192.0.2.1", forwarded(`${written}, 203.0.113.9, 192.0.2.1`))).toBe("203.0.113.9");
      }),
    );
  });
});

describe("a proxy whose networks others can send from", () => {
  const secret = "of 32 random bytes";
  const shared: Proxy = {
    ...PROXY,
    header: { name: "x-from-proxy", sha256: createHash("sha256").update(secret).digest("hex") },
  };
  const said = forwarded("203.0.113.9");

  it("is believed with its secret header", () => {
    expect(address("192.0.2.1", { ...said, "x-from-proxy": secret }, shared)).toBe("203.0.113.9");
  });

  it.each([
    ["without it", {}],
    ["with another value", { "x-from-proxy": "guessed" }],
    ["with an empty one", { "x-from-proxy": "" }],
    ["with its hash", { "x-from-proxy": shared.header?.sha256 ?? "" }],
  ])("is not believed %s", (_case, header) => {
    expect(address("192.0.2.1", { ...said, ...header }, shared)).toBe("192.0.2.1");
  });
});

describe("a network", () => {
  it.each([
    ["192.0.2.0/24", "192.0.2.255", true],
    ["192.0.2.0/24", "192.0.3.0", false],
    ["192.0.2.129/25", "192.0.2.127", false],
    ["192.0.2.1/32", "192.0.2.1", true],
    ["192.0.2.0/24", "::ffff:192.0.2.9", true],
    ["2001:db8::/32", "2001:DB8:0:1::9", true],
    ["2001:db8::/32", "2001:db9::", false],
    ["2001:db8::/32", "32.1.13.184", false],
    ["0.0.0.0/1", "::1", false],
  ])("of %s holds %s: %s", (network, one, held) => {
    expect(isWithin(one, [network])).toBe(held);
  });

  it.each([
    "192.0.2.0",
    "192.0.2.0/33",
    "192.0.2/24",
    "host/24",
    "2001:db8::/129",
    "/24",
    "192.0.2.0/-1",
    "1.2.3.4/",
  ])("is not %s", (text) => {
    expect(networkBits(text)).toBeUndefined();
  });
});
