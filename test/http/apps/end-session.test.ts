import { beforeAll, describe, expect, it } from "@jest/globals";
import { APP, CLIENTS } from "../../support/app.ts";
import { hiddenOf, languageOf, person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

describe("who signs out on the page that an app opened", () => {
  it("is told that they are signed out, where the app wants no user back", async () => {
    const user = person(service);
    await user.signIn();
    const page = await user.open(`/otp/end-session?client_id=${APP.id}`, "cross-site");
    const shown = await user.submit("/otp/logout", hiddenOf(page));
    expect(shown.at).toBe("/otp/session?signed=out");
    expect(shown.text).toContain("You are signed out");
  });

  it("reads the language that the app names, before and after the click", async () => {
    const [uri = ""] = APP.postLogoutRedirectUris;
    const back = { post_logout_redirect_uri: uri, state: "s1" };
    for (const [name, wanted] of Object.entries({ carl: {}, cora: back })) {
      const user = person(service, { "accept-language": "es" });
      await user.signIn(`${name}@example.com`);
      const query = new URLSearchParams({ client_id: APP.id, ui_locales: "xx de-AT en", ...wanted });
      const page = await user.open(`/otp/end-session?${query.toString()}`, "cross-site");
      const hidden = hiddenOf(page);
      const shown = await user.submit("/otp/logout", {
        ...hidden,
        back: (hidden.back ?? "").replaceAll("&#38;", "&"),
      });
      expect([page, shown].map(languageOf)).toEqual(["de", "de"]);
      expect(shown.leaves?.href).toBe("state" in wanted ? `${uri}?state=s1` : undefined);
      if (name === "carl") expect(shown.text).toContain("<h1>Sie sind abgemeldet</h1>");
      expect(user.cookies.has("latchkey-locale")).toBe(false);
    }
  });

  it("keeps the language that the person chose", async () => {
    const user = person(service);
    await user.open("/otp/request?locale=fr");
    await user.signIn("dora@example.com");
    const page = await user.open(`/otp/end-session?client_id=${APP.id}&ui_locales=de`, "cross-site");
    const shown = await user.submit("/otp/logout", { ...hiddenOf(page), back: "ui_locales=de" });
    expect([page, shown].map(languageOf)).toEqual(["fr", "fr"]);
    expect(user.cookies.get("latchkey-locale")).toBe("fr");
  });

  it("stays on that page in another language, with the way back", async () => {
    const user = person(service);
    await user.signIn("bert@example.com");
    const [uri = ""] = APP.postLogoutRedirectUris;
    const query = new URLSearchParams({ client_id: APP.id, post_logout_redirect_uri: uri });
    const page = await user.open(`/otp/end-session?${query.toString()}`);
    const [, link = ""] = /href="([^"]*locale=de)"/.exec(page.text) ?? [];
    const german = await user.open(link.replaceAll("&#38;", "&"));
    expect(german.at).toContain("/otp/end-session?");
    const { back = "", ...hidden } = hiddenOf(german);
    const { leaves } = await user.submit("/otp/logout", { ...hidden, back: back.replaceAll("&#38;", "&") });
    expect(leaves?.href).toBe(uri);
  });
});
