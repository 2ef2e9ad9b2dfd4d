import { beforeAll, expect, it } from "@jest/globals";
import { accountOf, anAddress } from "../../support/account-user.ts";
import { enrol } from "../../support/enrolled.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional" });
});
const { signIn, signInWith } = accountOf(() => service);

it.each([
  ["of the step before is right", 30, 200],
  ["of two steps before is wrong", 60, 401],
  ["of the step to come is wrong, as after a clock was set back", -30, 401],
])("a code %s", async (_when, later, status) => {
  const address = anAddress();
  const { body } = await signIn(address);
  const user = await enrol(service, String(body.subject));
  const answer = await signInWith(address, "totp", () => {
    const code = user.shows();
    service.clock.advance(later);
    return code;
  });
  expect(answer.status).toBe(status);
});
