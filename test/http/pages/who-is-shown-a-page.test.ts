import { beforeAll, describe, expect, it } from "@jest/globals";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe("a script that posts JSON and says that it prefers HTML", () => {
  const headers = { accept: "text/html,application/json;q=0.9" };
  it.each([
    ["/otp/request", { recipient: "anna@" }, 400],
    ["/otp/verify", { challengeId: "unknown", code: "123456" }, 404],
    ["/otp/resend", { challengeId: "unknown" }, 404],
    ["/otp/logout", { all: "yes" }, 400],
  ])("is answered in JSON and not by a page: %s", async (path, body, status) => {
    const answer = await service.post(path, body, headers);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });
});
