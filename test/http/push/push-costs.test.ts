import { beforeAll, describe, expect, it } from "@jest/globals";
import { subjectOf } from "../../../functions/domain/recipient.ts";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { anAddress } from "../../support/account-user.ts";
import { aPush } from "../../support/factors.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { CONTACT } from "../../support/push-user.ts";

let service: ProxiedService;
beforeAll(async () => {
  // Nothing follows from a challenge here, so that the calls are those of the request alone.
  service = await startProxiedService({ factors: { push: { contact: CONTACT } } }, false);
});

async function costOf(recipient: string, channel: string) {
  service.clock.advance(31);
  // A browser that was added is told of.
  await service.settled();
  service.proxy.reset();
  const { status } = await service.post("/otp/request", { recipient, channel });
  const { calls } = service.proxy;
  const reads = calls.filter((call) => call === "GetItem" || call === "Query").length;
  return { status, reads, writes: calls.length - reads };
}

/** An address whose subject has a browser. */
async function withBrowser(): Promise<string> {
  const { keys, storage } = service.services;
  const [address, secret] = [anAddress(), await keys.recipient()];
  const subject = subjectOf(secret, { addressKind: "email", address });
  const base = { subject, version: 0, pushes: [] };
  const write = { by: "test", now: service.clock.now() };
  const added = { subscription: aPush({ address }), provenAt: 1 };
  expect(await storage.pushes.add(subjectKey(secret, subject), base, added, write)).toBe(true);
  return address;
}

describe("the calls of a request for a notification", () => {
  it("are one read more, whoever has a browser: what it costs tells nothing", async () => {
    const cost = { status: 202, reads: 1, writes: 3 };
    expect(await costOf(await withBrowser(), "push")).toEqual(cost);
    expect(await costOf(anAddress(), "push")).toEqual(cost);
  });

  it("are no more for an e-mail, whoever has a browser", async () => {
    const cost = { status: 202, reads: 0, writes: 3 };
    expect(await costOf(await withBrowser(), "email")).toEqual(cost);
    expect(await costOf(anAddress(), "email")).toEqual(cost);
  });
});
