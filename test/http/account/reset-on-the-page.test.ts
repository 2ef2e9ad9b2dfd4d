import { beforeAll, describe, expect, it } from "@jest/globals";
import { accountOf, anAddress, bearer } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { LOSABLE, resetsOf } from "../../support/resets.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ ...LOSABLE, account: "on" });
});
const { signIn } = accountOf(() => service);
const { reset, resetOf } = resetsOf(() => service);

let serial = 0;

/** A customer who signed in before they had an authenticator, and whose reset was asked for then. */
async function waiting(more: Readonly<Record<string, unknown>> = {}) {
  const customerId = `waits-${++serial}`;
  const recipient = anAddress();
  expect((await service.post("/_local/customers", { recipient, customerId })).status).toBe(201);
  const { body } = await signIn(recipient);
  const user = await enrol(service, customerId);
  await reset(customerId, more);
  return { customerId, user, token: String(body.sessionToken) };
}

const warningsFor = async (token: string) => (await service.get("/otp/account", bearer(token))).body.warnings;

/** What a browser is shown. */
const page = async (path: string, token: string) =>
  (await service.get(path, { accept: "text/html", cookie: `latchkey-session=${token}` })).text;

describe("a user whose factors are to be reset", () => {
  it("is told on the page of the account, and stops it by a factor there", async () => {
    const { customerId, user, token } = await waiting();
    expect(await warningsFor(token)).toContain("reset-asked");
    const [, link = ""] =
      /href="([^"]+)"\s*>Keep my second steps</.exec(await page("/otp/account", token)) ?? [];
    expect(await page(link.replaceAll("&amp;", "&"), token)).toContain("Code from the app");
    const { status, body } = await service.post(
      "/otp/factor",
      { factor: "totp", code: user.shows() },
      bearer(token),
    );
    expect(status).toBe(200);
    expect(await warningsFor(String(body.sessionToken))).not.toContain("reset-asked");
    expect(await resetOf(customerId)).toHaveProperty("canceledAt");
  });

  it("is told nothing there of an owner's, which may be against who looks", async () => {
    const { token } = await waiting({ owner: true });
    expect(await warningsFor(token)).not.toContain("reset-asked");
    expect(await page("/otp/account", token)).not.toContain("Keep my second steps");
  });
});
