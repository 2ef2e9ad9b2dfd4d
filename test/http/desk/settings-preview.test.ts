import { beforeAll, describe, expect, it } from "@jest/globals";
import { act } from "../../support/desk.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ liveChanges: "on", brand: { name: "Kiosk" } });
});

interface Preview {
  readonly faults: readonly string[];
  readonly messages: readonly Record<string, unknown>[];
  readonly texts: readonly { readonly name: string; readonly after: unknown; readonly deployed: unknown }[];
  readonly locale: string;
}
const preview = async (input: object) => {
  const { status, body } = await act(service, "settings-preview", input);
  expect(status).toBe(200);
  return body as unknown as Preview;
};

describe("a preview", () => {
  it("shows messages in their language as they would be, and writes nothing", async () => {
    const value = "Willkommen bei {brand}";
    const edits = [
      { path: "words", entry: "de/login.lead", value },
      { path: "words", entry: "de/pages.signIn", value: "Herein" },
      { path: "brand.name", value: "Kiosk 2" },
    ];
    const { locale, messages, texts, faults } = await preview({ edits });
    expect([locale, faults]).toEqual(["de", []]);
    const mail = messages.find(({ purpose, channel }) => purpose === "login" && channel === "email");
    expect(mail?.text).toContain("Willkommen bei Kiosk 2");
    expect(mail?.html).toContain("Willkommen bei <bdi>Kiosk 2</bdi>");
    const sms = messages.find(({ purpose, channel }) => purpose === "login" && channel === "sms");
    expect(sms).toMatchObject({ segments: 1, encoding: "GSM-7" });
    expect(texts).toEqual([
      { name: "login.lead", after: value, deployed: expect.any(String) },
      { name: "pages.signIn", after: "Herein", deployed: expect.any(String) },
    ]);
    expect((await service.services.storage.liveSettings.read()).version).toBe(0);
    service.clock.advance(30);
    expect((await service.get("/otp/request", { accept: "text/html" })).text).not.toContain("Kiosk 2");
  });

  it("says what keeps a change from being saved: a lost placeholder, markup, an address, hidden letters", async () => {
    for (const [name, value] of [
      ["notices.when", "It was so."],
      ["login.lead", "<a href=x>{brand}</a>"],
      ["login.lead", "{brand}: call 0800 123456"],
      ["login.lead", "{brand}\u202eabc"],
      ["login.lead", "{brand} {token}"],
    ]) {
      const edits = [{ path: "words", entry: `en/${name}`, value }];
      const { faults, messages } = await preview({ edits });
      expect([value, faults.length, messages]).toEqual([value, 1, []]);
    }
  });

  it("lists all texts of a language, to choose one, with what is deployed beside what holds", async () => {
    const { texts, messages } = await preview({ locale: "fr", allTexts: true });
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.every(({ after, deployed }) => JSON.stringify(after) === JSON.stringify(deployed))).toBe(
      true,
    );
    expect(messages.length).toBeGreaterThan(0);
    const none = await act(service, "settings-preview", { locale: "tlh" });
    expect([none.status, none.body.outcome]).toEqual([409, "no-such-language"]);
  });
});
