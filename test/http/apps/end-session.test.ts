import { beforeAll, describe, expect, it } from "@jest/globals";
import { APP, CLIENTS } from "../../support/app.ts";
import { hiddenOf, person } from "../../support/person.ts";
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
