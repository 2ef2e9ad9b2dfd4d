import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { startTestService } from "../../support/service.ts";

const LIMITS = { originPerHour: 2, originPerRecipientPerDay: 2 };
const VALUE = "of 32 random bytes";
const header = { name: "x-from-proxy", sha256: createHash("sha256").update(VALUE).digest("hex") };

/** A service that is called from this machine alone, as by a proxy. */
const behind = (proxy: object | undefined) => startTestService({ limits: LIMITS, ...(proxy && { proxy }) });

/** Asks for so many codes as a network, and tells what was answered. */
async function askAs(
  service: Awaited<ReturnType<typeof behind>>,
  times: number,
  headers: Record<string, string>,
) {
  const answers: number[] = [];
  for (let n = 0; n < times; n += 1) {
    serial += 1;
    const { status } = await service.post("/otp/request", { recipient: `p${serial}@example.com` }, headers);
    answers.push(status);
  }
  return answers;
}
let serial = 0;
const from = (address: string) => ({ "x-forwarded-for": address });

describe("a service behind the owner's proxy", () => {
  const networks = ["127.0.0.0/8", "::1/128"];

  it("limits each user's network by itself", async () => {
    const service = await behind({ networks });
    expect(await askAs(service, 3, from("203.0.113.9, 127.0.0.1"))).toEqual([202, 202, 429]);
    expect(await askAs(service, 2, from("198.51.100.7"))).toEqual([202, 202]);
  });

  it("is not moved by what a caller writes before the proxy's own word", async () => {
    const service = await behind({ networks });
    const forged = ["1.1.1.1", "2.2.2.2", "3.3.3.3"].map((address) => from(`${address}, 203.0.113.9`));
    const answers: number[] = [];
    for (const headers of forged) answers.push(...(await askAs(service, 1, headers)));
    expect(answers).toEqual([202, 202, 429]);
  });

  it("believes a proxy whose networks others use only with its secret header", async () => {
    const service = await behind({ networks, header });
    expect(await askAs(service, 3, from("203.0.113.9"))).toEqual([202, 202, 429]);
    // Without it all that call from there are one network, which has asked enough.
    expect(await askAs(service, 1, from("198.51.100.7"))).toEqual([429]);
    expect(await askAs(service, 1, { ...from("198.51.100.7"), [header.name]: VALUE })).toEqual([202]);
  });
});

describe("a service without a proxy", () => {
  it("believes nobody who says that others call", async () => {
    const service = await behind(undefined);
    expect(await askAs(service, 2, from("203.0.113.9"))).toEqual([202, 202]);
    expect(await askAs(service, 1, from("198.51.100.7"))).toEqual([429]);
  });
});
