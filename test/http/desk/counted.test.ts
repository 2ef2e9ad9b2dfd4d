import { beforeAll, describe, expect, it } from "@jest/globals";
import { performAct } from "../../../functions/desk/acts.ts";
import { callingAdmin } from "../../../functions/desk/answer-act.ts";
import type { HttpRequest } from "../../../functions/http/request.ts";
import { REGISTERED } from "../../support/blocked.ts";
import { act } from "../../support/desk.ts";
import { enrolledAdmin, enterCode, fill } from "../../support/desk-page.ts";
import { person } from "../../support/person.ts";
import { startProxiedService } from "../../support/proxied-service.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const ADMINS = [
  { recipient: OWNER, role: "owner" },
  { arn: "arn:aws:iam::123456789012:role/support", role: "operator" },
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ registration: "registered", desk: { admins: ADMINS } });
});

/** How often a metric got a value. */
const counted = (name: string, of: Pick<TestService, "observed"> = service) =>
  of.observed.filter(({ event }) => event === `measured ${name}`).length;

describe("a sign-in to the desk", () => {
  it("counts wrong codes, of admins and of all others, and wrong factors behind right codes", async () => {
    await enrolledAdmin(service, OWNER);
    expect([counted("DeskWrongCodes"), counted("DeskWrongFactors")]).toEqual([0, 0]);
    for (const recipient of [OWNER, "stranger@example.com"]) {
      const user = person(service);
      service.clock.advance(10_800);
      const first = await user.open("/admin/sign-in/address");
      const asked = await fill(user, first, "/admin/sign-in/address", { recipient });
      expect((await fill(user, asked, "/admin/sign-in/code", { code: "000000" })).status).toBe(401);
    }
    expect([counted("DeskWrongCodes"), counted("DeskWrongFactors")]).toEqual([2, 0]);
    service.clock.advance(10_800);
    const user = person(service);
    const page = await enterCode(service, user, OWNER);
    expect((await fill(user, page, "/admin/sign-in/factor", { code: "000000" })).status).toBe(401);
    expect([counted("DeskWrongCodes"), counted("DeskWrongFactors")]).toEqual([2, 1]);
  });
});

describe("an act that is refused", () => {
  it("is counted, whichever check refuses it", async () => {
    const before = counted("DeskRefusals");
    const viewer = { id: "viewer", role: "viewer" } as const;
    const refused = await performAct(service.services, viewer, "block", { customer: "a@example.com" });
    expect(refused.kind).toBe("forbidden");
    expect(counted("DeskRefusals")).toBe(before + 1);
    const { settings, observer } = service.services;
    const call = (callerArn: string, suspendedAdmins: readonly string[] = []) =>
      callingAdmin({ settings, observer, live: { suspendedAdmins } }, {
        ...{ callerArn, sourceIp: "203.0.113.7" },
      } as HttpRequest);
    expect(call("arn:aws:sts::123456789012:assumed-role/others/x")).toMatchObject({ status: 403 });
    expect(call("arn:aws:sts::123456789012:assumed-role/support/x", [ADMINS[1]?.arn ?? ""])).toMatchObject({
      status: 403,
    });
    expect(counted("DeskRefusals")).toBe(before + 3);
    expect(call("arn:aws:sts::123456789012:assumed-role/support/x")).toMatchObject({ role: "operator" });
    expect(counted("DeskRefusals")).toBe(before + 3);
  });
});

describe("an act that breaks off", () => {
  it("is counted, and not where it comes to its end", async () => {
    const proxied = await startProxiedService(REGISTERED);
    await proxied.post("/_local/customers", { recipient: "anna@example.com", customerId: "c-1" });
    const block = () => act(proxied, "block", { customer: "anna@example.com" });
    proxied.proxy.reset();
    expect((await block()).status).toBe(200);
    expect(counted("BrokenActs", proxied)).toBe(0);
    // Before its last write: that which says that it is done.
    const last = proxied.proxy.calls.findLastIndex((name) => /^(Put|Update)Item$/.test(name));
    proxied.proxy.reset();
    proxied.proxy.crashBefore(last);
    expect((await block()).status).toBeGreaterThanOrEqual(500);
    expect(counted("BrokenActs", proxied)).toBe(1);
  });
});
