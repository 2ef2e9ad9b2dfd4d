import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { enrolledAdmin, fieldsOf, fill } from "../../support/desk-page.ts";
import { changeLive } from "../../support/live.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const OWNER = "owner@utility.example";
const SIGN_IN = "/admin/sign-in/address";

let service: TestService;
beforeAll(async () => {
  const desk = { admins: [{ recipient: OWNER, role: "owner" }] };
  service = await startTestService({ registration: "open", liveChanges: "on", desk });
});

describe("an admin in a network that is denied", () => {
  it("sends nothing to the desk from there but the way out, and sees it", async () => {
    const { user } = await enrolledAdmin(service, OWNER);
    const page = await user.open("/admin/today");
    const entry = "127.0.0.0/16";
    await changeLive(service, [{ path: "networks.denied", entry, value: true }]);
    const { form = "" } = fieldsOf(page.text, "/admin/sign-in/out");
    for (const path of [
      "/admin/act/cancel",
      "/admin/act/forget",
      SIGN_IN,
      "/admin/sign-in/code",
      "/admin/sign-in/again",
    ]) {
      const refused = await user.submit(path, { form, customer: "a@example.com" });
      expect([refused.status, refused.text.includes("network-denied")]).toEqual([403, true]);
    }
    expect((await user.open("/admin/today")).status).toBe(200);
    expect((await fill(user, page, "/admin/sign-in/out")).at).toBe(SIGN_IN);
    const base = (await service.services.storage.liveSettings.read()).version;
    const back = { places: [{ path: "networks.denied", entry }], base, reason: "a test" };
    await act(service, "settings-remove", back);
    service.clock.advance(31);
    expect((await user.submit(SIGN_IN, { form })).text).not.toContain("network-denied");
  });
});
