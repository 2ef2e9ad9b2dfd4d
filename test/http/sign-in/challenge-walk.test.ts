import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService, wrong } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe.each(["anna@example.com", "+14155550123"])("a person at %s", (recipient) => {
  it("asks for a code, types it, is signed in, and signs out", async () => {
    const { challengeId, code } = await service.challenge(recipient);
    expect((await service.post("/otp/status", { challengeId })).body).toEqual({
      status: "pending",
      delivery: { state: "sent" },
      attemptsLeft: 5,
      expiresIn: 300,
      resendIn: 30,
    });
    const refused = await service.post("/otp/verify", { challengeId, code: wrong(code) });
    expect([refused.status, refused.body.attemptsLeft]).toEqual([401, 4]);

    const approved = await service.post("/otp/verify", { challengeId, code });
    expect(approved.status).toBe(200);
    expect(approved.body).toMatchObject({
      status: "approved",
      tokenType: "Bearer",
      expiresIn: 900,
      sessionExpiresIn: 43_200,
    });

    const bearer = { authorization: `Bearer ${String(approved.body.sessionToken)}` };
    const session = await service.get("/otp/session", bearer);
    expect(session.status).toBe(200);
    expect(session.body).toMatchObject({
      active: true,
      subject: approved.body.subject,
      purpose: "login",
      tokenExpiresIn: 900,
    });

    expect((await service.post("/otp/logout", {}, bearer)).status).toBe(204);
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
    expect((await service.post("/otp/logout", {}, bearer)).status).toBe(204);
  });
});
