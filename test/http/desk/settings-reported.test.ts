import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Public reports about settings that change while a service runs, each tried here. */
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    ...{ liveChanges: "on", limits: { originPerHour: 30 }, brand: { name: "Kiosk" } },
    clients: [{ id: "portal", name: "Portal", redirectUris: ["https://portal.example.com/callback"] }],
  });
});

const set = async (...edits: readonly object[]) => {
  const base = (await service.services.storage.liveSettings.read()).version;
  return act(service, "settings-set", { base, reason: "a test", edits });
};
const messageOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.errors as { message: string }[] | undefined)?.[0]?.message;

describe("a change of one setting", () => {
  // github.com/aws/aws-cli/issues/3302, github.com/keycloak/keycloak/issues/19746
  it("leaves all others as they are", async () => {
    await set({ path: "limits.originWrongPerHour", value: 10 });
    await set({ path: "brand.color", value: "#123456" });
    const { body } = await act(service, "settings-get", {});
    expect((body.changes as { path: string }[]).map(({ path }) => path)).toEqual([
      "limits.originWrongPerHour",
      "brand.color",
    ]);
  });

  // github.com/fli-iam/shanoir-ng/issues/2148
  it("of another type is refused, and nothing is broken by it", async () => {
    for (const value of ["ten", 1.5, -1, 0, 1e12, true, [10], { most: 10 }, "", null])
      expect([value, (await set({ path: "limits.originPerHour", value })).status]).toEqual([value, 400]);
    service.clock.advance(30);
    expect((await service.post("/otp/request", { recipient: "anna@example.com" })).status).toBe(202);
  });
});

describe("a network", () => {
  // github.com/KR8MER/eas-station/pull/2320: an admin locked out; others by an address in another spelling
  it.each([
    ["203.0.113.9/24", "203.0.113.0/24"],
    ["2001:DB8:0::/40", "2001:db8::/40"],
    ["2001:db8::1/64", "2001:db8::/64"],
    ["::ffff:203.0.113.0/120", "203.0.113.0/24"],
  ])("has one spelling: %s is %s", async (entry, canonical) => {
    const answer = await set({ path: "networks.denied", entry, value: true });
    expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(`say ${canonical}`)]);
    expect((await set({ path: "networks.denied", entry: canonical, value: true })).status).toBe(200);
    const base = (await service.services.storage.liveSettings.read()).version;
    const places = [{ path: "networks.denied", entry: canonical }];
    expect((await act(service, "settings-remove", { base, reason: "a test", places })).status).toBe(200);
  });
});

describe("an app that is to be suspended", () => {
  it("is one of the settings: a name that is misspelt would suspend none", async () => {
    const suspend = (entry: string) => set({ path: "clients.suspended", entry, value: true });
    expect(messageOf(await suspend("protal"))).toContain("is no app of the settings");
    expect((await suspend("portal")).status).toBe(200);
  });
});

describe("words", () => {
  // github.com/supabase/supabase/issues/3945: saved although they could not be filled in, and others sent silently
  it.each(["{brand", "{{brand}}", "{brand} {link}", "{constructor}", "${brand}", "%s", ""])(
    "that cannot be filled in are not saved, or say what they say: %j",
    async (value) => {
      const answer = await set({ path: "words", entry: "en/login.lead", value });
      if (answer.status === 400) return;
      const { body } = await act(service, "settings-preview", { locale: "en" });
      const all = body.messages as { purpose: string; text: string }[];
      const mail = all.find(({ purpose }) => purpose === "login");
      expect(mail?.text).toContain(value.replace("{brand}", "Kiosk"));
      expect(mail?.text).not.toMatch(/undefined|function/);
    },
  );

  // github.com/appwrite/appwrite/issues/7916
  it("are previewed with everything filled in, in every language", async () => {
    const first = (await act(service, "settings-preview", {})).body;
    for (const locale of first.locales as string[]) {
      const { body } = await act(service, "settings-preview", { locale });
      for (const { subject = "", text } of body.messages as { subject?: string; text: string }[])
        expect(`${subject}${text}`).not.toMatch(/[{}]|undefined|\[object/);
    }
  });
});
