import { beforeAll, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    channels: { email: { providers: ["inbox"] }, sms: { providers: ["inbox"] } },
  });
});

it.each([
  ["anna@gmial.com", "anna@gmail.com"],
  ["ANNA.2@Hotmial.com", "anna.2@hotmail.com"],
])("who asks for a code at %s is asked about %s", async (recipient, suggestion) => {
  const { status, body } = await service.post("/otp/request", { recipient });
  expect([status, body.suggestion]).toEqual([202, suggestion]);
  // The code went where it was asked to go.
  await service.settled();
  expect(service.inbox.list(recipient)).toHaveLength(1);
  expect(service.inbox.list(suggestion)).toHaveLength(0);
});

it.each(["anna@gmail.com", "anna@example.com", "+1 415 555 0111"])(
  "nothing is asked about %s",
  async (recipient) => {
    const { status, body } = await service.post("/otp/request", { recipient });
    expect([status, "suggestion" in body]).toEqual([202, false]);
  },
);

it("who may only send again learns nothing of the address", async () => {
  const { challengeId } = await service.challenge("bob@gmial.com");
  service.clock.advance(30);
  const { status, body } = await service.post("/otp/resend", { challengeId });
  expect([status, body.recipient, "suggestion" in body]).toEqual([202, "b***@gmial.com", false]);
});
