import { describe, expect, it } from "@jest/globals";
import { enrol } from "../../support/enrolled.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const USER = "anna@example.com";

/** A user who has signed in once, and has turned two steps on since. */
async function enrolledAt(service: TestService): Promise<void> {
  const { body } = await service.post("/otp/verify", await service.challenge(USER));
  await enrol(service, String(body.subject), 0);
  service.clock.advance(31);
}

describe("a sign-in of a user who has turned on two steps", () => {
  it("is left alone where second factors are off again, and passkeys are on", async () => {
    const service = await startTestService({ factors: { passkeys: "on" } });
    await enrolledAt(service);
    const { body } = await service.post("/otp/verify", await service.challenge(USER));
    await service.settled();
    const authorization = `Bearer ${String(body.sessionToken)}`;
    expect((await service.get("/otp/session", { authorization })).status).toBe(200);
  });

  it("can be stopped by the link of its message while it waits for the second factor", async () => {
    const service = await startTestService({ secondFactor: "optional" });
    await enrolledAt(service);
    const challenge = await service.challenge(USER);
    expect((await service.post("/otp/verify", challenge)).body.status).toBe("factor-required");
    await service.settled();
    const t = /[?&]t=([\w-]+)/.exec(service.inbox.list(USER)[0]?.text ?? "")?.[1] ?? "";
    expect((await service.get(`/otp/not-me?t=${t}`)).text).toContain("This was not me");
    expect((await service.post("/otp/not-me", { t })).status).toBe(204);
    const { body } = await service.post("/otp/status", { challengeId: challenge.challengeId });
    expect(body.status).toBe("canceled");
  });
});
