import { beforeAll, describe, expect, it } from "@jest/globals";
import { authorizeAddress, CLIENTS, pkce, tokenFields } from "../../support/app.ts";
import { person } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const { verifier, challenge } = pkce();

let service: TestService;
beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

describe("an acr that an app asks for", () => {
  it.each<[string, Record<string, string>]>([
    ["as a wish", { acr_values: "latchkey:2 latchkey:1" }],
    ["as a demand", { claims: '{"id_token":{"acr":{"essential":true,"value":"latchkey:1"}}}' }],
  ])("is in the ID token after the walk through the sign-in: %s", async (how, wish) => {
    const user = person(service);
    await user.open(authorizeAddress(challenge, wish), "cross-site");
    const { leaves } = await user.signIn(`acr-${how.replaceAll(" ", "-")}@example.com`);
    const { body } = await service.form(
      "/otp/token",
      tokenFields(leaves?.searchParams.get("code") ?? "", verifier),
    );
    const [, middle = ""] = String(body.id_token).split(".");
    expect(JSON.parse(Buffer.from(middle, "base64url").toString())).toMatchObject({ acr: "latchkey:1" });
  });
});
